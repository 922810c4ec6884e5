import { z } from "zod";

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
