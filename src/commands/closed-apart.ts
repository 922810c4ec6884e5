import type { Mapping } from "../mapping/mapping.ts";
import type { SyncState } from "../model/state.ts";
import { sayClosedApart } from "../reconcile/closed-apart.ts";
import { toPlan } from "../reconcile/plan.ts";
import type { Planned } from "./planning.ts";

/** The plan, with a word about each deal that is over with a conflict that nobody resolved. Its digest has no warnings. */
export function withClosedApart(planned: Planned, { waiting }: SyncState, mapping: Mapping): Planned {
  const { lookups, questions, plan } = planned;
  if (plan.conflicts.length === 0 && waiting.every(({ kind }) => kind !== "conflict")) return planned;
  const merges = sayClosedApart(planned.merges, { waiting, mapping, lookups });
  return { ...planned, merges, plan: toPlan(merges, questions) };
}
