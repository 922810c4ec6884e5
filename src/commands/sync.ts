import { StateError } from "../errors.ts";
import type { ChangeOutcome } from "../model/plan.ts";
import type { RunResult } from "../model/result.ts";
import type { Intent, SyncState } from "../model/state.ts";
import { approvalDigest } from "../reconcile/approval.ts";
import { checkpoint, type Reads } from "../reconcile/checkpoint.ts";
import { guard } from "../reconcile/guard.ts";
import { announce } from "../reconcile/journal.ts";
import { createWrites } from "../reconcile/writes.ts";
import { apply } from "./apply.ts";
import { Ledger, OVERTAKEN, type Overtaken } from "./ledger.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { cursorPast } from "./own-writes.ts";
import { makePlan, type Planned } from "./planning.ts";
import type { WritePorts } from "./ports.ts";
import { refuseOtherPlan } from "./reviewed.ts";
import { watchRegistration } from "./webhooks-watch.ts";

/** How often a run begins again because another one moved the state branch before it wrote anything. */
const MOST_ATTEMPTS = 3;

/**
 * Brings both sides in step.
 *
 * - **load** the state; take over the journal of a run that died
 * - **pull** what changed on each side, **match** it to pairs, **merge** field by field
 * - **guard**: refuse what looks like an accident
 * - **journal**: commit what is about to be written, before it is
 * - **apply**: write it, each record guarded by its etag
 * - **checkpoint** and **commit**: outcomes, audit lines and the next state, in one commit
 * - **report**: the result
 *
 * Acts on what it reads now, never on the event that woke it.
 */
export async function sync(options: RunOptions, ports: WritePorts): Promise<RunResult> {
  for (let attempt = 1; attempt <= MOST_ATTEMPTS; attempt++) {
    const result = await syncOnce(options, ports);
    if (result !== OVERTAKEN) return result;
    ports.progress("another run moved the state branch first: planning again");
  }
  throw new StateError(
    `Branch ${options.branch} moved ${MOST_ATTEMPTS} times while this run was planning. Nothing was written.`,
    "Give the workflow a concurrency group, so that one sync runs at a time.",
  );
}

/** `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. */
async function syncOnce(options: RunOptions, ports: WritePorts): Promise<RunResult | Overtaken> {
  const ledger = new Ledger(ports.state, options);
  const loaded = await ledger.takeOver(await load(ports.state, options.branch));
  if (loaded === OVERTAKEN) return loaded;

  const planned = await makePlan(ports, loaded, options);
  const linked = planned.pulled.reads?.linked ?? loaded.state.linked;
  await refuseOtherPlan(planned, options, ports);
  guard(planned.plan, planned.digest, linked, options.limits);

  const intents = announce(planned.plan, {
    run: options.run,
    at: ports.clock.now().toISOString(),
    fingerprint: options.fingerprint,
    open: planned.settled.filter(({ fate }) => fate === "open").map(({ intent }) => intent),
  });
  const head = await ledger.journal(loaded, planned.settled, intents);
  if (head === OVERTAKEN) return head;

  const writes = createWrites(options.mapping, planned.lookups, ports.clock.now().toISOString());
  using stop = ports.listenForStop();
  const announced = { plan: planned.plan, intents, merges: planned.merges };
  const outcomes = await apply(ports, announced, { writes, stop });
  const reads = await readsAfter(planned, outcomes, ports);
  const next = checkpoint(loaded.state, factsOf(options, ports, planned, { intents, outcomes, reads }));
  return finish({ ledger, loaded: { ...loaded, head }, planned, outcomes, next, options, ports });
}

async function readsAfter(
  { pulled: { reads } }: Planned,
  outcomes: readonly ChangeOutcome[],
  ports: WritePorts,
): Promise<Reads> {
  if (!reads) return null;
  return { ...reads, opportunities: await cursorPast(outcomes, reads.opportunities, ports.opportunities) };
}

function factsOf(
  options: RunOptions,
  ports: WritePorts,
  planned: Planned,
  written: { intents: readonly Intent[]; outcomes: readonly ChangeOutcome[]; reads: Reads },
) {
  return {
    run: options.run,
    now: ports.clock.now().toISOString(),
    mappingDigest: options.mapping.digest,
    unreadable: planned.pulled.unreadable,
    looked: planned.pulled.looked,
    unwanted: planned.pulled.unwanted,
    merges: planned.merges,
    questions: planned.questions,
    settled: planned.settled,
    ...written,
  };
}

interface Finished {
  readonly ledger: Ledger;
  readonly loaded: Loaded;
  readonly planned: Planned;
  readonly outcomes: readonly ChangeOutcome[];
  readonly next: SyncState;
  readonly options: RunOptions;
  readonly ports: WritePorts;
}

async function finish(finished: Finished): Promise<RunResult> {
  const { ledger, loaded, planned, outcomes, next, options, ports } = finished;
  const recovered = planned.settled.flatMap(({ fate, ...one }) =>
    fate === "open" || fate === "audited" ? [] : [{ ...one, fate }],
  );
  const { plan, digest } = planned;
  const commit = await ledger.commit(loaded, next, {
    plan,
    outcomes,
    recovered,
    looked: planned.merges.length,
    pages: planned.pulled.pages,
  });
  const hasCommitted = commit !== null && commit !== OVERTAKEN;
  const notices = hasCommitted ? await watchRegistration(ports.webhooks, loaded, next) : [];
  return {
    command: "sync",
    run: options.run,
    plan,
    digest,
    outcomes,
    recovered,
    waiting: next.waiting,
    approvalDigest: approvalDigest(next.waiting),
    requests: { ...ports.requests },
    stateCommit: commit === OVERTAKEN ? null : commit,
    overtaken: commit === OVERTAKEN,
    notices,
  };
}
