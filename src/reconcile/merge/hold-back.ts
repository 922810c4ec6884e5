import type { Unusable } from "../../mapping/transforms/transform.ts";
import type { Change, FieldChange, Held, Merge } from "../../model/plan.ts";

/** Why a change is held. */
export type Why = Pick<Held, "reason" | "awaits" | "elsewhere" | "refused">;

export function whyUnusable({ unusable: reason, elsewhere }: Unusable): Why {
  return elsewhere ? { reason, elsewhere } : { reason };
}

export function isReferralUpdate({ side, action }: Change): boolean {
  return side === "referral" && action === "update";
}

export function isRowUpdate({ side, action }: Change): boolean {
  return side === "opportunity" && action === "update";
}

/**
 * The merge without these fields of the referral's update, each of which is held for the same reason. What the row was to take
 * of one is the other half of a union, which is none.
 */
export function holdingBack(
  merge: Merge,
  fields: readonly FieldChange[],
  why: Pick<Held, "reason" | "awaits">,
): Merge {
  const { link } = merge.pair;
  const names = new Set(fields.map(({ field }) => field));
  const held = fields.map(({ field }): Held => ({ link, field, side: "referral", ...why }));
  const changes = merge.changes.flatMap((change) => without(names, change));
  return { ...merge, changes, held: [...merge.held, ...held] };
}

/** A note keeps what the update would overwrite. A row's update has more to say than its fields. */
function without(names: ReadonlySet<string>, change: Change): Change[] {
  if (change.action !== "update" && change.action !== "note") return [change];
  const fields = change.fields.filter(({ field }) => !names.has(field));
  return fields.length > 0 || isRowUpdate(change) ? [{ ...change, fields }] : [];
}
