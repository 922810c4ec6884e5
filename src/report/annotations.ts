import type { Action, Change, Link } from "../model/plan.ts";
import { isProvisional } from "../model/provisional.ts";
import type { RunResult } from "../model/result.ts";
import { count } from "./markdown.ts";

/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_ANNOTATIONS = 10;

export interface Annotation {
  readonly level: "warning" | "error";
  readonly title: string;
  readonly message: string;
}

/** A deal goes by its referral, as long as it has one. */
function nameOf(link: Link): string {
  return isProvisional(link) ? `Opportunity ${link.opportunity}` : `Deal ${link.referral}`;
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
  const notBegun = left?.changes
    ? `${count(left.changes, "change")} could not be started: ${left.reason}. The next run goes on with them.`
    : null;
  const failed = outcomes
    .filter(({ outcome, untried }) => (outcome === "rejected" || outcome === "failed") && !untried)
    .map(({ change, reason }): Annotation => {
      const message = `${nameOf(change.link)}: ${undone(change)}: ${reason ?? ""}`;
      return { level: "warning", title: "Not applied", message };
    });
  const untaken = outcomes.flatMap(({ change, outcome, reason, lostBase }): Annotation[] => {
    // Of lost bases there is one word for all.
    if (outcome !== "applied" || reason === null || lostBase) return [];
    return [{ level: "warning", title: "Worth knowing", message: `${nameOf(change.link)}: ${reason}` }];
  });
  const closed = new Set(plan.warnings.filter(({ apart }) => apart).map(({ link }) => link.referral));
  const conflicts = plan.conflicts
    .filter((conflict) => conflict.winner === null && !closed.has(conflict.link.referral))
    .map(({ link, field, hasBase }): Annotation => {
      const what = hasBase ? "was changed on both sides" : "differs and was never synced before";
      const message = `${nameOf(link)}: ${field} ${what}. Make both sides equal, or decide with resolve, as the summary shows.`;
      return { level: "warning", title: "Conflict", message };
    });
  const held = plan.held
    .filter(({ awaits }) => awaits !== "scope")
    .map(({ link, field, reason }): Annotation => {
      const what = field === null ? "" : `${field}: `;
      return { level: "warning", title: "Held back", message: `${nameOf(link)}: ${what}${reason}` };
    });
  const questions = plan.questions.map(({ referral, text }): Annotation => {
    return { level: "warning", title: "Held back", message: `Deal ${referral}: ${text}` };
  });
  const warnings = plan.warnings.map(({ link, text }): Annotation => {
    return { level: "warning", title: "Worth knowing", message: `${nameOf(link)}: ${text}` };
  });
  const others = notices.map((message): Annotation => ({ level: "warning", title: "Set-up", message }));
  const rest: Annotation[] =
    notBegun === null ? [] : [{ level: "warning", title: "Left to the next run", message: notBegun }];
  return [...others, ...rest, ...failed, ...conflicts, ...held, ...questions, ...untaken, ...warnings].slice(
    0,
    MOST_ANNOTATIONS,
  );
}
