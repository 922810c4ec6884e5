import { z } from "zod";
import { COLUMN } from "./parts.ts";

const sellerStates = z
  .strictObject({
    synced: z.int().describe("Option value: both sides are in step"),
    waiting: z.int().describe("Option value: a change waits for the next run, or for the other side"),
    conflict: z.int().describe("Option value: both sides changed a field, and a person has to decide"),
    "needs attention": z.int().describe("Option value: something else that a person has to fix"),
  })
  .describe("Option value of the column for each state");

export const columnsSchema = z
  .strictObject({
    "referral identifier": COLUMN.describe("Text column with an alternate key: ties the row to its referral"),
    base: COLUMN.describe("Hidden memo column: what both sides agreed on at the last sync"),
    "sync status": z
      .strictObject({ column: COLUMN, values: sellerStates })
      .optional()
      .describe("Choice column: whether the deal is in step, for the seller"),
    "sync reason": COLUMN.optional().describe("Text column of 400 characters: why it is not in step"),
    audit: COLUMN.optional().describe("Memo column of 1,000 characters: what was synced last, newest first"),
  })
  .describe("Columns of the opportunity that cosell-sync owns");
