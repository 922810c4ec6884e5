import type { Mapping } from "../../mapping/mapping.ts";
import { misfit } from "../../mapping/scope.ts";
import type { Merge, Pair } from "../../model/plan.ts";

/** Why a deal is none of the mapping's, or `null`. A lead has columns of its own, so only its referral counts. */
export function whyOutOfScope(
  { scope }: Mapping,
  { referral, opportunity, row }: Pick<Pair, "referral" | "opportunity" | "row">,
): string | null {
  const place = misfit(scope, referral) ?? (opportunity && !row ? misfit(scope, opportunity) : null);
  return (
    place && `out of the mapping's scope (${place}), so nothing of it is written until it is in scope again`
  );
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
  const nothing = { changes: [], conflicts: [], warnings: [] };
  return { ...merge, ...nothing, held: isInStep ? [] : [waits], leftAlone: reason };
}
