import type { Field } from "../../mapping/mapping.ts";
import type { FieldChange, Merge } from "../../model/plan.ts";
import { rowWasClosed } from "../record/ended.ts";
import { holdingBack, isReferralUpdate } from "./hold-back.ts";

/** What a row only shows stays as it was on the day on which it was closed, and is nobody's to fix. */
export function isOnlyShown({ direction, kind }: Field): boolean {
  return direction === "referral to opportunity" && kind !== "status";
}

/**
 * What becomes of values that a closed row would overwrite in its referral. The row takes no base, which would remember that:
 * with something in Partner Center that puts its own back, every run would overwrite it once more, and keep a note each time.
 * So it is left to people, unless one has decided it, or this very merge closes the referral, after which nothing can.
 */
export function withoutOverwritingFromClosed(merge: Merge): Merge {
  if (!rowWasClosed(merge.pair)) return merge;
  const update = merge.changes.find(isReferralUpdate);
  if (!update || update.fields.some(({ moves }) => moves === "status")) return merge;
  const left = update.fields.filter(isLeft);
  return left.length === 0 ? merge : holdingBack(merge, left, { reason: ROW_IS_CLOSED });
}

function isLeft({ overwrites, resolved }: FieldChange): boolean {
  return overwrites === true && !resolved;
}

const ROW_IS_CLOSED =
  "Partner Center has another value, and the opportunity is closed: make them equal there, or close the referral";
