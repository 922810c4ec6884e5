import { compileMapping } from "../../src/mapping/compile.ts";
import type { Field, Mapping } from "../../src/mapping/mapping.ts";
import { type MappingDocument, mappingSchema } from "../../src/mapping/schema/schema.ts";

/** A mapping of the given fields, as the YAML would be read. */
export function mappingOf(fields: Readonly<Record<string, object>>, more: object = {}): Mapping {
  return compileMapping(documentOf(fields, more), { file: "mapping.yml", environment: null });
}

/** The same as a document, which is still to be compiled. */
export function documentOf(fields: Readonly<Record<string, object>>, more: object = {}): MappingDocument {
  return mappingSchema.parse({
    version: 1,
    columns: { "referral identifier": "cosell_referralid", base: "cosell_base" },
    referrals: { "become opportunities": ["New/Pending", "Active/Accepted"] },
    fields,
    ...more,
  });
}

export const STATUS = {
  as: "status",
  referral: ["status", "substatus"],
  opportunity: ["statecode", "statuscode"],
  audit: "value",
  values: {
    open: { referral: ["Active/Accepted", "New/Pending"], opportunity: [1, 2] },
    won: { referral: ["Closed/Won"], opportunity: [3] },
    lost: { referral: ["Closed/Lost", "Closed/Declined"], opportunity: [4, 5] },
  },
} as const;

export const NAME = { as: "text", longest: 50, referral: "name", opportunity: "name" } as const;

/** Shows how Microsoft's referral of the same deal stands. */
export const MICROSOFT_STATUS = {
  as: "referral status",
  referral: ["microsoft.status", "microsoft.substatus"],
  opportunity: "cosell_microsoftstatus",
} as const;

/** One text field with these settings. */
export function textField(settings: object = {}): Field {
  const { fields } = mappingOf({
    notes: { as: "text", longest: 100, referral: "details.notes", opportunity: "description", ...settings },
  });
  const [field] = fields;
  if (!field) throw new Error("the mapping lost its field");
  return field;
}
