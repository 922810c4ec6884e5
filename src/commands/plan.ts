import { unusedEnvironments } from "../mapping/unused-environments.ts";
import type { RunResult } from "../model/result.ts";
import { emptyListNotice } from "../reconcile/checkpoint/empty-list.ts";
import { withUnreadable } from "../reconcile/checkpoint/waiting.ts";
import { ownerlessNotice } from "../reconcile/match/owners.ts";
import { scopeNotice } from "../reconcile/match/scope.ts";
import { approvalDigest } from "../reconcile/merge/approval.ts";
import { namesIn } from "../reconcile/merge/deal-name.ts";
import { refusalOf } from "./guarded.ts";
import { type Loaded, load, type RunOptions } from "./load.ts";
import { makePlan, type Planned, requireKnown } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";
import { aloneNotice } from "./unlinked.ts";

/**
 * load → pull → match → merge → report: what `sync` would do now, and whether a guard would refuse it. It is given
 * ports that cannot write.
 */
export async function plan(options: RunOptions, ports: ReadPorts): Promise<RunResult> {
  const loaded = await load(ports.state, options);
  const planned = await makePlan(ports, loaded, options);
  requireKnown(planned, loaded.state, options.referralId);
  const refusal = refusalOf(planned, loaded.state, options);
  return { ...resultOf(planned, loaded, options, ports), refusal };
}

/** The result of a run that has planned, and written nothing so far. */
export function resultOf(
  made: Planned,
  { state }: Loaded,
  { run, mapping, referralId }: Pick<RunOptions, "run" | "mapping" | "referralId">,
  ports: ReadPorts,
): RunResult & Required<Pick<RunResult, "notices">> {
  const { plan: planned, digest, merges, pulled, now, linked } = made;
  const unused = unusedEnvironments(mapping);
  const notices = [
    unused && `${unused.detail}. ${unused.fix}`,
    emptyListNotice(pulled.reads, linked),
    scopeNotice(mapping, pulled),
    ownerlessNotice(planned, mapping.owner),
    aloneNotice(made, mapping, referralId),
  ];
  return {
    command: "plan",
    run,
    plan: planned,
    digest,
    mappingDigest: mapping.digest,
    outcomes: [],
    recovered: [],
    waiting: withUnreadable(state.waiting, pulled.unreadable, now),
    approvalDigest: approvalDigest(state.waiting),
    requests: { ...ports.requests },
    stateCommit: null,
    overtaken: false,
    names: namesIn(merges, mapping),
    notices: notices.filter((notice) => notice !== null),
  };
}
