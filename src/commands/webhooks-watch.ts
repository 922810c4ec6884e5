import { CosellError } from "../errors.ts";
import type { SyncState } from "../model/state.ts";
import type { WebhookReader } from "../model/webhooks.ts";
import { driftOf, parseRegistrationMemory } from "../reconcile/registration/registration-memory.ts";
import type { Loaded } from "./load.ts";

/**
 * Whether Partner Center still sends its notifications to us, as whoever registers last gets them all. It is
 * asked by the first run of an hour that commits, so an ordinary run pays nothing for it: a sync needs no
 * webhook, and is only slower without.
 */
export async function watchRegistration(
  webhooks: Pick<WebhookReader, "registration"> | undefined,
  { state, registrationFile }: Loaded,
  next: SyncState,
): Promise<string[]> {
  if (!webhooks || hourOf(state) === hourOf(next)) return [];
  try {
    const memory = parseRegistrationMemory(registrationFile);
    if (memory.ours === null && memory.pending === null) return [];
    const drift = driftOf(memory, await webhooks.registration());
    return drift ? [`${drift} Until then changes arrive with the schedule.`] : [];
  } catch (error) {
    // A sync that is done must not fail over this.
    if (!(error instanceof CosellError)) throw error;
    return [`Whether the webhook is still registered could not be found out: ${error.message}`];
  }
}

function hourOf({ writtenAt }: SyncState): string {
  return writtenAt.slice(0, "2026-11-23T08".length);
}
