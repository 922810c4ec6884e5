import { isKnownState } from "../../mapping/check/referral-names.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import { isUnusable, NO_LOOKUPS, wordOf } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";

/** What a mapping takes for a state, and is short enough to be kept in git whatever it says. */
const NAMEABLE = /^[A-Za-z]{1,40}\/[A-Za-z]{1,40}$/;

/** `Status/Substatus` of a referral. */
export function stateOf({ properties }: RemoteRecord): string {
  return `${wordOf(properties.status)}/${wordOf(properties.substatus)}`;
}

/** Whether a referral is closed, which is for good (patch-a-referral). */
export function isOver({ properties }: RemoteRecord): boolean {
  return properties.status === "Closed";
}

/**
 * Why nobody can say what a referral without a row is to become: its state is neither one that Partner Center is known to
 * have nor one that the mapping names. `null` otherwise.
 */
export function unknownState(
  { becomeOpportunities, leads, fields }: Mapping,
  referral: RemoteRecord,
): string | null {
  const { status, substatus } = referral.properties;
  const state = status && substatus ? stateOf(referral) : "";
  if (isKnownState(state) || becomeOpportunities.includes(state)) return null;
  if (leads?.becomeLeads.includes(state)) return null;
  const field = fields.find(({ kind }) => kind === "status");
  const deal = field && readField(field, referral, NO_LOOKUPS);
  if (deal !== undefined && !isUnusable(deal)) return null;
  if (!NAMEABLE.test(state))
    return "Partner Center says of it no state that a mapping could name: look at it there, as nothing is made of it until that changes";
  const where = isOver(referral)
    ? "as won or lost in its status"
    : "under referrals > become opportunities, or as open, won or lost in its status";
  return `its state, ${state}, is not known to this version: have the mapping say what becomes of such a referral, ${where}`;
}
