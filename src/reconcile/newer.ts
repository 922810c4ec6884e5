import type { Pair } from "../model/plan.ts";
import type { Side } from "../model/record.ts";
import { isBefore, plusMinutes } from "./timestamp.ts";

/** Two clocks are compared, so "later" needs a margin. */
const MARGIN_MINUTES = 10;

/** The side whose record was modified clearly later, or `null` when that cannot be told. */
export function newerSide({ referral, opportunity }: Pair): Side | null {
  if (!opportunity) return null;
  if (isBefore(plusMinutes(referral.modified, MARGIN_MINUTES), opportunity.modified)) return "opportunity";
  return isBefore(plusMinutes(opportunity.modified, MARGIN_MINUTES), referral.modified) ? "referral" : null;
}
