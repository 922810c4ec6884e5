import { StateError } from "../errors.ts";
import { shortHash } from "../model/readable.ts";
import type { RunResult } from "../model/result.ts";
import type { SyncState } from "../model/state.ts";
import { approvalDigest } from "../reconcile/merge/approval.ts";
import { rewrittenNotice } from "../reconcile/merge/rewritten.ts";
import { forgottenNotice, lostBaseNotice } from "../reconcile/write/lost-base.ts";
import { type CarriedOut, carryOut, recoveredOf } from "./carry-out.ts";
import { Ledger, OVERTAKEN, type Overtaken } from "./ledger.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { passGuard } from "./pass-guard.ts";
import { resultOf } from "./plan.ts";
import { makePlan, type Planned, requireKnown } from "./planning.ts";
import type { WritePorts } from "./ports.ts";
import { watchRegistration } from "./webhooks-watch.ts";

/** How often a run begins again because another one moved the state branch before it wrote anything. */
const MOST_ATTEMPTS = 3;

/**
 * Brings both sides in step.
 *
 * - **load** the state; take over the journal of a run that died
 * - **pull** what changed on each side, **match** it to pairs, **merge** field by field
 * - **guard**: refuse what looks like an accident
 * - for each portion of the plan, which is nearly always all of it (`carryOut`):
 *   - **journal**: commit what is about to be written, before it is
 *   - **apply**: write it, each record guarded by its etag
 *   - **checkpoint** and **commit**: outcomes, audit lines and the next state, in one commit
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
    `Branch ${options.branch} moved ${MOST_ATTEMPTS} times while this run was planning.`,
    "Give the workflow a concurrency group, so that one sync runs at a time.",
  );
}

/** `OVERTAKEN` when the branch moved before anything was written: then it is safe to begin again. */
async function syncOnce(options: RunOptions, ports: WritePorts): Promise<RunResult | Overtaken> {
  const ledger = new Ledger(ports.state, options);
  const loaded = await ledger.takeOver(await load(ports.state, options));
  if (loaded === OVERTAKEN) return loaded;

  const planned = await makePlan(ports, loaded, options);
  requireKnown(planned, loaded.state, options.referralId);
  const passed = await passGuard(planned, loaded, options, ports);

  const done = await carryOut({ options, ports, ledger, ...passed }, loaded, planned);
  return done === OVERTAKEN ? done : finish(done, { loaded, planned, options, ports });
}

interface Run {
  readonly loaded: Loaded;
  readonly planned: Planned;
  readonly options: RunOptions;
  readonly ports: WritePorts;
}

async function finish(
  { outcomes, next, commit, left }: CarriedOut,
  { loaded, planned, options, ports }: Run,
): Promise<RunResult> {
  const hasCommitted = commit !== null && commit !== OVERTAKEN;
  const result = resultOf(planned, loaded, options, ports);
  const notices = [
    ...editNotices(loaded.state, options.branch),
    ...result.notices,
    ...[
      lostBaseNotice(outcomes),
      forgottenNotice(planned.merges, options.mapping),
      rewrittenNotice(loaded.state.rewritten, planned.rewritten),
    ].filter((notice) => notice !== null),
    ...(hasCommitted ? await watchRegistration(ports.webhooks, loaded, next) : []),
  ];
  return {
    ...result,
    command: "sync",
    outcomes,
    left,
    recovered: recoveredOf(planned.settled),
    waiting: next.waiting,
    approvalDigest: approvalDigest(next.waiting),
    stateCommit: commit === OVERTAKEN ? null : commit,
    overtaken: commit === OVERTAKEN,
    notices,
  };
}

/** Said once: from this run on the audit log says it. */
function editNotices({ edited }: SyncState, branch: string): string[] {
  if (edited === undefined) return [];
  return [
    `Somebody has changed branch ${branch}, which is only for runs of cosell-sync: commit ${shortHash(edited)} was made by no run, or has been moved. The sync itself has lost nothing by it; the command audit says whether the audit log has.`,
  ];
}
