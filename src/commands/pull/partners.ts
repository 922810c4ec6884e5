import type { Mapping } from "../../mapping/mapping.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import { inviterOf } from "../../reconcile/record/kind.ts";
import type { ReadPorts } from "../ports.ts";
import { engagementOf } from "./engagements.ts";

export interface Partners {
  /** Ids of referrals of partners whom we have invited. */
  readonly theirs: ReadonlySet<string>;
  /** Of those of which that cannot be said in this run. */
  readonly unsure: readonly string[];
}

/**
 * Referrals of partners whom we have invited to a deal of ours. They are in the same engagement, and Partner Center may list them,
 * or report them by a webhook (related-referral-created); as opportunities they would be the same deal once more. Which
 * organization is ours is told nowhere: where the inviter's own referral has an opportunity here, the inviter is us.
 *
 * @param alone Referrals without an opportunity.
 */
export async function invitedPartners(
  { referrals, opportunities }: ReadPorts,
  mapping: Mapping,
  alone: readonly RemoteRecord[],
): Promise<Partners> {
  const invited = alone.flatMap((referral) => {
    const engagement = engagementOf(referral);
    return engagement !== null && isInvited(referral) ? [{ referral, engagement }] : [];
  });
  if (invited.length === 0) return { theirs: new Set(), unsure: [] };
  const found = await referrals.ofEngagements([...new Set(invited.map(({ engagement }) => engagement))]);
  const ofInviter = ({ referral, engagement }: (typeof invited)[number]) =>
    (found.get(engagement) ?? [])
      .filter(({ properties }) => properties.organizationId === inviterOf(referral))
      .map(({ id }) => id);
  const rows = await opportunities.byReferralIds(invited.flatMap(ofInviter));
  const linked = new Set(rows.map((row) => identifierOf(mapping, row)));
  const theirs = invited.filter((one) => ofInviter(one).some((id) => linked.has(id)));
  const unread = invited.filter(({ engagement }) => !found.has(engagement));
  return {
    theirs: new Set(theirs.map(({ referral }) => referral.id)),
    unsure: unread.map(({ referral }) => referral.id),
  };
}

/** By another organization than its own, and not by Microsoft. */
function isInvited(referral: RemoteRecord): boolean {
  const inviter = inviterOf(referral);
  const isOrganization = typeof inviter === "string" && inviter !== "" && inviter !== "msft";
  return isOrganization && inviter !== referral.properties.organizationId;
}
