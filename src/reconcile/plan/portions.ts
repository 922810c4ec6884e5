import type { Change, FieldChange, Merge } from "../../model/plan.ts";
import { shareIdFor } from "../../model/provisional.ts";
import type { Value } from "../../model/record.ts";
import type { Intent } from "../../model/state.ts";
import { sumOf } from "../../model/sum.ts";
import { wantedAccount } from "../match/accounts.ts";

/**
 * Most bytes of a portion in a commit, which has the outcomes of one and the announcements of two: GitHub takes 40 MB
 * with all of it in base64 in one request, and what waits of the portion as well.
 */
const MOST_BYTES = 8_000_000;
/** Of a change and of each of its fields, besides names and values: ids, etags and JSON. */
const BYTES_OF_CHANGE = 400;
const BYTES_OF_FIELD = 70;

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
 * @param size Most changes of a portion; it has fewer where their texts are long. A pair with more is a portion of its own.
 * @returns At least one portion; every later one has changes.
 */
export function portionsOf(merges: readonly Merge[], open: readonly Intent[], size: number): Merge[][] {
  const first = firstOnes(merges, open);
  const portions: Merge[][] = [merges.filter((merge) => first.has(merge))];
  let filled = bulkOf(portions[0] ?? []);
  for (const merge of merges) {
    if (first.has(merge)) continue;
    const own = bulkOf([merge]);
    const isTooMuch = filled.changes + own.changes > size || filled.bytes + own.bytes > MOST_BYTES;
    if (own.changes > 0 && filled.changes > 0 && isTooMuch) {
      portions.push([]);
      filled = NOTHING;
    }
    portions.at(-1)?.push(merge);
    filled = { changes: filled.changes + own.changes, bytes: filled.bytes + own.bytes };
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

/** What a portion takes in a commit. */
interface Bulk {
  readonly changes: number;
  readonly bytes: number;
}

const NOTHING: Bulk = { changes: 0, bytes: 0 };

function bulkOf(merges: readonly Merge[]): Bulk {
  const changes = merges.flatMap((merge) => merge.changes);
  return { changes: changes.length, bytes: sumOf(changes, bytesOf) };
}

function bytesOf({ fields }: Change): number {
  return BYTES_OF_CHANGE + sumOf(fields, bytesOfField);
}

/** Which values are hidden, and so take no room, is not known here. */
function bytesOfField({ field, from, to }: FieldChange): number {
  return BYTES_OF_FIELD + bytesOfText(field) + bytesOfText(from ?? null) + bytesOfText(to);
}

function bytesOfText(text: Value): number {
  return Buffer.byteLength(text ?? "");
}
