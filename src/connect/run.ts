import { unwritten } from "../commands/begun.ts";
import { explain } from "../commands/explain.ts";
import { RefusedPlan } from "../commands/pass-guard.ts";
import { plan } from "../commands/plan.ts";
import { sync } from "../commands/sync.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { RunResult } from "../model/result.ts";
import type { RefreshTokenStatus } from "../model/sign-in.ts";
import type { Explanation } from "../reconcile/merge/explain.ts";
import { connected, usedIn } from "./connect.ts";
import type { World } from "./world.ts";

export interface Finished {
  /** Of a sync that was refused, the plan that it has not written. */
  readonly result: RunResult;
  readonly refused: RefusedPlan | null;
  readonly mapping: Mapping;
  readonly refreshToken: RefreshTokenStatus;
  /** Address of the CRM. */
  readonly crm: string;
}

/** Wires the adapters to `sync` or `plan` and runs it: the same for a runner and for a terminal. */
export async function run(world: World): Promise<Finished> {
  const [ended] = await Promise.allSettled([
    runIn(world).catch((error: unknown) => {
      throw unwritten(error);
    }),
  ]);
  // Loaded where somebody asks for it.
  const untold = world.inputs.attentionIssue
    ? await (await import("./attention.ts")).tellAttention(world, ended)
    : null;
  if (ended.status === "rejected") {
    if (untold !== null) world.terminal.progress(untold);
    throw ended.reason;
  }
  const { result, ...finished } = ended.value;
  const notices = [...(result.notices ?? []), ...(untold === null ? [] : [untold])];
  return { ...finished, result: { ...result, notices } };
}

async function runIn(world: World): Promise<Finished> {
  const used = await usedIn(world);
  const act = world.inputs.command === "plan" ? plan : sync;
  const { user } = await world.signedIn;
  const acting = connected(world, used, async (options, ports, schema) => {
    const result = await act(options, ports);
    return { ...result, notices: [...(result.notices ?? []), ...(await schema.notices(result))] };
  });
  const [acted] = await Promise.allSettled([acting]);
  // Also after a refusal: the token grows old whatever became of the records.
  const refreshToken = act === sync ? await user.renewed() : user.status();
  const rest = { mapping: used.compile([]), refreshToken, crm: world.inputs.dataverse.url };
  if (acted.status === "fulfilled") return { result: acted.value, refused: null, ...rest };
  const { reason } = acted;
  if (!(reason instanceof RefusedPlan)) throw reason;
  return { result: reason.result, refused: unwritten(reason), ...rest };
}

export interface Explained {
  readonly explanation: Explanation;
  readonly mapping: Mapping;
}

/** The same for `explain`. */
export async function explainReferral(world: World): Promise<Explained> {
  const used = await usedIn(world);
  const { referralId } = world.inputs;
  if (referralId === null) throw new Error("explain was let through without a referral");
  const explanation = await connected(world, used, (options, ports) => explain(referralId, options, ports));
  return { explanation, mapping: used.compile([]) };
}
