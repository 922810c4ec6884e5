import type { RunNumbers, WaitingNumbers } from "../model/connections.ts";
import type { ChangeOutcome, Plan } from "../model/plan.ts";
import type { Waiting } from "../model/state.ts";
import { appliedIn } from "./totals.ts";

/** What a run has done so far, of which it leaves the numbers. */
export interface DoneSoFar {
  readonly run: string;
  readonly at: string;
  readonly plan: Plan;
  readonly outcomes: readonly ChangeOutcome[];
  readonly waiting: readonly Waiting[];
}

const NONE = { newDeals: 0, linkedDeals: 0 };

/** No field, no value and no id of a record is in it. */
export function numbersOf({ run, at, plan, outcomes, waiting }: DoneSoFar): RunNumbers {
  const { later = NONE } = plan;
  return {
    run,
    at,
    ...appliedIn(outcomes),
    left: leftOf(plan, outcomes) + later.newDeals + later.linkedDeals,
    waiting: waitingNumbers(waiting),
  };
}

/** How many changes of a plan were not begun. */
export function leftOf({ changes }: Plan, outcomes: readonly ChangeOutcome[]): number {
  return changes.length - outcomes.filter(({ untried = false }) => !untried).length;
}

function waitingNumbers(waiting: readonly Waiting[]): WaitingNumbers {
  // A deal in conflict, or one that is tried again, may have a step that waits for approval, too.
  const count = (...kinds: readonly Waiting["kind"][]) =>
    waiting.filter(({ kind, awaits }) => kinds.includes(kind) && (kind !== "held" || awaits.length === 0))
      .length;
  return {
    conflicts: count("conflict"),
    held: count("held", "question", "expiring"),
    approvals: waiting.filter(({ awaits }) => awaits.length > 0).length,
    retried: count("stale", "rejected", "failed", "close", "lost base"),
  };
}
