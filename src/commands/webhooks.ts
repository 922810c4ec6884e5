import { ContractError, RefusalError, troubleOf } from "../errors.ts";
import {
  isSameAddress,
  type Registration,
  type RegistrationMemory,
  type Seal,
  type SealedRegistration,
  type TestOutcome,
  type TestResult,
  type WebhookReader,
  type WebhookWriter,
} from "../model/webhooks.ts";
import {
  anothers,
  originOf,
  planRegistration,
  planRestore,
  type RegistrationPlan,
  type RestorePlan,
  type Wanted,
} from "../reconcile/registration/registration.ts";
import { isOurs, rememberOurs, sealRegistration } from "../reconcile/registration/registration-memory.ts";
import { isDelivered } from "../report/webhooks.ts";
import { type LedgerPorts, WebhooksLedger, type WebhooksRun } from "./webhooks-ledger.ts";

export interface WebhooksPorts extends LedgerPorts {
  readonly webhooks: WebhookReader & WebhookWriter;
  readonly seal: Seal;
  readonly progress: (text: string) => void;
  /** Whatever is between an origin and the end of an address may be a key. */
  readonly mask: (secret: string) => void;
}

/** What was done; `test` is `null` when nobody asked for one. */
export interface WebhooksResult {
  readonly plan: RestorePlan;
  readonly restored: boolean;
  readonly test: TestOutcome | null;
  readonly stateCommit: string | null;
}

/**
 * Registers the address of the relay, for all the tenant's notifications.
 *
 * - read the events there are, what is registered, and what we remember of it
 * - plan, or refuse; show the plan
 * - announce it on the state branch, with what is replaced; register; record that it was done
 * - have a test event sent, and follow it to its end
 */
export async function registerWebhooks(
  wanted: Wanted,
  options: WebhooksRun & { readonly validate: boolean },
  ports: WebhooksPorts,
): Promise<WebhooksResult> {
  const ledger = new WebhooksLedger(ports, options);
  const known = await ports.webhooks.events();
  const current = await readCurrent(ports);
  const memory = await ledger.read();
  const plan = planRegistration(wanted, current, { known, isOurs: isOurs(memory, current) });
  const stateCommit = await carryOut(plan, { ledger, memory, options, ports });
  const test = options.validate ? await sendTest(ports) : null;
  return { plan, restored: false, test, stateCommit };
}

/** Puts back what somebody else had registered before us, and forgets ours. */
export async function restoreWebhooks(
  overwrite: boolean,
  options: WebhooksRun,
  ports: WebhooksPorts,
): Promise<WebhooksResult> {
  const ledger = new WebhooksLedger(ports, options);
  const memory = await ledger.read();
  if (memory.ours === null && memory.pending === null) throw nothingToRestore(options.branch);
  const current = await readCurrent(ports);
  const isStillOurs = isOurs(memory, current);
  const earlier = openEarlier(memory, ports);
  if (memory.previous && !earlier && (current === null || isStillOurs)) throw unreadable(memory.previous);
  const plan = planRestore(earlier, current, { isOurs: isStillOurs, overwrite });
  show(plan, ports);
  await ledger.commit("Announce the earlier webhook registration", {
    ...memory,
    pending: { run: options.run, ours: null },
  });
  await write(plan, ports);
  const line = lineOf("restore", plan, null);
  const forgotten = { ours: null, previous: null, pending: null };
  const stateCommit = await ledger.commit("Put the webhook registration back", forgotten, line);
  return { plan, restored: true, test: null, stateCommit };
}

/** What somebody else had before us; `null` when nobody had anything, or it cannot be read any more. */
function openEarlier({ previous }: RegistrationMemory, { seal, mask }: WebhooksPorts): Registration | null {
  const url = previous && seal.open(previous.url);
  if (previous === null || url === null) return null;
  mask(url);
  return { url, events: previous.events, ownHeader: previous.ownHeader };
}

function unreadable({ origin, events }: SealedRegistration): RefusalError {
  return new RefusalError(
    `The address at ${origin} that was registered before was recorded under another client secret and cannot be read. Nothing was changed.`,
    `Register it anew with what it belongs to, for the events ${events.join(", ")}; then run this again, so that syncs do not look for ours any more.`,
  );
}

function nothingToRestore(branch: string): RefusalError {
  return new RefusalError(
    `There is nothing to put back: nothing was registered with state branch ${branch}, or it was put back already.`,
    "If something was, run it with the state branch that it was registered with.",
  );
}

