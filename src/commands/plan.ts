import type { RunResult } from "../model/result.ts";
import { approvalDigest } from "../reconcile/approval.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { makePlan, type Planned } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";

/**
 * load → pull → match → merge → report: what `sync` would do now. It is given ports that cannot write. The
 * guards are not asked, so that a plan which `sync` would refuse can be looked at.
 */
export async function plan(options: RunOptions, ports: ReadPorts): Promise<RunResult> {
  const loaded = await load(ports.state, options.branch);
  return resultOf(await makePlan(ports, loaded, options), loaded, { run: options.run, ports });
}

/** The result of a run that wrote nothing. */
export function resultOf(
  { plan: planned, digest }: Pick<Planned, "plan" | "digest">,
  { state }: Loaded,
  { run, ports }: { readonly run: string; readonly ports: ReadPorts },
): RunResult {
  return {
    command: "plan",
    run,
    plan: planned,
    digest,
    outcomes: [],
    recovered: [],
    waiting: state.waiting,
    approvalDigest: approvalDigest(state.waiting),
    requests: { ...ports.requests },
    stateCommit: null,
    overtaken: false,
  };
}
