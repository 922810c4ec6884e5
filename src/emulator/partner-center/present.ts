import type { Referral } from "./referral.ts";

/**
 * A referral as the service sends it. Texts come out HTML-encoded: so was a customer's name in real output, and nothing is
 * known of the others. The links carry an unquoted GUID, which `$filter` does not take unless it is told to: they are not for following.
 */
export function present(referral: Readonly<Referral>, url: URL): Record<string, unknown> {
  const base = `https://${url.host}/v1.0/engagements/referrals`;
  const { trackingInfo, registrations, ...rest } = referral;
  return {
    ...(htmlEncoded(rest) as typeof rest),
    eTag: referral.eTag,
    links: {
      relatedReferrals: { uri: `${base}?$filter=engagementId eq ${referral.engagementId}`, method: "GET" },
      self: { uri: `${base}/${referral.id}`, method: "GET" },
    },
    trackingInfo,
    registrations,
  };
}

/** A single referral has a context of its own, with the service's misspelling. */
export function presentEntity(referral: Readonly<Referral>, url: URL): Record<string, unknown> {
  return {
    "@odata.context": `https://${url.host}/v1.0/engagments/referrals/$metadata#Referrals/$entity`,
    ...present(referral, url),
  };
}

/** Every text in it, in the way of .NET: the five signs, Latin letters with accents, and what takes two units. */
function htmlEncoded(value: unknown): unknown {
  if (typeof value === "string")
    return value.replaceAll(ENCODED, (sign) => SIGNS[sign] ?? `&#${sign.codePointAt(0)};`);
  if (Array.isArray(value)) return value.map(htmlEncoded);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, htmlEncoded(inner)]));
}

const ENCODED = /[&<>"'\u00A0-\u00FF]|[\u{10000}-\u{10FFFF}]/gu;
const SIGNS: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
