import { z } from "zod";
import { COLUMN, PATH } from "./parts.ts";

/** For fields of one place on each side. */
export const otherwiseSchema = z
  .strictObject({
    referral: PATH.optional().describe("Property that a new opportunity takes instead"),
    opportunity: COLUMN.optional().describe("Column that a new referral takes instead"),
    value: z
      .string()
      .min(1, "must not be empty")
      .optional()
      .describe("What a new record gets when there is nothing else"),
  })
  .refine((one) => Object.keys(one).length > 0, "needs referral, opportunity, or value")
  .meta({
    description: "What a new record takes when the field's own place on the other side is blank",
    minProperties: 1,
  });

export type OtherwiseDocument = z.infer<typeof otherwiseSchema>;
