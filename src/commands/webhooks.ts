import { ContractError, RefusalError } from "../errors.ts";
import type {
  Registration,
  RegistrationMemory,
  Seal,
  TestResult,
  WebhookReader,
  WebhookWriter,
} from "../model/webhooks.ts";
import {
  anothers,
  originOf,
  planRegistration,
  type RegistrationPlan,
  TEST_EVENT,
  type Wanted,
} from "../reconcile/registration.ts";
import { isOurs, rememberOurs, sealRegistration } from "../reconcile/registration-memory.ts";
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
  readonly plan: RegistrationPlan;
  readonly restored: boolean;
  readonly test: TestResult | null;
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
  const plan = planRegistration(wanted, current, known);
  const stateCommit = await carryOut(plan, { ledger, memory, options, ports });
  const test = options.validate ? await sendTest(ports) : null;
  return { plan, restored: false, test, stateCommit };
}

/**
 * Puts back what somebody else had registered before us. Where there was nothing, ours stays without its
 * events, as Partner Center has no way to remove a registration.
 */
export async function restoreWebhooks(
  overwrite: boolean,
  options: WebhooksRun,
  ports: WebhooksPorts,
): Promise<WebhooksResult> {
  const ledger = new WebhooksLedger(ports, options);
  const memory = await ledger.read();
  if (memory.ours === null) throw nothingToRestore();
  const current = await readCurrent(ports);
  const registration = earlier(memory, current, ports.seal);
  ports.mask(registration.url);
  const isKnown = isOurs(memory, current) || current?.url === registration.url;
  if (current !== null && !isKnown && !overwrite) throw anothers(current);
  const isBack = current?.url === registration.url && current.events.length === registration.events.length;
  const plan: RegistrationPlan = {
    action: isBack ? "none" : current === null ? "create" : "replace",
    registration,
    previous: current,
    kept: [],
    dropped: [],
  };
  show(plan, ports);
  await ledger.commit("Announce the earlier webhook registration", { ...memory, pending: options.run });
  await write(plan, ports);
  const line = lineOf("restore", plan, null);
  const forgotten = { ours: null, previous: null, pending: null };
  const stateCommit = await ledger.commit("Put the webhook registration back", forgotten, line);
  return { plan, restored: true, test: null, stateCommit };
}

function earlier({ previous }: RegistrationMemory, current: Registration | null, seal: Seal): Registration {
  if (previous === null) {
    if (current === null) throw nothingToRestore();
    return { ...current, events: [TEST_EVENT] };
  }
  const url = previous.url === null ? null : seal.open(previous.url);
  if (url !== null) return { url, events: previous.events, ownHeader: previous.ownHeader };
  throw new RefusalError(
    `The address at ${previous.origin} that was registered before was recorded under another client secret and cannot be read. Nothing was changed.`,
    `Register it anew with what it belongs to, for the events ${previous.events.join(", ")}.`,
  );
}

function nothingToRestore(): RefusalError {
  return new RefusalError(
    "There is nothing to put back: the state branch knows of no webhook registration of ours.",
    "Check that state-branch is the one that was used when the webhook was registered.",
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
  // What somebody else had is kept, also when our own address changes afterwards.
  const foreign = plan.previous === null || isOurs(memory, plan.previous) ? null : plan.previous;
  const replaced =
    plan.action === "replace" && foreign !== null ? sealRegistration(foreign, ports.seal) : memory.previous;
  const next = { ours, previous: replaced, pending: options.run };
  if (plan.action !== "none") {
    await ledger.commit(`Announce the webhook registration of ${ours.origin}`, next);
    await write(plan, ports);
  }
  const line = lineOf("register", plan, replaced);
  return ledger.commit(`Register the webhook for ${ours.origin}`, { ...next, pending: null }, line);
}

function lineOf(action: "register" | "restore", plan: RegistrationPlan, previous: object | null): object {
  const { url, events } = plan.registration;
  return { kind: "webhooks", action, outcome: "applied", origin: originOf(url), events, previous };
}

async function write({ action, registration }: RegistrationPlan, { webhooks }: WebhooksPorts): Promise<void> {
  if (action === "replace") return webhooks.replace(registration);
  if (action === "none" || (await webhooks.create(registration)) === "created") return;
  const current = await webhooks.registration();
  // Our own POST may have arrived before its answer was lost on the way.
  if (current?.url === registration.url) return;
  throw current === null
    ? new ContractError(
        "Partner Center says both that there is a webhook registration and that there is none.",
        "Run again in a few minutes: what was registered a moment ago may not be known everywhere yet.",
      )
    : anothers(current);
}

function show(plan: RegistrationPlan, { progress }: WebhooksPorts): void {
  const { registration, previous } = plan;
  const events = registration.events.join(", ");
  const what = { none: "keep", create: "register", replace: "replace by" }[plan.action];
  if (previous !== null)
    progress(`registered now: ${originOf(previous.url)} for ${previous.events.join(", ")}`);
  progress(`plan: ${what} ${originOf(registration.url)} for ${events}`);
}

/** Most events arrive at once: it is looked for after one second, then two, and so on up to this. */
const MOST_SECONDS_BETWEEN_LOOKS = 5;
const MOST_LOOKS = 38;

/** Partner Center tries ten times; three minutes are enough to see whether the first attempts get through. */
async function sendTest({ webhooks, clock, progress }: WebhooksPorts): Promise<TestResult> {
  const id = await webhooks.sendTest();
  progress(`sent a test event, ${id}`);
  let result: TestResult = { isOver: false, responseCodes: [] };
  for (let look = 1; look <= MOST_LOOKS && !result.isOver; look += 1) {
    await clock.sleep(Math.min(look, MOST_SECONDS_BETWEEN_LOOKS) * 1000);
    result = await webhooks.testResult(id);
    if (result.responseCodes.at(-1) === "OK") break;
  }
  return result;
}
