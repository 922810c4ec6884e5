import { z } from "zod";
import { isTimeZone } from "./time-zone.ts";

const LOGICAL = /^[a-z][a-z0-9_]*$/;
/** Of any table; each says in its description of which. */
export const LOGICAL_NAME = z.string().regex(LOGICAL, { error: ({ input }) => notLogical(String(input)) });
export const COLUMN = LOGICAL_NAME.meta({
  description: "Logical name of a column of the opportunity table",
  examples: ["estimatedvalue"],
});
export const PATH = z
  .string()
  .regex(
    /^[a-zA-Z][a-zA-Z\d]*(\.([a-zA-Z][a-zA-Z\d]*|\d+))*$/,
    "is not a property path such as details.dealValue",
  )
  .meta({
    description: "Property of the referral, with dots between the levels; the first of a list is 0",
    examples: ["details.dealValue"],
  });
export const TIME_ZONE = z.string().refine(isTimeZone, "is not an IANA time zone such as Europe/Berlin");
export const STATUS = z
  .string()
  .regex(/^[A-Za-z]+\/[A-Za-z]+$/, "is not a status and substatus such as Active/Accepted")
  .meta({ description: "Status and substatus of a referral", examples: ["Active/Accepted"] });

/** One that is in the calendar: `Date.parse` takes 30 February for 2 March. */
export const DAY = z.iso.date("is not a date such as 2026-12-31").meta({ examples: ["2026-12-31"] });

export const OPTION = z.union([z.int(), z.literal("blank")], "must be the number of an option, or blank");

export const WHEN = z
  .enum(["always", "create"])
  .default("always")
  .describe("create: filled once, then left alone");
export const AUDIT = z
  .enum(["value", "hidden"])
  .default("hidden")
  .describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed");

export const IF_MISSING = z
  .enum(["stop", "skip"])
  .default("stop")
  .describe("When the CRM has lost a column or an option of the field; skip: sync without the field");

export const LONGEST = z
  .int()
  .min(1, "must be at least 1")
  .meta({ description: "Characters that the shorter side holds; no more are compared", examples: [2000] });

export const MARKS = z
  .string()
  .default("")
  .describe("Characters that do not count at the ends, such as the ✔ of another connector");

export const BLANK_OPTIONS = z
  .array(z.int())
  .default([])
  .describe("Other option values of the column that mean no value, such as the None of another connector");

/**
 * A record looks a field up by its name: `constructor` would find what every JavaScript object has. What goes without a
 * name is what a seller is told (`STATUS`), and no reader could tell which field is meant.
 */
export const FIELD_NAME = z
  .string()
  .refine((name) => name !== "" && !(name in {}), "is a name that cannot be used for a field");

/** What people write in its place: the label that they see, the schema name, which has capitals, or what an answer calls a lookup. */
function notLogical(written: string): string {
  const logical = /^_(.+)_value$/.exec(written)?.[1] ?? written.toLowerCase();
  const meant = LOGICAL.test(logical) ? `, which may be ${logical}` : ", which makers see beside this label";
  return `is not a column's logical name${meant}: a lower-case letter, then more of them, digits and _`;
}

export function twoOf(part: z.ZodString, names: string) {
  return z
    .tuple([part, part], `must be a list of two: ${names}`)
    .describe(`Two places that mean something only together: ${names}`);
}
