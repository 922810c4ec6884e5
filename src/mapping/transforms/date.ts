import type { Value } from "../../model/record.ts";
import { setProperty, type Transform, type Unusable } from "../transform.ts";

export interface DateOptions {
  readonly referral: string;
  readonly opportunity: string;
  /** IANA zone whose midnights the portal stores, when the nearest UTC midnight is not good enough. */
  readonly timeZone: string | null;
}

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A calendar date, `"2027-03-31"`. The portal stores local midnight in UTC (`…T23:00:00Z`, `…T04:00:00Z`),
 * so the UTC date alone can be a day off. Ours is written as noon UTC, the same date for nearly every viewer.
 */
export function date({ referral, opportunity, timeZone }: DateOptions): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => readInstant(raw, timeZone),
      write: (value, [current]) => [setProperty(referral, value && `${value}T12:00:00Z`, current)],
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => readDateOnly(raw),
      write: (value) => ({ [opportunity]: value }),
    },
  };
}

function readInstant(raw: unknown, timeZone: string | null): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || raw === "") return null;
  const time = Date.parse(String(raw));
  if (Number.isNaN(time)) return { unusable: "the closing date is not a date" };
  const instant = new Date(time);
  const isOurNoon = time % DAY_MS === DAY_MS / 2;
  if (isOurNoon) return isoDate(instant);
  if (timeZone) return zonedDate(instant, timeZone);
  return isoDate(new Date(time + DAY_MS / 2));
}

function readDateOnly(raw: unknown): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || raw === "") return null;
  const text = String(raw).slice(0, 10);
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? text : { unusable: "the close date is not a calendar date" };
}

function isoDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function zonedDate(instant: Date, timeZone: string): string {
  // Swedish is the locale whose short date is ISO 8601.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);
}
