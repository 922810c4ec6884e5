import { isUndecided, type Merge, type Pair } from "../../model/plan.ts";
import type { Side } from "../../model/record.ts";
import { isBefore, isUtc, plusMinutes } from "../record/timestamp.ts";

/** Two clocks are compared, so "later" needs a margin. */
const MARGIN_MINUTES = 10;

/**
 * The side whose record was modified clearly later, or `null` when that cannot be told. What could not be told when the
 * base was written cannot be told afterwards: by writing the row, and the referral, a run has made them newer itself.
 */
export function newerSide({ referral, opportunity, base }: Pair, field: string): Side | null {
  if (!opportunity || base?.undecided?.includes(field)) return null;
  if (!isUtc(referral.modified) || !isUtc(opportunity.modified)) return null;
  if (isBefore(plusMinutes(referral.modified, MARGIN_MINUTES), opportunity.modified)) return "opportunity";
  return isBefore(plusMinutes(opportunity.modified, MARGIN_MINUTES), referral.modified) ? "referral" : null;
}

/** What the base has to remember of that, whatever decides now: the mapping may let the later edit win afterwards. */
export function undecidedIn({ conflicts }: Merge): string[] {
  return conflicts.filter((one) => isUndecided(one) && one.hasBase).map(({ field }) => field);
}
