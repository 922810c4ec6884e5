import type { Held, Warning } from "../model/plan.ts";
import { SYSTEMS } from "../model/ports.ts";
import { grouped } from "../model/readable.ts";
import type { RunResult } from "../model/result.ts";
import type { RefreshTokenStatus } from "../model/sign-in.ts";
import { changesSection, type NameOf, namesOf } from "./changes.ts";
import { conflictsSection } from "./conflicts.ts";
import { cell, code, count, fitted, joined, reportOf, sentence, table, tableOf } from "./markdown.ts";
import { refreshTokenText } from "./refresh-token.ts";
import { laterText, type Totals, totalsOf } from "./totals.ts";
import { approvalSection, leftWaiting, waitingSection } from "./waiting.ts";

/** What a report may show. Of a field that is not here only the name is printed. */
export interface ReportOptions {
  readonly visible: ReadonlySet<string>;
  readonly mappingFile: string;
  /** Address of the CRM. */
  readonly crm: string;
  readonly refreshToken?: RefreshTokenStatus;
}

/** Rows of a table. A plan is there to be gone through before it is let through, a sync's summary to be glanced at. */
const MOST_ROWS = { plan: 1000, sync: 50 } as const;

/** The job summary of a run, as Markdown that a manager can read. */
export function summary(result: RunResult, options: ReportOptions): string {
  const shown = { ...options, nameOf: namesOf(result, options.crm) };
  return fitted(MOST_ROWS[result.command], (rows) => summaryWith(rows, result, shown));
}

interface Shown extends ReportOptions {
  readonly nameOf: NameOf;
}

function summaryWith(rows: number, result: RunResult, options: Shown): string {
  const { nameOf } = options;
  const totals = totalsOf(result);
  const sections = [
    `## Co-sell ${result.refusal?.by ?? result.command}: ${headline(result, totals)}`,
    refusalText(result),
    leftText(result),
    // What needs a person, before what is done.
    (result.notices ?? []).map(sentence).join("\n\n"),
    conflictsSection(result, options, rows),
    heldSection(result, nameOf, rows),
    approvalSection(result, nameOf, rows),
    warningsSection(result, nameOf, rows),
    waitingSection(result, nameOf, rows),
    changesSection(result, options, rows),
    recoveredSection(result),
    footer(result, totals, options),
  ];
  return reportOf(sections);
}

function refusalText({ refusal = null }: RunResult): string {
  if (refusal === null) return "";
  const { by, reason, fix } = refusal;
  const what =
    by === "sync" ? "This was refused, and nothing was written." : "A sync refuses this, and writes nothing.";
  return `> **${what}** ${cell(reason, 600)}\n>\n> ${cell(fix, 600)}`;
}

/** The first sync of many deals goes over several runs. */
function leftText({ left, plan: { later } }: RunResult): string {
  const goesOn = "goes on with them by itself";
  const lines = [
    left?.changes
      ? `${count(left.changes, "planned change")} could not be started: ${cell(left.reason, 300)}. The next run ${goesOn}.`
      : "",
    later
      ? `Left for later runs: ${laterText(later)}, more than one run takes up. The next run ${goesOn}.`
      : "",
  ];
  return joined(lines, "\n\n");
}

/** The run in one line, also for a terminal and for the log. */
export function headline(result: RunResult, totals: Totals): string {
  const decided = result.plan.conflicts.filter(({ winner }) => winner !== null).length;
  const open = totals.conflicts - decided;
  const told = [
    doneText(result, totals),
    open > 0 ? count(open, "conflict") : "",
    decided > 0 ? `${count(decided, "conflict")} decided` : "",
    totals.held > 0 ? `${grouped(totals.held)} held back` : "",
    totals.failed > 0 ? `${grouped(totals.failed)} not applied` : "",
    result.left?.changes ? `${count(result.left.changes, "change")} left` : "",
    result.plan.later ? `${laterText(result.plan.later, "more ")} left` : "",
  ];
  const nothing = result.plan.changes.length === 0 ? "nothing to do" : "no field changes";
  const waits = leftWaiting(result);
  return joined([joined(told, ", ") || nothing, waits > 0 ? `${count(waits, "deal")} waiting` : ""], ", ");
}

