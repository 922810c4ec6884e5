import type { Mapping } from "../../mapping/mapping.ts";
import { objectIn } from "../../mapping/project.ts";
import type { ReferralKind } from "../../mapping/schema/leads.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import type { RemoteRecord } from "../../model/record.ts";

/**
 * What a referral is, after the table of referrals-api-introduction; `null` for Microsoft's own record of a
 * shared deal, which belongs to the same engagement but to organization `msft`.
 *
 * | type                  | qualification                     | invited by     | kind             |
 * |-----------------------|-----------------------------------|----------------|------------------|
 * | Independent           | Direct                            | any            | marketplace lead |
 * | Independent           | SalesQualified, MarketingQualified | Microsoft     | qualified lead   |
 * | anything else                                                           ||| co-sell          |
 */
export function kindOf({ properties }: RemoteRecord): ReferralKind | null {
  const { organizationId, type, qualification } = properties;
  if (organizationId === MICROSOFT) return null;
  if (type !== "Independent") return "co-sell";
  if (qualification === "Direct") return "marketplace lead";
  const isQualified = qualification === "SalesQualified" || qualification === "MarketingQualified";
  return isQualified && inviterOf({ properties }) === MICROSOFT ? "qualified lead" : "co-sell";
}

/** The organization that brought the owner of the referral into the engagement, or has made the deal itself. */
export function inviterOf({ properties }: Pick<RemoteRecord, "properties">): unknown {
  return objectIn(objectIn(properties.inviteContext).invitedBy).organizationId;
}

/** Whether this referral is ours to sync. Marketplace leads are left alone unless the mapping takes them. */
export function isOurs(mapping: Mapping, referral: RemoteRecord): boolean {
  const kind = kindOf(referral);
  return kind === "marketplace lead" ? mayBeLead(mapping, referral) : kind !== null;
}

/** Whether the mapping lets referrals of this kind be leads, in some state. */
export function mayBeLead({ leads }: Mapping, referral: RemoteRecord): boolean {
  const kind = kindOf(referral);
  return kind !== null && (leads?.kinds.includes(kind) ?? false);
}
