import { z } from "zod";
import { accountsSchema } from "./accounts.ts";
import { columnsSchema } from "./columns.ts";
import { environmentsSchema } from "./environments.ts";
import { fieldSchema } from "./field.ts";
import { guardsSchema } from "./guards.ts";
import { leadsSchema } from "./leads.ts";
import { ownerSchema } from "./owner.ts";
import { FIELD_NAME, STATUS } from "./parts.ts";
import { scopeSchema } from "./scope.ts";
import { shareSchema } from "./share.ts";

/**
 * The mapping language. Descriptions are written for the revenue-operations person: they end up in the
 * published JSON Schema, where editors show them.
 */

/** The version of the language that this code reads. */
export const LANGUAGE_VERSION = 1;

const sections = {
  columns: columnsSchema,
  referrals: z
    .strictObject({
      "become opportunities": z
        .array(STATUS)
        .describe("Referrals in these states get an opportunity when they have none"),
    })
    .describe("Which referrals are dealt with, and how"),
  scope: scopeSchema,
  guards: guardsSchema,
  accounts: accountsSchema.optional(),
  owner: ownerSchema.optional(),
  share: shareSchema.optional(),
  fields: z
    .record(FIELD_NAME, fieldSchema)
    .describe(
      "What is kept in step. The name of a field is yours: plans, summaries and the audit log use it",
    ),
  leads: leadsSchema.optional(),
};

export const mappingSchema = z.strictObject({
  version: z.literal(LANGUAGE_VERSION, "must be 1, the only version there is").meta({
    description: "Version of the mapping language",
  }),
  ...sections,
  environments: environmentsSchema(Object.keys(sections)).optional(),
});

export const LEAD_FIELD_KINDS = mappingSchema.shape.leads
  .unwrap()
  .shape.fields.valueType.options.map((option) => option.shape.as.value);
export const FIELD_KINDS = fieldSchema.options.map((option) => option.shape.as.value);

/** A mapping, in one environment or without any; only then it has sections, none of which counts. */
export type MappingDocument = z.infer<typeof mappingSchema>;
export type FieldDocument = MappingDocument["fields"][string];