/** What was written, or is to be, in numbers that are none of them 0. */
function doneText({ command, refusal }: RunResult, { changes, created, updated }: Totals): string {
  if (command === "plan") {
    const planned = changes === 0 ? "" : `${count(changes, "change")} planned`;
    if (!refusal) return planned;
    return joined(refusal.by === "sync" ? ["refused", planned] : [planned, "a sync refuses it"], ", ");
  }
  const also = created > 0 ? `${grouped(updated)} updated` : `${count(updated, "record")} updated`;
  return joined([created > 0 ? `${count(created, "record")} created` : "", updated > 0 ? also : ""], ", ");
}

function heldSection(result: RunResult, nameOf: NameOf, most: number): string {
  const { plan } = result;
  const isUnnoted = unnotedIn(result);
  const rows = [
    ...plan.held
      .filter((one) => one.awaits !== "approval" || isUnnoted(one))
      .map(({ link, field, reason }) => [nameOf(link), cell(field ?? ""), sentence(reason)]),
    ...plan.questions.map(({ referral, text }) => [
      nameOf({ referral, opportunity: null }),
      "",
      sentence(text),
    ]),
  ];
  return rows.length === 0 ? "" : `### Held back\n\n${table(["Deal", "Field", "Why"], rows, most)}`;
}

/** Whether a plan has found it, and no sync has: what is to be approved is listed by what syncs have noted. */
function unnotedIn({ command, waiting }: RunResult): (held: Held) => boolean {
  if (command !== "plan") return () => false;
  const awaited = new Map(waiting.map(({ referral, awaits }) => [referral, awaits]));
  return ({ link, reason }) => !awaited.get(link.referral)?.some((text) => text.endsWith(reason));
}

function warningsSection({ plan }: RunResult, nameOf: NameOf, most: number): string {
  if (plan.warnings.length === 0) return "";
  const cellsOf = ({ link, text }: Warning) => [nameOf(link), sentence(text)];
  return `### Worth knowing\n\n${tableOf(["Deal", "What"], plan.warnings, cellsOf, most)}`;
}

function recoveredSection({ recovered }: RunResult): string {
  if (recovered.length === 0) return "";
  const number = (wanted: string) => recovered.filter(({ fate }) => fate === wanted).length;
  const unclear = number("unclear");
  const doubt =
    unclear > 0 ? ` Of ${unclear} nobody can tell: somebody has changed or deleted the record since.` : "";
  return `### Recovered\n\nAn earlier run stopped in the middle. Of its ${count(recovered.length, "change")}, ${number("applied")} had arrived and ${number("superseded")} had not. The audit log has them all now.${doubt}`;
}

function ownColumnsText(command: RunResult["command"], rows: number): string {
  const where = rows === 1 ? "1 opportunity" : `${grouped(rows)} opportunities`;
  const what =
    command === "plan" ? "only the sync's own columns change" : "only the sync's own columns changed";
  return `In ${where} ${what}, and no field of the mapping.`;
}

function footer(result: RunResult, totals: Totals, { mappingFile, refreshToken }: ReportOptions): string {
  const requests = SYSTEMS.map((system) => `${system} ${result.requests[system]}`).join(" · ");
  const lines = [
    totals.ownOnly > 0 ? ownColumnsText(result.command, totals.ownOnly) : "",
    result.overtaken
      ? "Another run took over while this one was writing. It finds out what this one wrote, and records it."
      : "",
    `Requests: ${requests}`,
    `Plan digest: \`${result.digest}\``,
    `Mapping: ${code(mappingFile)}, digest \`${result.mappingDigest}\``,
    result.stateCommit ? `State commit: \`${result.stateCommit}\`` : "",
    refreshToken ? refreshTokenText(refreshToken) : "",
  ];
  return joined(lines, "  \n");
}
