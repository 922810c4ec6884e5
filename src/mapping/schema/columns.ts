import { z } from "zod";
import { COLUMN } from "./parts.ts";
import { sellerStates } from "./seller.ts";

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
