import { PROFILE } from "./profile.ts";

/** The least time, in milliseconds, that writing so many rows can take: one wave that uses every place at once. */
export function idealWrite(rows: number): number {
  const { latencyMs, operationMs, concurrency } = PROFILE;
  return rows === 0 ? 0 : latencyMs.dataverse + operationMs * Math.ceil(rows / concurrency);
}

/**
 * The least time from the first request to the last that bringing so many changed referrals into the CRM can take:
 * what depends on what came before cannot happen at the same time.
 *
 * - sign in, to both at once
 * - page through the changed referrals, each link only known from the page before
 * - look up their rows, 200 to a request, all at once
 * - write them in one wave
 */
export function idealInbound(changed: number): number {
  const { latencyMs, operationMs, referralsAtOnce } = PROFILE;
  // The page that ends the listing has an older referral on it, which may be the last of a full one.
  const pages = Math.floor(changed / referralsAtOnce) + 1;
  const lookUp = latencyMs.dataverse + operationMs;
  return latencyMs["sign-in"] + pages * latencyMs["partner-center"] + lookUp + idealWrite(changed);
}

/** The least time in which a listing of so many pages can be read: the first twenty from one end, the others from both. */
export function idealListing(pages: number): number {
  const fromOneEnd = Math.min(pages, 20);
  return (fromOneEnd + (pages - fromOneEnd) / 2) * PROFILE.latencyMs["partner-center"];
}

/** The exponent of growth between two sizes: 0 stays the same, 1 grows along. */
export function exponent(small: Point, large: Point): number {
  return Math.log(large.cost / small.cost) / Math.log(large.size / small.size);
}

interface Point {
  readonly size: number;
  readonly cost: number;
}

/** @throws RangeError without any values. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  const [low, high] = [sorted[Math.floor((sorted.length - 1) / 2)], sorted[Math.floor(sorted.length / 2)]];
  if (low === undefined || high === undefined) throw new RangeError("there is no median of nothing");
  return (low + high) / 2;
}
