import type { Value } from "../../model/record.ts";
import { UTC } from "../schema/time-zone.ts";
import { type OnePlace, setOrEmpty, type Transform, type Unusable, wordOf } from "./transform.ts";

export interface DateOptions extends OnePlace {
  /** IANA zone whose midnights the portal stores, when the nearest UTC midnight is not good enough. */
  readonly timeZone: string | null;
  /**
   * Whether the column is never written. Then it may have a time of day, as long as its day is the same for everybody
   * (`TimeZoneIndependent`); the check of the mapping against the CRM lets no other pass.
   */
  readonly isOnlyRead: boolean;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?$/;
const MOST_REMEMBERED = 1000;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A calendar date, `"2027-03-31"`. The portal stores local midnight in UTC (`…T23:00:00Z`, `…T04:00:00Z`),
 * so the UTC date alone can be a day off: it is the date of the nearest UTC midnight, which is right from
 * UTC-12:00 up to, but not including, UTC+12:00. Ours is written as noon UTC, the same date for nearly every
 * viewer; where a configured zone is so far east that noon UTC is its next day, as midnight UTC.
 */
export function date({ referral, opportunity, timeZone: named, isOnlyRead }: DateOptions): Transform {
  const timeZone = named ?? (MOMENT.test(referral) ? UTC : null);
  const readOnce = remembering((raw: string) => readInstant(raw, timeZone));
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => (typeof raw === "string" ? readOnce(raw) : readInstant(raw, timeZone)),
      write: (value, [current]) => setOrEmpty(referral, value && instantOf(value, timeZone), current),
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => readDateOnly(raw, isOnlyRead),
      write: (value) => ({ [opportunity]: value }),
    },
  };
}

/** The time at which something happened, which is nobody's midnight: to the nearest one, an afternoon would be the next day. */
const MOMENT = /(?:^|\.)(?:created|updated|accepted|closed|expiration|registration)DateTime$/;

/** There are far fewer dates than deals, and reading one takes longer than finding it. */
function remembering<T>(read: (raw: string) => T): (raw: string) => T {
  const known = new Map<string, T>();
  return (raw) => {
    const before = known.get(raw);
    if (before !== undefined) return before;
    const value = read(raw);
    if (known.size >= MOST_REMEMBERED) known.clear();
    known.set(raw, value);
    return value;
  };
}

function readInstant(raw: unknown, timeZone: string | null): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || raw === "" || wordOf(raw).startsWith(NEVER_SET)) return null;
  const time = timeOf(wordOf(raw));
  const date = Number.isNaN(time) ? "" : dateOf(time, timeZone);
  if (!DATE.test(date)) return { unusable: "what stands in Partner Center is not a date" };
  return date < EARLIEST ? { unusable: TOO_EARLY } : date;
}

/** What .NET writes for a time that nobody has set, also in Microsoft's own services (coe-starter-kit, issue 6417). */
const NEVER_SET = "0001-01-01";
/** Dataverse refuses earlier ones, and the row with them (0x80040239, "Configure the behavior and format of the date and time column"). */
const EARLIEST = "1753-01-01";
const TOO_EARLY = "the date is before 1753, which the CRM cannot hold: correct it in Partner Center";

/** Milliseconds since 1970, or NaN. Without an offset it is UTC: the runner's own zone must not matter. */
function timeOf(text: string): number {
  const [isInstant, time, offset] = INSTANT.exec(text) ?? [];
  return isInstant ? Date.parse(time && !offset ? `${text}Z` : text) : Number.NaN;
}

function dateOf(time: number, timeZone: string | null): string {
  if (timeZone) return zonedDate(new Date(time), timeZone);
  const isOurNoon = Math.abs(time % DAY_MS) === DAY_MS / 2;
  return isoDate(new Date(isOurNoon ? time : time + DAY_MS / 2));
}

function instantOf(date: string, timeZone: string | null): string {
  const noon = `${date}T12:00:00Z`;
  return timeZone && zonedDate(new Date(noon), timeZone) !== date ? `${date}T00:00:00Z` : noon;
}

function readDateOnly(raw: unknown, isOnlyRead: boolean): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null || raw === "") return null;
  const [date = "", time = ""] = wordOf(raw).split("T");
  if (!DATE.test(date)) return { unusable: "what stands on the opportunity is not a date" };
  // A column with a time of day has the seller's own midnight, which in UTC may be on the day before.
  return isOnlyRead || time === "" || UTC_MIDNIGHT.test(time) ? date : { unusable: NOT_DATE_ONLY };
}

const UTC_MIDNIGHT = /^00:00:00(\.0+)?Z?$/;
const NOT_DATE_ONLY =
  "the date on the opportunity has a time of day, so it may be the day before or after: have the mapping name a column that is date-only";

function isoDate(instant: Date): string {
  return instant.toISOString().slice(0, 10);
}

function zonedDate(instant: Date, timeZone: string): string {
  if (timeZone === UTC) return isoDate(instant);
  // Swedish is the locale whose short date is ISO 8601.
  return new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);
}
