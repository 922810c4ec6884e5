import { z } from "zod";
import { LOGICAL_NAME } from "./parts.ts";

const COLUMN = LOGICAL_NAME.describe("Logical name of a column of the account table");

/** What identifies a customer. The order in the mapping is the order in which they are tried. */
const ACCOUNT_RULES = ["duns", "name and postal code", "name and country", "domain"] as const;

/** Columns of the account table as Dynamics 365 ships it (account entity reference). */
export const accountColumnsSchema = z
  .strictObject({
    name: COLUMN.default("name"),
    street: COLUMN.default("address1_line1"),
    "second line": COLUMN.default("address1_line2"),
    city: COLUMN.default("address1_city"),
    state: COLUMN.default("address1_stateorprovince"),
    "postal code": COLUMN.default("address1_postalcode"),
    country: COLUMN.default("address1_country").describe("ISO code of two letters; names are understood too"),
    website: COLUMN.default("websiteurl"),
    duns: COLUMN.optional().describe("Dynamics 365 has no column for it: name yours"),
  })
  .prefault({})
  .describe("Columns of the account table; name only those that differ");

export const accountsSchema = z
  .strictObject({
    match: z
      .array(z.enum(ACCOUNT_RULES))
      .min(1, "needs at least one rule")
      .describe("Rules, in this order; the first that finds an account decides"),
    otherwise: z
      .enum(["create", "leave empty", "ask"])
      .default("ask")
      .describe("When no account is found; several are always a question for a person"),
    opportunity: z
      .enum(["parentaccountid", "customerid"])
      .default("parentaccountid")
      .describe("Lookup of the opportunity that gets the account"),
    columns: accountColumnsSchema,
  })
  .describe("Which account a deal belongs to");

export type AccountsDocument = z.infer<typeof accountsSchema>;
