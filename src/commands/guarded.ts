import { RefusalError } from "../errors.ts";
import type { LetThrough } from "../model/limits.ts";
import type { Refusal } from "../model/result.ts";
import type { Allowance, SyncState } from "../model/state.ts";
import { guard } from "../reconcile/plan/guard.ts";
import { guardAlone, guardBeginning } from "../reconcile/plan/guard-beginning.ts";
import { whatLetThrough } from "../reconcile/plan/let-through.ts";
import { guardBases } from "../reconcile/write/lost-base.ts";
import type { RunOptions } from "./load.ts";
import type { Planned } from "./planning.ts";

export interface Passed {
  /** What may be written: this plan, or the rest of an earlier one. */
  readonly allowance: Allowance;
  /** What let it through, if that is worth a word. */
  readonly by: LetThrough | null;
}

/**
 * The guard, with what is known of earlier plans.
 *
 * @throws RefusalError
 */
export function guarded(planned: Planned, state: SyncState, options: RunOptions): Passed {
  const { plan, digest, pulled, now, linked, accepted } = planned;
  guardBases(state.waiting, linked, now);
  const { limits, mapping } = options;
  // Somebody may have let it through before: a run that began with it and died, or this one by its digest.
  const isFirst = state.sequence === 0 && accepted === null;
  if (isFirst && limits.expectedDigest !== digest) {
    // A first run that died has written bases, and its journal says so.
    if (state.journal === null) guardBeginning(syncedIn(planned), options.branch);
    guardAlone(pulled.referrals, now);
  }
  const known = { linked, accepted, fields: mapping.fields };
  const allowance = guard(plan, { digest, mapping: mapping.digest }, limits, known);
  return { allowance, by: whatLetThrough(plan, { digest, passed: allowance }, limits, known) };
}

/** How many deals have been synced before, as their rows say. */
function syncedIn({ merges, pulled }: Planned): number {
  return merges.filter(({ pair }) => pair.base !== null).length + pulled.inStep;
}

/** What a sync would say instead of writing this plan, or `null`. */
export function refusalOf(planned: Planned, state: SyncState, options: RunOptions): Refusal | null {
  try {
    guarded(planned, state, options);
    return null;
  } catch (error) {
    if (error instanceof RefusalError) return refusalBy("plan", error);
    throw error;
  }
}

/** For the head of a report. */
export function refusalBy(by: Refusal["by"], { message, fix }: RefusalError): Refusal {
  return { by, reason: message, fix };
}
