import type { RunResult } from "../model/result.ts";
import { approvalDigest } from "../reconcile/approval.ts";
import { load, type RunOptions } from "./load.ts";
import { makePlan } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";

/**
 * load → pull → match → merge → report: what `sync` would do now. It is given ports that cannot write. The
 * guards are not asked, so that a plan which `sync` would refuse can be looked at.
 */
export async function plan(options: RunOptions, ports: ReadPorts): Promise<RunResult> {
  const loaded = await load(ports.state, options.branch);
  const planned = await makePlan(ports, loaded, options);
  return {
    command: "plan",
    run: options.run,
    plan: planned.plan,
    digest: planned.digest,
    outcomes: [],
    recovered: [],
    waiting: loaded.state.waiting,
    approvalDigest: approvalDigest(loaded.state.waiting),
    requests: { ...ports.requests },
    stateCommit: null,
    overtaken: false,
  };
}
