import type { Referral } from "./referral.ts";

/**
 * A referral as the service sends it. Names come out HTML-encoded, as seen in real output. The links carry
 * an unquoted GUID, which `$filter` does not take: they are not for following.
 */
export function present(
  referral: Readonly<Referral>,
  url: URL,
  encodeNames: boolean,
): Record<string, unknown> {
  const base = `https://${url.host}/v1.0/engagements/referrals`;
  const encode = encodeNames ? htmlEncoded : (text: string) => text;
  const { trackingInfo, registrations, ...rest } = referral;
  return {
    ...rest,
    name: encode(referral.name),
    customerProfile: { ...referral.customerProfile, name: encode(referral.customerProfile.name) },
    links: {
      relatedReferrals: { uri: `${base}?$filter=engagementId eq ${referral.engagementId}`, method: "GET" },
      self: { uri: `${base}/${referral.id}`, method: "GET" },
    },
    trackingInfo,
    registrations,
  };
}

/** A single referral has a context of its own, with the service's misspelling. */
export function presentEntity(
  referral: Readonly<Referral>,
  url: URL,
  encodeNames: boolean,
): Record<string, unknown> {
  return {
    "@odata.context": `https://${url.host}/v1.0/engagments/referrals/$metadata#Referrals/$entity`,
    ...present(referral, url, encodeNames),
  };
}

function htmlEncoded(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
