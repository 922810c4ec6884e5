import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import { isUndecided, type Merge, type Warning } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import { isFinal, wereClosed } from "../record/ended.ts";
import { seenIn } from "../record/seen.ts";

interface Seen {
  readonly waiting: readonly Waiting[];
  readonly mapping: Mapping;
  readonly lookups: Lookups;
}

/**
 * Adds a warning to each deal that is closed on both ends although a conflict about it is open: nobody can resolve it
 * any more, so this run says it, and no later one.
 *
 * | the deal                          | in which the sides still differ                     |
 * |-----------------------------------|-----------------------------------------------------|
 * | is closed on both ends by this run | what it has open conflicts in                      |
 * | was closed on both ends           | of the conflicts that wait, those still unresolved  |
 */
export function sayClosedApart(merges: readonly Merge[], seen: Seen): readonly Merge[] {
  const conflicts = seen.waiting.filter(({ kind }) => kind === "conflict");
  if (conflicts.length === 0 && merges.every((merge) => merge.conflicts.length === 0)) return merges;
  const fieldsOf = new Map(conflicts.map(({ referral, fields }) => [referral, fields]));
  return merges.map((merge) => {
    const known = fieldsOf.get(merge.pair.link.referral) ?? [];
    const apart = wereClosed(merge) ? stillApart(merge, known, seen) : closedHere(merge);
    return apart.length === 0 ? merge : { ...merge, warnings: [...merge.warnings, warningOf(merge, apart)] };
  });
}

function closedHere(merge: Merge): string[] {
  const open = merge.conflicts.filter(isUndecided);
  return isFinal(merge) ? open.map(({ field }) => field) : [];
}

function stillApart({ pair }: Merge, known: readonly string[], seen: Seen): string[] {
  if (known.length === 0) return [];
  const { referral, opportunity } = seenIn(pair, seen);
  return known.filter((field) => referral.snapshot[field] !== opportunity.snapshot[field]);
}

function warningOf({ pair: { link } }: Merge, apart: readonly string[]): Warning {
  const text = `closed on both sides while they differ in ${apart.join(", ")}: each keeps what it has, and nothing can be resolved any more`;
  return { link, text, apart };
}
