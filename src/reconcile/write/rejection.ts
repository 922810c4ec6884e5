import type { Mapping } from "../../mapping/mapping.ts";
import { isDecided } from "../../model/decided.ts";
import type { Change, ChangeOutcome, FieldChange, Merge } from "../../model/plan.ts";
import type { WriteResult } from "../../model/ports.ts";
import type { Intent, Waiting } from "../../model/state.ts";
import { takesStep } from "../merge/refused-before.ts";

export type Rejection = Pick<Extract<WriteResult, { outcome: "rejected" }>, "named" | "reason">;

interface Sent {
  readonly merge: Merge;
  readonly mapping: Mapping;
  /** Columns of the row, or paths of the referral. */
  readonly placesOf: (wanted: FieldChange) => readonly string[];
}

/**
 * The values of a refused update that its refusal names, where the others may go without them. What overwrites somebody's
 * value, or was decided by a person for this run alone, stays with the rest.
 *
 * @param intent What announced it, with what stands for each of its values; nothing does for a hidden one where there is no key.
 */
export function refusedIn(
  { side, action, fields }: Change,
  intent: Intent,
  { named = [], reason }: Rejection,
  { merge, mapping, placesOf }: Sent,
): Pick<ChangeOutcome, "refused"> {
  if (action !== "update" || named.length === 0 || takesStep(merge, mapping)) return {};
  const meant = fields.filter((wanted) => placesOf(wanted).some((place) => named.includes(place)));
  const known = new Set(meant.flatMap(placesOf));
  if (!named.every((place) => known.has(place)) || !meant.every(mayWait)) return {};
  // One that has nothing beside it keeps nothing waiting, unless others are left out already.
  if (meant.length === fields.length && !merge.held.some(({ refused }) => refused)) return {};
  const targets = new Map(intent.fields.map(({ field, target }) => [field, target]));
  const refused = meant.flatMap(({ field }) => {
    const value = targets.get(field) ?? null;
    return value === null ? [] : [{ side, field, value, reason }];
  });
  return refused.length === meant.length ? { refused } : {};
}

function mayWait(field: FieldChange): boolean {
  return !field.overwrites && !isDecided(field);
}

/** As part of what waits: what this merge has left out, and what was refused so now. */
export function refusedAfter(
  { held }: Merge,
  own: readonly ChangeOutcome[],
): Pick<Waiting, "refused" | "rest"> {
  const before = held.flatMap(({ refused }) => refused ?? []);
  const news = own.flatMap(({ refused }) => refused ?? []);
  if (news.length > 0) return { refused: [...before, ...news], rest: true };
  return before.length > 0 ? { refused: before } : {};
}
