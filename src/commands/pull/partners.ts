import type { Mapping } from "../../mapping/mapping.ts";
import { MICROSOFT } from "../../model/microsoft.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import { inviterOf } from "../../reconcile/record/kind.ts";
import type { ReadPorts } from "../ports.ts";
import { engagementOf, isMicrosofts } from "./engagements.ts";

export interface Partners {
  /** Ids of referrals of partners. */
  readonly theirs: ReadonlySet<string>;
  /** Of those of which that cannot be said in this run. */
  readonly unsure: readonly string[];
}

/**
 * Referrals of partners who are in a deal of ours: whom we have invited, who has invited us, and whom that one has invited
 * as well. They are in the same engagement, and Partner Center may list them, or report them by a webhook
 * (related-referral-created); as opportunities they would be the same deal once more. Which organization is ours is told
 * nowhere: of one engagement, ours has an opportunity here, or belongs to whom most referrals belong to. Where those were not
 * listed, or there is no most of them, each referral may be a partner's.
 *
 * @param alone Referrals without an opportunity.
 * @param organization Ours, as far as that is known.
 */
export async function partnersReferrals(
  { referrals, opportunities }: ReadPorts,
  mapping: Mapping,
  { alone, organization }: { readonly alone: readonly RemoteRecord[]; readonly organization: string | null },
): Promise<Partners> {
  const isAnothers = (referral: RemoteRecord) =>
    organization !== null && referral.properties.organizationId !== organization;
  const doubtful = alone.flatMap((referral) => {
    const engagement = engagementOf(referral);
    const isInDoubt = organization === null || isInvited(referral) || isAnothers(referral);
    return engagement !== null && isInDoubt ? [{ referral, engagement }] : [];
  });
  if (doubtful.length === 0) return { theirs: new Set(), unsure: [] };
  const found = await referrals.ofEngagements([...new Set(doubtful.map(({ engagement }) => engagement))]);
  const beside = ({ referral, engagement }: (typeof doubtful)[number]) =>
    (found.get(engagement) ?? []).filter(
      (other) =>
        !isMicrosofts(other) && other.properties.organizationId !== referral.properties.organizationId,
    );
  const rows = await opportunities.byReferralIds(doubtful.flatMap(beside).map(({ id }) => id));
  const linked = new Set(rows.map((row) => identifierOf(mapping, row)));
  const theirs = doubtful.filter((one) =>
    beside(one).some((other) => linked.has(other.id) || (isAnothers(one.referral) && !isAnothers(other))),
  );
  const unread = doubtful.filter(({ engagement }) => !found.has(engagement));
  return {
    theirs: new Set(theirs.map(({ referral }) => referral.id)),
    unsure: unread.map(({ referral }) => referral.id),
  };
}

/** By another organization than its own, and not by Microsoft. */
function isInvited(referral: RemoteRecord): boolean {
  const inviter = inviterOf(referral);
  const isOrganization = typeof inviter === "string" && inviter !== "" && inviter !== MICROSOFT;
  return isOrganization && inviter !== referral.properties.organizationId;
}
