import { ConfigurationError, RefusalError } from "../../errors.ts";
import { isSameAddress, type Registration } from "../../model/webhooks.ts";

/** Without it no test event can be sent. */
const TEST_EVENT = "test-created";

export interface Wanted {
  readonly url: string;
  readonly events: readonly string[];
  /** Take over an address that is not ours. */
  readonly overwrite: boolean;
  /** What becomes of the events of others that go to the same address; `null` when nobody decided. */
  readonly otherEvents: "keep" | "drop" | null;
}

/** What there is and what is to be. `previous` is what gets replaced. */
export interface RegistrationPlan {
  readonly action: "none" | "create" | "replace";
  readonly registration: Registration;
  readonly previous: Registration | null;
  /** Events of others that will come to us, and those that will come to nobody. */
  readonly kept: readonly string[];
  readonly dropped: readonly string[];
}

/** What `webhooks restore` does: as a registration, or nothing at all where there is none. */
export type RestorePlan =
  | RegistrationPlan
  | (Omit<RegistrationPlan, "action" | "registration"> & {
      readonly action: "none";
      readonly registration: null;
    });

const NOBODY = { kept: [], dropped: [] };

/**
 * | there is            | then |
 * |---|---|
 * | nothing             | create |
 * | ours, all events    | nothing |
 * | ours, some events   | replace, with all that it had |
 * | ours, at an earlier address | replace, with all that it had |
 * | another's           | refuse; with `overwrite`, replace |
 * | another's, with events that are not about referrals | refuse until somebody says keep or drop |
 *
 * @param isOurs Whether we registered what there is now; at the wanted address it is in any case.
 * @throws ConfigurationError when Partner Center does not know an event
 * @throws RefusalError
 */
export function planRegistration(
  wanted: Wanted,
  current: Registration | null,
  { known, isOurs }: { readonly known: readonly string[]; readonly isOurs: boolean },
): RegistrationPlan {
  const events = [...new Set([...wanted.events, TEST_EVENT])];
  checkEvents(events, known);
  const registration = { url: wanted.url, events: events.sort(), ownHeader: true };
  if (current === null) return { action: "create", registration, previous: null, ...NOBODY };
  const isThere = isSameAddress(current.url, wanted.url);
  if (isThere || isOurs) {
    const all = [...new Set([...current.events, ...events])].sort();
    const action = isThere && events.every((name) => current.events.includes(name)) ? "none" : "replace";
    return { action, registration: { ...registration, events: all }, previous: current, ...NOBODY };
  }
  return takeOver(wanted, current, registration);
}

/**
 * | there is        | and somebody had another one before us | and nobody had |
 * |---|---|---|
 * | nothing         | the earlier one | nothing |
 * | ours            | the earlier one | ours with the test event alone, as Partner Center has no way to remove it |
 * | the earlier one | that, as it is | |
 * | ours, at the address of the earlier one | that, without the events that we added | |
 * | another's       | refuse; with `overwrite`, the earlier one | that, as it is |
 *
 * @param isOurs Whether what is registered now is ours.
 * @throws RefusalError
 */
export function planRestore(
  earlier: Registration | null,
  current: Registration | null,
  { isOurs, overwrite }: { readonly isOurs: boolean; readonly overwrite: boolean },
): RestorePlan {
  const seen = { previous: current, ...NOBODY };
  if (current === null) {
    return earlier === null
      ? { action: "none", registration: null, ...seen }
      : { action: "create", registration: earlier, ...seen };
  }
  const asItIs: RestorePlan = { action: "none", registration: current, ...seen };
  if (earlier === null) {
    const reduced = { ...current, events: [TEST_EVENT] };
    return isOurs ? { action: "replace", registration: reduced, ...seen } : asItIs;
  }
  if (isSameAddress(current.url, earlier.url)) {
    const events = current.events.filter((name) => earlier.events.includes(name));
    if (!isOurs || events.length === current.events.length) return asItIs;
    return { action: "replace", registration: { ...current, events }, ...seen };
  }
  if (!isOurs && !overwrite) throw anothers(current, earlier.url);
  return { action: "replace", registration: earlier, ...seen };
}

function takeOver(wanted: Wanted, current: Registration, registration: Registration): RegistrationPlan {
  const others = current.events.filter((name) => !registration.events.includes(name)).sort();
  if (!wanted.overwrite) throw anothers(current, wanted.url);
  const decided = others.length === 0 ? "drop" : wanted.otherEvents;
  if (decided === null) throw undecided(current, others);
  const events = decided === "keep" ? [...registration.events, ...others].sort() : registration.events;
  return {
    action: "replace",
    registration: { ...registration, events },
    previous: current,
    kept: decided === "keep" ? others : [],
    dropped: decided === "keep" ? [] : others,
  };
}

function checkEvents(events: readonly string[], known: readonly string[]): void {
  const unknown = events.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const problems = unknown.map((name) => ({
    where: "webhook-events",
    message: `${JSON.stringify(name)} is not an event of Partner Center`,
  }));
  throw new ConfigurationError(problems, `Partner Center knows: ${[...known].sort().join(", ")}.`);
}

/** Of an address only its origin: the rest may be a key. */
export function originOf(url: string): string {
  return URL.canParse(url) ? new URL(url).origin : "an address that cannot be read";
}

/** @param wanted The address that was to take its place. */
export function anothers({ url, events }: Registration, wanted: string): RefusalError {
  return new RefusalError(
    `Partner Center already sends this tenant's notifications to ${placeOf(url, wanted)}: ${events.length} events (${[...events].sort().join(", ")}). Nothing was changed.`,
    "A tenant has one address for all events, so registering another takes them away from there. If that is what you want, set webhook-overwrite to true.",
  );
}

/** Two addresses of one host look alike without what may be a key. */
export function placeOf(url: string, other: string): string {
  return originOf(url) === originOf(other) ? `another address at ${originOf(url)}` : originOf(url);
}

function undecided({ url }: Registration, others: readonly string[]): RefusalError {
  return new RefusalError(
    `${originOf(url)} also gets events that are not about referrals: ${others.join(", ")}. Nothing was changed.`,
    "Set webhook-other-events to drop if nobody needs them any more, or to keep: then they come to your address, whose relay ignores them.",
  );
}
