import { answerIn, type Merge } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { DAY_MINUTES, isBefore, minusMinutes } from "./timestamp.ts";

/** A referral that nobody answers is closed by Partner Center, 14 days after it was sent as a rule. */
const WARN_DAYS = [5, 2] as const;

/** When an unanswered referral expires, ISO 8601; `null` for one that was answered or has no such date. */
export function expiryOf({ properties }: RemoteRecord): string | null {
  const { status, expirationDateTime } = properties;
  // Neither NaN nor what .NET writes for a time that nobody has set (0001-01-01) is one.
  const isTime = typeof expirationDateTime === "string" && Date.parse(expirationDateTime) > 0;
  return status === "New" && isTime ? expirationDateTime : null;
}

/** The expiry of a referral that this very merge does not answer. */
export function expiryAfter({
  pair,
  changes,
  leftAlone,
}: Pick<Merge, "pair" | "changes" | "leftAlone">): string | null {
  if (leftAlone !== undefined) return null;
  return changes.some(answerIn) ? null : expiryOf(pair.referral);
}

export function isExpiring(expiry: string, now: string): boolean {
  return !isBefore(now, minusMinutes(expiry, WARN_DAYS[0] * DAY_MINUTES));
}

/** Five days before, two days before, and when it is over; `null` after that. */
export function nextLook(expiry: string, now: string): string | null {
  const looks = [...WARN_DAYS, 0].map((days) => minusMinutes(expiry, days * DAY_MINUTES));
  return looks.find((look) => isBefore(now, look)) ?? null;
}
