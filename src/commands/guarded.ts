import { RefusalError } from "../errors.ts";
import type { SyncState, Unfinished } from "../model/state.ts";
import { guard } from "../reconcile/guard.ts";
import { acceptedRest, restOf } from "../reconcile/rest.ts";
import type { RunOptions } from "./load.ts";
import type { Planned } from "./planning.ts";

/**
 * The guard, with what is known of earlier plans.
 *
 * @returns What may be written: this plan, or the rest of an earlier one.
 * @throws RefusalError
 */
export function guarded(
  { plan, digest, pulled, settled }: Planned,
  state: SyncState,
  { limits, mapping }: RunOptions,
): Unfinished {
  const linked = pulled.reads?.linked ?? state.linked;
  const accepted = acceptedRest(restOf(state, settled), mapping.digest);
  return guard(plan, { digest, mapping: mapping.digest }, limits, { linked, accepted });
}

/** What a sync would say instead of writing this plan, or `null`. */
export function refusalOf(planned: Planned, state: SyncState, options: RunOptions): string | null {
  try {
    guarded(planned, state, options);
    return null;
  } catch (error) {
    if (error instanceof RefusalError) return error.message.replace(" Nothing was written.", "");
    throw error;
  }
}
