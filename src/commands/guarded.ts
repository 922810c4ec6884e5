import { RefusalError } from "../errors.ts";
import type { SyncState, Unfinished } from "../model/state.ts";
import { guard } from "../reconcile/guard.ts";
import { guardAlone } from "../reconcile/other-writer.ts";
import { acceptedRest, restOf } from "../reconcile/rest.ts";
import type { RunOptions } from "./load.ts";
import type { Planned } from "./planning.ts";

/** What an earlier plan, made with the same mapping and let through, has left. */
export function acceptedIn(
  state: SyncState,
  planned: Pick<Planned, "settled" | "plan">,
  { mapping }: RunOptions,
): Unfinished | null {
  return acceptedRest(restOf(state, planned), mapping.digest);
}

/**
 * The guard, with what is known of earlier plans.
 *
 * @returns What may be written: this plan, or the rest of an earlier one.
 * @throws RefusalError
 */
export function guarded(planned: Planned, state: SyncState, options: RunOptions): Unfinished {
  const { plan, digest, pulled, now } = planned;
  const linked = pulled.reads?.linked ?? state.linked;
  const accepted = acceptedIn(state, planned, options);
  const isFirst = state.sequence === 0;
  // Of exactly this plan, somebody has said that it may go through.
  if (isFirst && options.limits.expectedDigest !== digest) guardAlone(pulled.referrals, now);
  return guard(plan, { digest, mapping: options.mapping.digest }, options.limits, { linked, accepted });
}

/** What a sync would say instead of writing this plan, or `null`. */
export function refusalOf(planned: Planned, state: SyncState, options: RunOptions): string | null {
  try {
    guarded(planned, state, options);
    return null;
  } catch (error) {
    if (error instanceof RefusalError) return reasonOf(error);
    throw error;
  }
}

/** For the head of a plan, which says by itself that it was not written. */
export function reasonOf({ message }: RefusalError): string {
  return message.replace(" Nothing was written.", "");
}
