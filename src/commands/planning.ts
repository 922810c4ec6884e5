import type { Merge, Plan, Question } from "../model/plan.ts";
import type { SyncState } from "../model/state.ts";
import { guardReads } from "../reconcile/guard.ts";
import { noteIdFor } from "../reconcile/ids.ts";
import { recoverBase, type Settled, settle } from "../reconcile/journal.ts";
import { match } from "../reconcile/match.ts";
import { mergePair } from "../reconcile/merge.ts";
import { planDigest, toPlan } from "../reconcile/plan.ts";
import type { Loaded, RunOptions } from "./load.ts";
import type { ReadPorts } from "./ports.ts";
import { type Pulled, pull } from "./pull.ts";

export interface Planned {
  readonly plan: Plan;
  readonly digest: string;
  readonly merges: readonly Merge[];
  readonly questions: readonly Question[];
  readonly settled: readonly Settled[];
  readonly pulled: Pulled;
}

/**
 * pull → match → merge, shared by every command: what a plan shows is what a sync does.
 *
 * Between match and merge, the intents of a run that died are settled, so that what it wrote is known
 * before these records are planned again.
 */
export async function makePlan(ports: ReadPorts, loaded: Loaded, options: RunOptions): Promise<Planned> {
  const { state } = loaded;
  const { mapping, fingerprint } = options;
  const pulled = await pull(ports, state, mapping, options.referralId);
  guardReads(state.linked, pulled.reads?.linked ?? null);
  const { pairs, questions } = match(mapping, pulled.referrals, pulled.rows);

  const world = {
    mapping,
    lookups: pulled.lookups,
    fingerprint,
    now: ports.clock.now().toISOString(),
    notes: await announcedNotes(ports, state),
  };
  const settled = settle(state.journal?.intents ?? [], pairs, world);
  const closesPending = new Set([
    ...state.waiting.filter((entry) => entry.kind === "close").map((entry) => entry.referral),
    ...settled
      .filter(({ intent, fate }) => intent.action === "close" && fate !== "applied")
      .map(({ intent }) => intent.referral),
  ]);
  const merges = pairs
    .map((pair) => recoverBase(pair, settled, world))
    .map((pair) => mergePair(pair, { ...world, closesPending }));
  const plan = toPlan(merges, questions);
  return { plan, digest: planDigest(plan, mapping.digest, fingerprint), merges, questions, settled, pulled };
}

/** Which notes of a run that died are there. Asks nothing in an ordinary run. */
async function announcedNotes({ opportunities }: ReadPorts, { journal }: SyncState): Promise<Set<string>> {
  const announced = (journal?.intents ?? []).filter(({ action }) => action === "note");
  if (announced.length === 0) return new Set();
  return new Set(await opportunities.existingNotes(announced.map(({ id }) => noteIdFor(id))));
}
