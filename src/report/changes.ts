import type { Change, ChangeOutcome, FieldChange, Link } from "../model/plan.ts";
import type { RunResult } from "../model/result.ts";
import { cell, dealOf, SYSTEM_NAMES, sentence, tableOf, value } from "./markdown.ts";
import { isSeen } from "./totals.ts";

/** Of a field that is not visible only the name is printed. */
interface Visible {
  readonly visible: ReadonlySet<string>;
}

/** How a deal is called in a row. */
export type NameOf = (deal: { readonly referral: string; readonly opportunity: string | null }) => string;

/** A deal that this run has shared goes by its referral, also where it was planned before it had one. */
export function referralsOf({ outcomes }: RunResult): (link: Pick<Link, "referral">) => string {
  const made = new Map(
    outcomes
      .filter(({ change }) => change.action === "share")
      .map(({ change, created }) => [change.link.referral, created?.id]),
  );
  return ({ referral }) => made.get(referral) ?? referral;
}

/**
 * How a deal is called in every row: by its referral, and by its name where the mapping shows that.
 *
 * @param crm Address of the CRM.
 */
export function namesOf(result: RunResult, crm: string): NameOf {
  const { names, waiting } = result;
  const madeOf = referralsOf(result);
  const earlier = names && new Map(waiting.map(({ referral, name }) => [referral, name]));
  return ({ referral, opportunity }) => {
    const made = madeOf({ referral });
    const name = names?.get(referral) ?? earlier?.get(made);
    return dealOf({ referral: made, opportunity }, crm) + (name ? ` ${cell(name, LONGEST_NAME)}` : "");
  };
}

/** Characters. */
const LONGEST_NAME = 40;

/** What a run has written, or would write, and what became of it. */
export function changesSection(
  { command, plan, outcomes }: RunResult,
  options: Visible & { readonly nameOf: NameOf },
  rows: number,
): string {
  const outcomeOf = new Map(outcomes.map((one) => [one.planned ?? one.change, one]));
  const seen = plan.changes.filter((change) => isSeen(outcomeOf.get(change)?.change ?? change));
  if (seen.length === 0) return "";
  const isDone = (change: Change) => (outcomeOf.get(change)?.outcome ?? "applied") === "applied";
  // There may be no room for all of them, and what was not applied is told nowhere else.
  const shown = [...seen.filter((change) => !isDone(change)), ...seen.filter(isDone)];
  const cellsOf = (change: Change) => [
    options.nameOf(change.link),
    ...changeCells(change, outcomeOf.get(change), options),
  ];
  const header = ["Deal", "Written to", "What", "Fields", ...(command === "sync" ? ["Outcome"] : [])];
  return `### Changes\n\n${tableOf(header, shown, cellsOf, rows)}`;
}

function changeCells(planned: Change, outcome: ChangeOutcome | undefined, options: Visible): string[] {
  const change = outcome?.change ?? planned;
  const fields = fieldLines(change, options).join("<br>");
  const where = SYSTEM_NAMES[change.side];
  const result = outcome ? [outcomeText(outcome)] : [];
  return [where, whatText(change), fields, ...result];
}

function whatText({ action, row }: Change): string {
  switch (action) {
    case "create":
      return `new ${row?.table ?? "opportunity"}`;
    case "share":
      return "new referral";
    case "invite":
      return "ask Microsoft for help";
    default:
      return row ? `${action} ${row.table}` : action;
  }
}

/** Of a new row: the first ones of the mapping say which deal it is. */
const MOST_OF_NEW = 4;

/** A new row takes whatever its referral has, so only what stands in for a missing value is news beside the first ones. */
function fieldLines({ action, fields }: Change, options: Visible): string[] {
  const isLong = action === "create" && fields.length > MOST_OF_NEW + 1;
  const shown = isLong ? fields.filter(({ otherwise }, at) => at < MOST_OF_NEW || otherwise) : fields;
  const left = fields.length - shown.length;
  const more = left > 0 ? [`and ${left} more`] : [];
  return [...shown.map((field) => fieldText(field, options)), ...more];
}

function fieldText({ field, from, to, overwrites, otherwise }: FieldChange, { visible }: Visible): string {
  const name = `**${cell(field)}**`;
  const lost = from ? " (overwrites; a note keeps it)" : " (overwrites)";
  const instead = otherwise ? ` (otherwise: ${cell(otherwise)})` : "";
  const note = overwrites ? lost : instead;
  if (!visible.has(field)) return `${name}${note}`;
  return from === undefined ? `${name} ${value(to)}${note}` : `${name} ${value(from)} → ${value(to)}${note}`;
}

const OUTCOMES = {
  applied: "✔ applied",
  stale: "↻ changed meanwhile",
  rejected: "✘ refused",
  failed: "✘ failed",
} as const;

function outcomeText({ outcome, reason, untried }: ChangeOutcome): string {
  if (untried) return "↻ left to the next run";
  return `${OUTCOMES[outcome]}${reason ? `: ${sentence(reason)}` : ""}`;
}
