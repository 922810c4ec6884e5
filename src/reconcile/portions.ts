import type { Merge } from "../model/plan.ts";
import { shareIdFor } from "../model/provisional.ts";
import type { Intent } from "../model/state.ts";
import { wantedAccount } from "./accounts.ts";

/**
 * Cuts a plan into portions, each of which is announced, carried out and recorded on its own, so that neither a
 * commit nor what a dead run leaves open grows with the number of deals.
 *
 * - The changes of a pair stay together, in the order in which the pairs came.
 * - Pairs that an earlier run announced something for are in the first portion, however many they are: what became
 *   of it is recorded with the outcomes of that portion.
 * - An account is made no later than the first opportunity that needs it.
 *
 * @param open Intents of earlier runs.
 * @param size Most changes of a portion. A pair with more is a portion of its own.
 * @returns At least one portion; every later one has changes.
 */
export function portionsOf(merges: readonly Merge[], open: readonly Intent[], size: number): Merge[][] {
  const first = firstOnes(merges, open);
  const portions: Merge[][] = [merges.filter((merge) => first.has(merge))];
  let changes = countChanges(portions[0] ?? []);
  for (const merge of merges) {
    if (first.has(merge)) continue;
    const added = merge.changes.length;
    if (added > 0 && changes > 0 && changes + added > size) {
      portions.push([]);
      changes = 0;
    }
    portions.at(-1)?.push(merge);
    changes += added;
  }
  return portions;
}

function firstOnes(merges: readonly Merge[], open: readonly Intent[]): Set<Merge> {
  if (open.length === 0) return new Set();
  const announced = new Set(open.map(({ referral }) => referral));
  const named = merges.filter(
    ({ pair: { link } }) => announced.has(link.referral) || announced.has(shareIdFor(link.opportunity)),
  );
  const accounts = new Set(named.flatMap(({ changes }) => changes.map(wantedAccount)));
  const makers = merges.filter(({ changes }) =>
    changes.some(({ row }) => row?.table === "account" && accounts.has(row.id)),
  );
  return new Set([...named, ...makers]);
}

function countChanges(merges: readonly Merge[]): number {
  return merges.reduce((sum, { changes }) => sum + changes.length, 0);
}