async function readCurrent({ webhooks, mask }: WebhooksPorts): Promise<Registration | null> {
  const current = await webhooks.registration();
  if (current !== null) mask(current.url);
  return current;
}

interface Course {
  readonly ledger: WebhooksLedger;
  readonly memory: RegistrationMemory;
  readonly options: WebhooksRun;
  readonly ports: WebhooksPorts;
}

/** A plan that changes nothing is recorded only when a run that died did not get to it. */
async function carryOut(plan: RegistrationPlan, course: Course): Promise<string | null> {
  const { ledger, memory, options, ports } = course;
  show(plan, ports);
  const ours = rememberOurs(plan.registration);
  const isKnown = isOurs(memory, plan.registration) && memory.pending === null;
  if (plan.action === "none" && isKnown) return null;
  const replaced = whatWasThere(plan, memory, ports.seal) ?? memory.previous;
  if (plan.action !== "none") {
    // Until it is done, the one before is ours still: Partner Center may refuse, or this run die.
    const announced = { ours: memory.ours, previous: replaced, pending: { run: options.run, ours } };
    await ledger.commit(`Announce the webhook registration of ${ours.origin}`, announced);
    await write(plan, ports);
  }
  const line = lineOf("register", plan, replaced);
  const next = { ours, previous: replaced, pending: null };
  return ledger.commit(`Register the webhook for ${ours.origin}`, next, line);
}

/**
 * What somebody else had is kept, also when our own address changes afterwards. Where that is the same address, such as
 * that of a relay which another connection registered, there is nothing to put back, and nothing to take away either.
 */
function whatWasThere(
  { registration, previous }: RegistrationPlan,
  memory: RegistrationMemory,
  seal: Seal,
): SealedRegistration | null {
  if (previous === null || isOurs(memory, previous)) return null;
  const sealed = sealRegistration(previous, seal);
  if (sealed || isSameAddress(previous.url, registration.url)) return sealed;
  throw new RefusalError(
    `The address at ${originOf(previous.url)} could never be put back: there is no secret to record it with. Nothing was changed.`,
    "Give fingerprint-key, a long random text that is kept as a secret; webhooks restore will need the same one.",
  );
}

function lineOf(
  action: "register" | "restore",
  { registration }: RestorePlan,
  previous: object | null,
): object {
  const origin = registration && originOf(registration.url);
  const events = registration?.events ?? [];
  return { kind: "webhooks", action, outcome: "applied", origin, events, previous };
}

async function write({ action, registration }: RestorePlan, { webhooks }: WebhooksPorts): Promise<void> {
  if (action === "replace") return webhooks.replace(registration);
  if (action === "none" || (await webhooks.create(registration)) === "created") return;
  const current = await webhooks.registration();
  // Our own POST may have arrived before its answer was lost on the way.
  if (current && isSameAddress(current.url, registration.url)) return;
  throw current === null
    ? new ContractError(
        "Partner Center says both that there is a webhook registration and that there is none.",
        "Run again in a few minutes: what was registered a moment ago may not be known everywhere yet.",
      )
    : anothers(current, registration.url);
}

function show({ action, registration, previous }: RestorePlan, { progress }: WebhooksPorts): void {
  const shown = ({ url, events }: Registration) => `${originOf(url)} for ${events.join(", ")}`;
  const what = { none: "keep", create: "register", replace: "replace by" }[action];
  progress(`registered now: ${previous ? shown(previous) : "nothing"}`);
  if (registration) progress(`plan: ${what} ${shown(registration)}`);
}

/** Most events arrive at once: it is looked for after one second, then two, and so on up to this. */
const MOST_SECONDS_BETWEEN_LOOKS = 5;
const MOST_LOOKS = 38;

/**
 * Partner Center tries ten times; three minutes are enough to see whether the first attempts get through. What keeps
 * us from seeing it must not hide that the registration is done.
 */
async function sendTest({ webhooks, clock, progress }: WebhooksPorts): Promise<TestOutcome> {
  let result: TestResult = { isOver: false, responseCodes: [] };
  try {
    const id = await webhooks.sendTest();
    progress(`sent a test event, ${id}`);
    for (let look = 1; look <= MOST_LOOKS && !result.isOver; look += 1) {
      await clock.sleep(Math.min(look, MOST_SECONDS_BETWEEN_LOOKS) * 1000);
      result = await webhooks.testResult(id);
      if (isDelivered(result)) break;
    }
    return { ...result, problem: null };
  } catch (error) {
    return { ...result, problem: troubleOf(error) };
  }
}
