import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isUnusable } from "../../src/mapping/transforms/transform.ts";
import { fieldOf, read, write } from "./record.ts";

const MINUTE_MS = 60 * 1000;
const DAY_MS = 24 * 60 * MINUTE_MS;

const fieldIn = (timeZone?: string) =>
  fieldOf({
    as: "date",
    referral: "closing",
    opportunity: "closing",
    ...(timeZone ? { "time zone": timeZone } : {}),
  });
const plain = fieldIn();
const readPortal = (closing: unknown, timeZone?: string) => read(fieldIn(timeZone), "referral", { closing });

const day = fc
  .integer({ min: Date.UTC(2000, 0, 1) / DAY_MS, max: Date.UTC(2100, 11, 31) / DAY_MS })
  .map((number) => new Date(number * DAY_MS).toISOString().slice(0, 10));

/** Zones of every kind: half and quarter hours, both ends of the earth, days that begin at one o'clock. */
const ZONES = [
  ..."Etc/GMT+12 Pacific/Pago_Pago Pacific/Honolulu America/Anchorage America/Los_Angeles America/Denver".split(
    " ",
  ),
  ..."America/Chicago America/New_York America/Havana America/Santiago America/St_Johns".split(" "),
  ..."America/Sao_Paulo Atlantic/Azores UTC Europe/London Europe/Berlin Africa/Cairo Asia/Beirut".split(" "),
  ..."Asia/Tehran Asia/Dubai Asia/Kolkata Asia/Kathmandu Asia/Shanghai Asia/Tokyo".split(" "),
  ..."Australia/Adelaide Australia/Sydney Pacific/Auckland Pacific/Chatham Pacific/Tongatapu".split(" "),
  "Pacific/Kiritimati",
];

const formats = new Map(
  ZONES.map((timeZone) => [
    timeZone,
    new Intl.DateTimeFormat("en", { timeZone, timeZoneName: "longOffset" }),
  ]),
);

/** Minutes east of UTC at this instant. */
function offset(instant: number, timeZone: string): number {
  const name = formats
    .get(timeZone)
    ?.formatToParts(instant)
    .find((part) => part.type === "timeZoneName")?.value;
  const [, sign = "+", hours = "0", minutes = "0"] = /GMT([+-])(\d+):(\d+)/.exec(name ?? "") ?? [];
  return Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes));
}

/** The first instant of a day in a zone, in UTC: what the portal stores when somebody there picks the day. */
function beginOf(date: string, timeZone: string): string {
  const utcMidnight = Date.parse(date);
  const candidates = [-1, 1].map((days) => offset(utcMidnight + days * DAY_MS, timeZone));
  const begins = candidates.map((minutes) => utcMidnight - minutes * MINUTE_MS);
  const localDate = (instant: number) =>
    new Date(instant + offset(instant, timeZone) * MINUTE_MS).toISOString().slice(0, 10);
  const begin = Math.min(...begins.filter((instant) => localDate(instant) === date));
  return new Date(begin).toISOString();
}

/** Noon UTC is the next day there, and their midnight is nearer to the day before. */
const FAR_EAST = ["Pacific/Auckland", "Pacific/Chatham", "Pacific/Tongatapu", "Pacific/Kiritimati"];

function shownIn(stored: string, timeZone: string): string {
  const instant = Date.parse(stored);
  return new Date(instant + offset(instant, timeZone) * MINUTE_MS).toISOString().slice(0, 10);
}

