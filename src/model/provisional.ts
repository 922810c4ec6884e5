import { isUuid, uuidOf } from "./uuid.ts";

/** Stands for the referral of an opportunity until Partner Center has given it an id. Never sent anywhere. */
export function shareIdFor(opportunity: string): string {
  return uuidOf(`share ${opportunity}`);
}

/** Whether the deal has no referral yet, or none that is known. */
export function isProvisional(link: ProvisionalLink): boolean {
  return isMadeBy(shareIdFor, link);
}

/**
 * The referral that an opportunity says it belongs to, as it may be named in git: what people type is not always an identifier,
 * and may be anybody's name. Then one that only says which opportunity it is.
 */
export function nameable(referral: string, opportunity: string): string {
  return isUuid(referral) ? referral : mistypedIdFor(opportunity);
}

function mistypedIdFor(opportunity: string): string {
  return uuidOf(`mistyped ${opportunity}`);
}

/** Whether the opportunity has something in the place of its referral's identifier that is none. */
export function isMistyped(link: ProvisionalLink): boolean {
  return isMadeBy(mistypedIdFor, link);
}

function isMadeBy(
  idFor: (opportunity: string) => string,
  { referral, opportunity }: ProvisionalLink,
): boolean {
  // Its version tells nearly every other id apart, and takes no hash.
  const mayBe = opportunity !== null && referral.charAt(14) === "5";
  return mayBe && referral === idFor(opportunity);
}

interface ProvisionalLink {
  readonly referral: string;
  readonly opportunity: string | null;
}
