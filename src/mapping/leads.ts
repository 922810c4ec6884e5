import type { Pair } from "../model/plan.ts";
import type { Mapping } from "./mapping.ts";
import type { LeadsDocument } from "./schema/leads.ts";
import type { FieldDocument } from "./schema/schema.ts";

/** The column in which the CRM keeps what a lead was qualified into. */
export const QUALIFIED_INTO = "_qualifyingopportunityid_value";
/** The column of an opportunity that says which lead it was. */
export const QUALIFIED_FROM = "_originatingleadid_value";
/** Columns of a row that say whose it is, and who made it. */
export const OWNED_BY = "_ownerid_value";
export const MADE_BY = "_createdby_value";

/** The mapping through which the row of a deal is seen: a lead has fields and columns of its own. */
export function viewOf(mapping: Mapping, { row }: Pick<Pair, "row">): Mapping {
  return row ? (mapping.leads?.rows ?? mapping) : mapping;
}

/** A field of leads as a field that goes one way: a lead takes what the referral says, and gives nothing back. */
export function fieldsOfLeads({ fields }: LeadsDocument): Record<string, FieldDocument> {
  const oneWay = {
    direction: "referral to opportunity",
    conflict: "referral",
    adopt: "referral",
    // Of a choice, which has fewer words there.
    "also read": {},
    "blank options": [],
    "if missing": "stop",
  } as const;
  return Object.fromEntries(
    Object.entries(fields).map(([name, { lead, ...field }]) => [
      name,
      { ...field, ...oneWay, opportunity: lead } as FieldDocument,
    ]),
  );
}