describe("the closing date of the portal", () => {
  it.each([
    ["2027-03-31T00:00:00Z", "2027-03-31", "UTC midnight"],
    ["2027-03-30T23:00:00Z", "2027-03-31", "midnight in Berlin"],
    ["2027-03-30T22:00:00Z", "2027-03-31", "midnight in Berlin in summer"],
    ["2027-03-30T18:30:00Z", "2027-03-31", "midnight in Delhi"],
    ["2027-03-31T03:00:00Z", "2027-03-31", "midnight in São Paulo"],
    ["2027-03-31T04:00:00Z", "2027-03-31", "midnight in New York in summer"],
    ["2027-03-31T11:59:59.9999999Z", "2027-03-31", "the last moment of the western half"],
    ["2027-03-31T12:00:00Z", "2027-03-31", "noon, as we write it"],
    ["2027-03-31T12:00:00.0000000Z", "2027-03-31", "noon, as Partner Center gives it back"],
    ["2027-03-30T12:00:01Z", "2027-03-31", "the first moment of the eastern half"],
    ["2027-03-30T23:00:00", "2027-03-31", "without an offset, which is UTC"],
    ["2027-03-31T01:00:00+02:00", "2027-03-31", "with an offset"],
    ["2027-03-31", "2027-03-31", "a date alone"],
    ["1969-07-20T12:00:00Z", "1969-07-20", "noon before 1970"],
  ])("%s reads as %s: %s", (raw, expected) => {
    expect(readPortal(raw)).toBe(expected);
  });

  it.each(["soon", "5", "2027", "31/03/2027", "9999-12-31T23:59:59.9999999Z", "+275760-09-13T00:00:00Z", 5])(
    "does not take %s for a date",
    (raw) => {
      expect(readPortal(raw)).toEqual({ unusable: "what stands in Partner Center is not a date" });
    },
  );

  it("is blank, or unknown, when there is none", () => {
    expect([null, "", undefined].map((raw) => readPortal(raw))).toEqual([null, null, undefined]);
  });

  it.each([undefined, "America/New_York", "Asia/Tokyo"])(
    "is blank where the service has what .NET writes for a time that nobody has set (%s)",
    (timeZone) => {
      const never = ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000Z"];
      expect(never.map((raw) => readPortal(raw, timeZone))).toEqual([null, null, null]);
    },
  );

  it("is held where the CRM cannot hold it", () => {
    expect(readPortal("1753-01-01T00:00:00Z")).toBe("1753-01-01");
    for (const raw of ["1752-12-31T00:00:00Z", "0201-03-31T00:00:00Z"])
      expect(readPortal(raw)).toEqual({ unusable: expect.stringContaining("is before 1753") });
  });

  it("is the nearest UTC midnight for offsets from UTC-12:00 up to, but not including, UTC+12:00", () => {
    const isRight = (date: string, minutesEast: number) =>
      readPortal(new Date(Date.parse(date) - minutesEast * MINUTE_MS).toISOString()) === date;
    fc.assert(
      fc.property(day, fc.integer({ min: -12 * 60, max: 14 * 60 }), (date, minutesEast) => {
        expect(isRight(date, minutesEast)).toBe(minutesEast < 12 * 60);
      }),
    );
    const edges = [-12 * 60, 12 * 60 - 1, 12 * 60].map((minutes) => isRight("2027-03-31", minutes));
    expect(edges).toEqual([true, true, false]);
  });
});

describe("a moment that Partner Center has written", () => {
  const readMoment = (path: string, raw: string, timeZone?: string) => {
    const field = fieldOf({
      as: "date",
      referral: path,
      opportunity: "on",
      direction: "referral to opportunity",
      ...(timeZone ? { "time zone": timeZone } : {}),
    });
    return field.transform.referral.read([raw], { currencies: [] });
  };
  const paths = ["createdDateTime", "acceptedDateTime", "expirationDateTime", "microsoft.closedDateTime"];

  it.each(paths)("is on the day that it was in UTC, in the afternoon too: %s", (path) => {
    expect(readMoment(path, "2026-09-14T09:21:33.4180127Z")).toBe("2026-09-14");
    expect(readMoment(path, "2026-09-14T14:21:33.4180127Z")).toBe("2026-09-14");
  });

  it("is on the day that it was in the zone of the mapping", () => {
    expect(readMoment("createdDateTime", "2026-09-14T23:30:00Z", "Europe/Berlin")).toBe("2026-09-15");
  });
});

