import { type Conflict, isUndecided, type Plan } from "../model/plan.ts";
import type { Value } from "../model/record.ts";
import type { RunResult } from "../model/result.ts";
import type { NameOf } from "./changes.ts";
import { cell, SYSTEM_NAMES, tableOf, value } from "./markdown.ts";
import { howToResolve } from "./next-step.ts";

interface Shown {
  readonly visible: ReadonlySet<string>;
  readonly nameOf: NameOf;
}

/** Deals that are closed with what they differ in, which nobody can resolve any more. */
function closedApart({ warnings }: Plan): Set<string> {
  return new Set(warnings.filter(({ apart }) => apart).map(({ link }) => link.referral));
}

/** The conflicts that this run has found and that a person can settle. */
export function openConflicts(plan: Plan): Conflict[] {
  const closed = closedApart(plan);
  return plan.conflicts.filter((conflict) => isUndecided(conflict) && !closed.has(conflict.link.referral));
}

/** What this run has found changed on both sides, with what settles it. */
export function conflictsSection({ plan }: RunResult, { visible, nameOf }: Shown, most: number): string {
  const { conflicts } = plan;
  if (conflicts.length === 0) return "";
  const closed = closedApart(plan);
  const winnerOf = ({ winner, link, resolved }: Conflict) => {
    if (winner !== null) return `${SYSTEM_NAMES[winner]}${resolved ? ", as a person decided" : ""}`;
    return closed.has(link.referral) ? "neither: closed" : "neither yet";
  };
  const cellsOf = (conflict: Conflict) => {
    const { link, field, referral, opportunity } = conflict;
    const show = (text: Value) => (visible.has(field) ? value(text) : "(hidden)");
    return [nameOf(link), cell(field), show(referral), show(opportunity), winnerOf(conflict)];
  };
  const [open] = openConflicts(plan);
  const next = open ? `\n\n${howToResolve(open.link.referral, open.field)}` : "";
  return `### Conflicts\n\n${tableOf(["Deal", "Field", "Partner Center", "CRM", "Wins"], conflicts, cellsOf, most)}${next}`;
}
