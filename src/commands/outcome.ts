import type { Change, ChangeOutcome, Merge } from "../model/plan.ts";
import type { WriteResult } from "../model/ports.ts";
import type { Intent } from "../model/state.ts";
import { whyLookAt } from "../reconcile/write/untaken.ts";
import type { Writes } from "../reconcile/write/writes.ts";

interface Written {
  readonly writes: Writes;
  readonly merge: Merge;
  readonly intent: Intent;
  /** What became of the same pair's referral change, which is made first. */
  readonly referral: ChangeOutcome | null;
  /** The run had to stop before: no trouble of the record. */
  readonly untried: boolean;
}

/** What became of a change, for the audit log and the next state. */
export function outcomeOf(
  change: Change,
  result: WriteResult,
  { writes, merge, intent, referral, untried }: Written,
): ChangeOutcome {
  const isApplied = result.outcome === "applied";
  const untaken = isApplied && result.written ? writes.untaken(change, result.written) : null;
  const lost = isApplied && result.lostBase ? writes.lostBase(change, result.lostBase) : null;
  const made = writes.asMade(change, merge, referral);
  return {
    change: made,
    ...(made === change ? {} : { planned: change }),
    intent: intent.id,
    outcome: result.outcome,
    reason: isApplied ? (lost ?? (untaken && whyLookAt(untaken))) : result.reason,
    sent: result.outcome === "failed" ? result.sent : true,
    ...(untried ? { untried } : {}),
    etag: isApplied ? result.etag : null,
    modified: isApplied ? result.modified : null,
    ...(isApplied && result.created ? { created: result.created } : {}),
    ...(untaken ? { untaken } : {}),
    ...(lost === null ? {} : { lostBase: true }),
    ...(result.outcome === "rejected" ? writes.refused(made, merge, intent, result) : {}),
  };
}
