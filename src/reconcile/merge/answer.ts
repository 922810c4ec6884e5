import { ANSWERED, answerOf } from "../../mapping/transforms/decision.ts";
import { STATECODES } from "../../mapping/transforms/status.ts";
import type { Pair } from "../../model/plan.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { stateOf } from "../record/state-of.ts";

/**
 * Whether a seller's answer may be given, and why not (patch-a-referral: New may become Active/Accepted or
 * Closed/Declined; manage-co-sell-opportunities: declining takes a reason, and after 14 days it is too late).
 *
 * | referral | accept               | decline                                        |
 * |----------|----------------------|------------------------------------------------|
 * | New/*    | Active/Accepted      | Closed/Declined with a reason, unless it is won |
 * | Active/* | –                    | too late: close it as lost                     |
 * | Closed/* | too late             | too late                                       |
 */
export function illegalAnswer({ referral, opportunity }: Pair, to: Value, reason: Value): string | null {
  const { status } = referral.properties;
  const answer = answerOf(to);
  if (status !== "New") {
    const advice = status === "Active" ? "; close the opportunity as lost instead" : "";
    return `the referral is ${stateOf(referral)} already and can no longer be ${to ?? "answered"}${advice}`;
  }
  if (answer !== "declined") return null;
  if (opportunity?.properties.statecode === STATECODES.won)
    return "the referral would be declined although the opportunity is won: accept it, or reopen the opportunity";
  return reason === null
    ? "Partner Center wants a reason when a referral is declined: write it on the opportunity, as its decline reason"
    : null;
}

/** The referral as it will be once the answer has arrived. Answered, it no longer expires. */
export function answered(referral: RemoteRecord, to: Value): RemoteRecord {
  const answer = answerOf(to);
  if (!answer) return referral;
  const properties = { ...referral.properties, ...ANSWERED[answer], expirationDateTime: null };
  return { ...referral, properties };
}
