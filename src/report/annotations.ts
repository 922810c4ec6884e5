import type { Action, Change, Link } from "../model/plan.ts";
import { isProvisional } from "../model/provisional.ts";
import type { RunResult } from "../model/result.ts";
import { openConflicts } from "./conflicts.ts";
import { count } from "./markdown.ts";

/** GitHub shows ten annotations of a kind for each step; the rest is in the summary, or in the log. */
export const MOST_ANNOTATIONS = 10;

/** Shown as a warning. */
export interface Annotation {
  readonly title: string;
  readonly message: string;
}

/** A deal goes by its referral, as long as it has one. */
function about(link: Link, title: string, text: string): Annotation {
  const name = isProvisional(link) ? `Opportunity ${link.opportunity}` : `Deal ${link.referral}`;
  return { title, message: `${name}: ${text}` };
}

/** Such as "the opportunity was not closed". */
function undone({ action, row, side }: Change): string {
  const record = row?.table ?? side;
  const texts: Readonly<Record<Action, string>> = {
    create: `the ${record} was not created`,
    update: `the ${record} was not updated`,
    close: `the ${record} was not closed`,
    qualify: `the ${record} was not qualified`,
    note: `no note was written on the ${record}`,
    share: "the deal was not shared",
    invite: "Microsoft was not asked for help",
  };
  return texts[action];
}

/** What needs somebody's eyes, the most pressing first. Without field values. */
export function annotations({ plan, outcomes, notices = [], left }: RunResult): Annotation[] {
  const others = notices.map((message) => ({ title: "Set-up", message }));
  const notBegun = left?.changes
    ? `${count(left.changes, "change")} could not be started: ${left.reason}. The next run goes on with them.`
    : null;
  const rest = notBegun === null ? [] : [{ title: "Left to the next run", message: notBegun }];
  const failed = outcomes
    .filter(({ outcome, untried }) => (outcome === "rejected" || outcome === "failed") && !untried)
    .map(({ change, reason }) => about(change.link, "Not applied", `${undone(change)}: ${reason ?? ""}`));
  const conflicts = openConflicts(plan).map(({ link, field, hasBase }) => {
    const what = hasBase ? "was changed on both sides" : "differs and was never synced before";
    const text = `${field} ${what}. Make both sides equal, or decide with resolve, as the summary shows.`;
    return about(link, "Conflict", text);
  });
  const held = plan.held
    .filter(({ awaits }) => awaits !== "scope")
    .map(({ link, field, reason }) =>
      about(link, "Held back", `${field === null ? "" : `${field}: `}${reason}`),
    );
  const questions = plan.questions.map(({ referral, text }) => {
    return { title: "Held back", message: `Deal ${referral}: ${text}` };
  });
  const untaken = outcomes.flatMap(({ change, outcome, reason, lostBase }) => {
    // Of lost bases there is one word for all.
    if (outcome !== "applied" || reason === null || lostBase) return [];
    return [about(change.link, "Worth knowing", reason)];
  });
  const warnings = plan.warnings.map(({ link, text }) => about(link, "Worth knowing", text));
  const all = [...others, ...rest, ...failed, ...conflicts, ...held, ...questions, ...untaken, ...warnings];
  return all.slice(0, MOST_ANNOTATIONS);
}
