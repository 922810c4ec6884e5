import { type Mapping, nameOf } from "../../mapping/mapping.ts";
import { misfit, textsAt } from "../../mapping/scope.ts";
import { type Merge, NOTHING_TO_DO, type Pair } from "../../model/plan.ts";

/** What of a deal keeps it out of the mapping's scope. */
export interface OutOfScope {
  readonly place: string;
  /** The values that stand there. */
  readonly values: readonly string[];
}

type Deal = Pick<Pair, "referral" | "opportunity" | "row">;

/** `null` when the deal is in scope. A lead has columns of its own, so only its referral counts. */
export function outOfScope({ scope }: Mapping, { referral, opportunity, row }: Deal): OutOfScope | null {
  for (const record of [referral, ...(opportunity && !row ? [opportunity] : [])]) {
    const place = misfit(scope, record);
    if (place !== null) return { place, values: textsAt(record, place) };
  }
  return null;
}

/** Why a deal is none of the mapping's, or `null`. */
export function whyOutOfScope(mapping: Mapping, deal: Deal): string | null {
  const { place } = outOfScope(mapping, deal) ?? {};
  return place === undefined
    ? null
    : `out of the mapping's scope (${place}), so nothing of it is written until it is in scope again`;
}

/**
 * What becomes of a linked deal that left the scope: it stays linked, and nothing of it is written. What a sync would
 * have done is held, so that it is looked at as soon as either side changes, and comes into step when it returns.
 */
export function withinScope(merge: Merge, mapping: Mapping): Merge {
  const reason = whyOutOfScope(mapping, merge.pair);
  if (reason === null) return merge;
  const { pair, changes, conflicts, held } = merge;
  const isInStep = conflicts.length + held.length === 0 && changes.every(({ fields }) => fields.length === 0);
  const waits = { link: pair.link, field: null, side: "opportunity", reason, awaits: "scope" } as const;
  return { ...merge, ...NOTHING_TO_DO, held: isInStep ? [] : [waits], leftAlone: reason };
}

/** Condition of a scope → a referral that does not fit it. */
export type Misfits = ReadonlyMap<string, string>;

/**
 * A word for the whole run where the scope lets in nothing of what was listed: a typing error in it would pass for two
 * sides that are in step.
 *
 * @param misfits Empty where anything was in scope, or not everything was listed.
 */
export function scopeNotice(
  mapping: Mapping,
  { ours, misfits }: { readonly ours: number; readonly misfits: Misfits },
): string | null {
  const [example] = misfits.values();
  if (example === undefined) return null;
  const places = [...misfits.keys()].join(", ");
  return `None of the referrals that Partner Center lists (${ours}) is in the mapping's scope (${places}), so nothing of them is synced. If that is not meant, correct scope > referrals in ${nameOf(mapping)}; on a terminal, explain ${example} shows what one of them has there.`;
}
