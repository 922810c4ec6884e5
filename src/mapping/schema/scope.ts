import { z } from "zod";
import { DAY, PATH } from "./parts.ts";

const condition = z
  .union(
    [
      z
        .array(z.union([z.string(), z.number(), z.boolean()]))
        .min(1, "needs at least one value")
        .describe("One of these"),
      z.literal("set").describe("There is a value"),
      z.literal("blank").describe("There is none"),
      z
        .strictObject({
          from: DAY.optional().describe("This day (UTC) or later"),
          before: DAY.optional().describe("Before this day (UTC)"),
        })
        .refine(
          ({ from, before }) => from !== undefined || before !== undefined,
          "needs from, before, or both",
        )
        .refine(
          ({ from = "", before = "9999" }) => from < before,
          "has no day in it: before is the day after the last one",
        )
        .meta({ description: "A time", minProperties: 1 }),
    ],
    "must be a list of values, set, blank, or a time such as { from: 2026-01-01, before: 2027-01-01 }",
  )
  .describe("What has to stand there");

/** A lookup goes by its name in an answer, since only that has the id. */
const COLUMN = z
  .string()
  .regex(
    /^(?:[a-z][a-z0-9_]*|_[a-z][a-z0-9_]*_value)$/,
    "is not a column's logical name, nor a lookup such as _ownerid_value",
  )
  .meta({ examples: ["_ownerid_value"] });

export const scopeSchema = z
  .strictObject({
    referrals: z
      .record(PATH, condition)
      .default({})
      .describe("Properties of a referral, all of which have to fit"),
    opportunities: z
      .record(COLUMN, condition)
      .default({})
      .describe("Columns of an opportunity, all of which have to fit"),
  })
  .prefault({})
  .describe("Which deals are dealt with; all others are left alone");

export type Condition = z.infer<typeof condition>;
export type ScopeDocument = z.infer<typeof scopeSchema>;