describe.each(ZONES)("a portal used in %s", (timeZone) => {
  it("keeps the day when the mapping names the zone, daylight saving or not", () => {
    fc.assert(
      fc.property(day, (date) => {
        expect(readPortal(beginOf(date, timeZone), timeZone)).toBe(date);
      }),
    );
  });

  it("keeps the day without naming it, unless it is at UTC+12 or further east", () => {
    fc.assert(
      fc.property(day, (date) => {
        const begin = beginOf(date, timeZone);
        const minutesEast = (Date.parse(date) - Date.parse(begin)) / MINUTE_MS;
        expect(readPortal(begin) === date).toBe(minutesEast < 12 * 60);
      }),
    );
  });

  it("reads back every day that was written, and shows it to somebody there as that day", () => {
    const field = fieldIn(timeZone);
    fc.assert(
      fc.property(day, (date) => {
        const written = write(field, "referral", date, { closing: "2020-01-01T00:00:00Z" });
        expect(read(field, "referral", isUnusable(written) ? {} : written)).toBe(date);
        const closing = Date.parse(String((written as { closing: string }).closing));
        const there = new Date(closing + offset(closing, timeZone) * MINUTE_MS);
        expect(there.toISOString().slice(0, 10)).toBe(date);
      }),
    );
  });
});

describe("the closing date", () => {
  it("never drifts, however often it goes back and forth", () => {
    fc.assert(
      fc.property(day, (date) => {
        let value: unknown = date;
        for (const side of ["referral", "opportunity", "referral", "opportunity"] as const) {
          const written = write(plain, side, String(value));
          value = read(plain, side, isUnusable(written) ? {} : written);
        }
        expect(value).toBe(date);
      }),
    );
  });

  it("stands still while people in all zones save it again in the portal without touching it", () => {
    // The portal shows the date that it is for the viewer, and stores that viewer's midnight.
    const nearEnough = ZONES.filter((zone) => !FAR_EAST.includes(zone));
    fc.assert(
      fc.property(
        day,
        fc.array(fc.constantFrom(...nearEnough), { minLength: 1, maxLength: 6 }),
        (date, zones) => {
          const written = write(plain, "referral", date);
          let stored = String((written as { closing: string }).closing);
          expect(new Set(zones.map((zone) => shownIn(stored, zone)))).toEqual(new Set([date]));
          for (const zone of zones) {
            stored = beginOf(date, zone);
            expect(readPortal(stored)).toBe(date);
          }
        },
      ),
    );
  });

  it("is written as noon UTC", () => {
    expect(write(plain, "referral", "2027-03-31")).toEqual({ closing: "2027-03-31T12:00:00Z" });
    expect(write(plain, "referral", null, { closing: "2027-03-31" })).toEqual({ closing: null });
  });

  it.each([
    ["2027-03-31", "2027-03-31"],
    ["2027-03-31T00:00:00Z", "2027-03-31"],
    [null, null],
    ["", null],
  ])("of a row, %j, reads as %j", (closing, expected) => {
    expect(read(plain, "opportunity", { closing })).toBe(expected);
  });

  it.each(["2027-03-30T22:00:00Z", "2027-03-31T04:00:00Z", "2027-03-31T00:00:01Z"])(
    "of a row is unusable as a moment, whose day depends on where its seller is: %s",
    (closing) => {
      const unusable = expect.stringContaining("have the mapping name a column that is date-only");
      expect(read(plain, "opportunity", { closing })).toEqual({ unusable });
    },
  );

  it.each(["2027-03-31T00:00:00Z", "2027-03-31T14:30:00Z", "2027-03-31T23:59:59Z"])(
    "of a row that is only read is the day that stands there, which is the same for everybody: %s",
    (closing) => {
      const settings = { as: "date", referral: "details.closingDateTime", opportunity: "closing" };
      const onlyRead = fieldOf({ ...settings, direction: "opportunity to referral" });
      expect(read(onlyRead, "opportunity", { closing })).toBe("2027-03-31");
    },
  );

  it("of a row is unusable when it is no date", () => {
    expect(read(plain, "opportunity", { closing: "31.3.2027" })).toEqual({
      unusable: "what stands on the opportunity is not a date",
    });
  });
});
