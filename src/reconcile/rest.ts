import type { Change, ChangeOutcome } from "../model/plan.ts";
import type { PlanSize, SyncState, Unfinished } from "../model/state.ts";
import { sizeOf } from "./guard.ts";
import type { Settled } from "./journal.ts";

/**
 * What is left of a plan that was let through, without what a run that died has written after all. Rather too
 * little than too much: a write of which nobody can say whether it arrived is not left.
 *
 * @param settled What became of the intents of the state.
 */
export function restOf({ unfinished }: SyncState, settled: readonly Settled[]): Unfinished | null {
  const arrived = settled
    // What an earlier run found out, it has not counted as left.
    .filter(({ fate, intent }) => (fate === "applied" || fate === "unclear") && !intent.found)
    .map(({ intent: { referral, opportunity, ...intent } }) => ({
      ...intent,
      link: { referral, opportunity },
    }));
  return unfinished ? without(unfinished, sizeOf(arrived.filter(isCounted))) : null;
}

/** The rest of a plan after a run that looked at one referral has written some of it, or anything else. */
export function restAfter(rest: Unfinished | null, outcomes: readonly ChangeOutcome[]): Unfinished | null {
  const applied = outcomes.filter(({ outcome }) => outcome === "applied").map(({ change }) => change);
  return rest && without(rest, sizeOf(applied.filter(isCounted)));
}

/** What a run leaves: of what it has not begun, no more than was let through. */
export function restToLeave(letThrough: Unfinished, notBegun: readonly PlanSize[]): Unfinished | null {
  const sum = (what: keyof PlanSize) => notBegun.reduce((total, size) => total + size[what], 0);
  const left = (what: keyof PlanSize) => Math.min(letThrough[what], sum(what));
  return sum("records") > 0 ? { ...letThrough, records: left("records"), deals: left("deals") } : null;
}

/** As long as the mapping is the same. */
export function acceptedRest(rest: Unfinished | null, mappingDigest: string): Unfinished | null {
  return rest?.mapping === mappingDigest ? rest : null;
}

/** Also where nothing is left: the plan is still the one by whose digest a job is started again. */
function without(rest: Unfinished, { records, deals }: PlanSize): Unfinished {
  return { ...rest, records: Math.max(0, rest.records - records), deals: Math.max(0, rest.deals - deals) };
}

/** A note goes with the record that it is about. */
function isCounted({ action }: Pick<Change, "action">): boolean {
  return action !== "note";
}
