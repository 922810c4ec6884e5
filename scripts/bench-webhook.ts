import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { insertReferral } from "../test/support/deals.ts";
import { register, startRelay } from "../test/support/relay.ts";
import { type Stage, setStage } from "../test/support/stage.ts";

/**
 * How long a change in Partner Center takes to the CRM: `npm run bench:webhook -- [--changes 20] [--job-start 20]`.
 *
 * Real: the signed delivery, the relay, GitHub's API as an app uses it, and the packaged action, on an emulator
 * whose systems are as far away as the real ones. Assumed, and added: the seconds until a hosted runner has taken
 * the job and checked the repository out. Not known: how long Partner Center takes to send a notification.
 */
const { values } = parseArgs({
  options: {
    changes: { type: "string", default: "20" },
    "job-start": { type: "string", default: "20" },
  },
});
const CHANGES = Number(values.changes);
const JOB_START_MS = Number(values["job-start"]) * 1000;
/** One request, there and back, with what the service does in between. */
const LATENCY = { "partner-center": 120, dataverse: 100, "sign-in": 100, github: 100 };

/** Milliseconds. */
interface Parts {
  readonly delivery: number;
  readonly dispatch: number;
  readonly "job start": number;
  readonly run: number;
}

await using stage = await setStage({ referrals: 50, latencyMs: LATENCY });
const { id: DEAL } = insertReferral(stage.emulator, {});
const first = await stage.run({ "max-change-share": "1" });
if (first.exitCode !== 0) throw new Error(`the first sync failed:\n${first.log}`);
const clock = { now: () => new Date(), sleep: (milliseconds: number) => delay(milliseconds) };
await using relay = await startRelay(stage.emulator, {}, clock);
register(stage.emulator, relay.url);

const measured: Parts[] = [];
for (let change = 1; change <= CHANGES; change += 1) {
  const parts = await measure(stage, change);
  measured.push(parts);
  console.log(`change ${change}: ${describe((name) => parts[name])}`);
}
const at = (share: number) =>
  describe((name) =>
    percentile(
      measured.map((parts) => parts[name]),
      share,
    ),
  );
const total = (share: number) => percentile(measured.map(totalOf), share);
console.log(`p50: ${at(0.5)}`);
console.log(`p95: ${at(0.95)}`);
console.log(
  `webhook latency over ${CHANGES} changes: p50 ${seconds(total(0.5))}, p95 ${seconds(total(0.95))} from Partner Center to the CRM, ${seconds(JOB_START_MS)} of it assumed for the start of the job`,
);

/** Changes the name of one deal in Partner Center, and follows it into the CRM. */
async function measure(on: Stage, change: number): Promise<Parts> {
  const { emulator } = on;
  const arrived = once(relay.server, "request").then(() => performance.now());
  const started = Promise.withResolvers<{ readonly asked: number; readonly began: number }>();
  const written = Promise.withResolvers<number>();
  emulator.github.runs.onRun(async ({ askedAt: asked, inputs }) => {
    const began = performance.now();
    started.resolve({ asked, began });
    await on.run(inputs);
  });
  const stop = emulator.faults.onRequest(({ system, method }) => {
    if (system === "dataverse" && method !== "GET") written.resolve(performance.now() + LATENCY.dataverse);
  });
  const changed = performance.now();
  emulator.partnerCenter.edit(DEAL, (referral) => {
    referral.details.notes = `Change ${change}`;
  });
  const [arrival, { asked, began }, end] = await Promise.all([arrived, started.promise, written.promise]);
  stop();
  await emulator.github.runs.idle();
  return {
    delivery: arrival - changed,
    dispatch: asked - arrival,
    "job start": JOB_START_MS,
    run: end - began,
  };
}

function describe(partOf: (name: keyof Parts) => number): string {
  const names: readonly (keyof Parts)[] = ["delivery", "dispatch", "job start", "run"];
  return names.map((name) => `${name} ${seconds(partOf(name))}`).join(", ");
}

function totalOf(parts: Parts): number {
  return parts.delivery + parts.dispatch + parts["job start"] + parts.run;
}

function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
