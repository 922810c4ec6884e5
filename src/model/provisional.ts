import { uuidOf } from "./uuid.ts";

/** Stands for the referral of an opportunity until Partner Center has given it an id. Never sent anywhere. */
export function shareIdFor(opportunity: string): string {
  return uuidOf(`share ${opportunity}`);
}

/** Whether the deal has no referral yet, or none that is known. */
export function isProvisional({ referral, opportunity }: ProvisionalLink): boolean {
  // Its version tells nearly every other id apart, and takes no hash.
  const mayBe = opportunity !== null && referral.charAt(14) === "5";
  return mayBe && referral === shareIdFor(opportunity);
}

interface ProvisionalLink {
  readonly referral: string;
  readonly opportunity: string | null;
}
