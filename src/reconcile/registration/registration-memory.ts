import { z } from "zod";
import { StateError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import { sha256 } from "../../model/sha256.ts";
import { REGISTRATION_FILE } from "../../model/state.ts";
import {
  addressOf,
  type OwnRegistration,
  type Registration,
  type RegistrationMemory,
  type Seal,
  type SealedRegistration,
} from "../../model/webhooks.ts";
import { originOf, placeOf } from "./registration.ts";

// What a newer version has to say beside this, the next write of this one would take out.
const ours = z
  .strictObject({ sha256: z.string(), origin: z.string(), events: z.array(z.string()) })
  .nullable();
const schema = z.strictObject({
  version: z.literal(1),
  ours,
  previous: z
    .strictObject({
      origin: z.string(),
      events: z.array(z.string()),
      ownHeader: z.boolean().nullable(),
      url: z.string(),
    })
    .nullable(),
  pending: z.strictObject({ run: z.string(), ours }).nullable(),
});

const NOTHING: RegistrationMemory = { ours: null, previous: null, pending: null };

/** @throws StateError when the file is not one of ours. */
export function parseRegistrationMemory(text: string | undefined): RegistrationMemory {
  if (text === undefined) return NOTHING;
  const parsed = schema.safeParse(jsonIn(text));
  if (parsed.success) {
    const { ours, previous, pending } = parsed.data;
    return { ours, previous, pending };
  }
  throw new StateError(
    `${REGISTRATION_FILE} on the state branch is not one that this version of cosell-sync wrote.`,
    "If the action was put back to an earlier version, run webhooks with the newer one. Undo an edit by git revert. The file may also be removed: then what was registered before us can only be put back by hand.",
  );
}

export function formatRegistrationMemory(memory: RegistrationMemory): string {
  return `${JSON.stringify({ version: 1, ...memory }, null, 1)}\n`;
}

/** Our own registration, as git remembers it. */
export function rememberOurs({ url, events }: Registration): OwnRegistration {
  return { sha256: sha256(addressOf(url)), origin: originOf(url), events };
}

/** Also what a run announced that did not come to its end: it may have registered that. */
export function isOurs({ ours, pending }: RegistrationMemory, registration: Registration | null): boolean {
  if (registration === null) return false;
  const address = sha256(addressOf(registration.url));
  return ours?.sha256 === address || pending?.ours?.sha256 === address;
}

/** `null` when there is no secret to seal it with. */
export function sealRegistration(
  { url, events, ownHeader }: Registration,
  seal: Seal,
): SealedRegistration | null {
  const sealed = seal.close(url);
  return sealed === null ? null : { origin: originOf(url), events, ownHeader, url: sealed };
}

/** What is wrong with the registration as it is now, and what to do; `null` when it is still ours. */
export function driftOf(memory: RegistrationMemory, current: Registration | null): string | null {
  const { ours, pending } = memory;
  if (pending !== null)
    return `Run ${pending.run} was to change the webhook registration and did not come to its end: repeat what it did, or undo it by webhooks restore.`;
  if (ours === null) return null;
  if (current === null) return `Partner Center has no webhook registration any more: ${AGAIN}.`;
  if (!isOurs(memory, current))
    return `Partner Center sends notifications to ${placeOf(current.url, ours.origin)} now, not to ours at ${ours.origin}: somebody registered that. To take it back, ${AGAIN}, with overwrite.`;
  const missing = ours.events.filter((name) => !current.events.includes(name));
  return missing.length === 0
    ? null
    : `The webhook is no longer registered for ${missing.join(", ")}: ${AGAIN}.`;
}

const AGAIN = "run the command webhooks again";
