import { z } from "zod";
import { accountsSchema } from "./schema-accounts.ts";
import { leadsSchema } from "./schema-leads.ts";

/**
 * The mapping language. Descriptions are written for the revenue-operations person: they end up in the
 * published JSON Schema, where editors show them.
 */

const COLUMN = z
  .string()
  .regex(/^[a-z][a-z0-9_]*$/, "is not a column's logical name: lower-case letters, digits and _")
  .describe("Logical name of a column of the opportunity table");
const PATH = z
  .string()
  .regex(/^[a-zA-Z]+(\.([a-zA-Z]+|\d+))*$/, "is not a property path such as details.dealValue")
  .describe("Property of the referral, with dots between the levels; the first of a list is 0");
const TIME_ZONE = z.string().refine(isTimeZone, "is not an IANA time zone such as Europe/Berlin");
const STATUS = z
  .string()
  .regex(/^[A-Za-z]+\/[A-Za-z]+$/, "is not a status and substatus such as Active/Accepted");

/** A record looks a field up by its name: `constructor` would find what every JavaScript object has. */
const FIELD_NAME = z.string().refine((name) => !(name in {}), "is a name that cannot be used for a field");

const GUARD = z.enum(["allow", "hold", "never"]).default("allow");

const DIRECTIONS = ["both", "referral to opportunity", "opportunity to referral"] as const;
const CONFLICT_POLICIES = ["report", "referral", "opportunity", "newest", "non-blank"] as const;

const common = {
  direction: z.enum(DIRECTIONS).default("both").describe("Which way changes travel"),
  when: z.enum(["always", "create"]).default("always").describe("create: filled once, then left alone"),
  conflict: z
    .enum(CONFLICT_POLICIES)
    .default("report")
    .describe("Who wins when both sides changed the field; report: nobody, a person decides"),
  adopt: z
    .enum(["report", "referral", "opportunity"])
    .default("report")
    .describe("Whose value counts when both sides have one and the field was never synced before"),
  blank: z
    .enum(["protect", "propagate"])
    .default("protect")
    .describe("propagate: emptying one side empties the other"),
  audit: z
    .enum(["value", "hidden"])
    .default("hidden")
    .describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed"),
};

const ONLY_SHOWN = z
  .literal("referral to opportunity", "must be referral to opportunity: it is only shown there")
  .default("referral to opportunity");
const onePath = { referral: PATH, opportunity: COLUMN };
const NEEDS_ONE = "needs at least one value: the first one is what is written";
const stateValues = z.strictObject({
  referral: z.array(STATUS).min(1, NEEDS_ONE).describe("The first one is what is written"),
  opportunity: z
    .array(z.int())
    .min(1, NEEDS_ONE)
    .describe("statuscode values; the first one is what is written"),
});

const sellerStates = z.strictObject({
  synced: z.int(),
  waiting: z.int(),
  conflict: z.int(),
  "needs attention": z.int(),
});

const field = z.discriminatedUnion("as", [
  z.strictObject({
    as: z.literal("text"),
    ...onePath,
    longest: z.int().min(1, "must be at least 1"),
    ...common,
  }),
  z.strictObject({
    as: z.literal("money"),
    referral: twoOf(PATH, "[amount, currency]"),
    opportunity: twoOf(COLUMN, "[amount, currency lookup]"),
    ...common,
  }),
  z.strictObject({
    as: z.literal("date"),
    ...onePath,
    "time zone": TIME_ZONE.optional().describe(
      "Zone whose midnights the portal stores; without it, the nearest UTC midnight",
    ),
    ...common,
  }),
  z.strictObject({
    as: z.literal("choice"),
    ...onePath,
    values: z
      .record(z.string(), z.union([z.int(), z.literal("blank")]))
      .describe("Referral code: option value of the column, or blank"),
    "also read": z
      .record(z.string(), z.string())
      .default({})
      .describe("Other codes that Partner Center may send: the code in values that they mean"),
    ...common,
  }),
  z.strictObject({ as: z.literal("solutions"), ...onePath, ...common }),
  z.strictObject({ as: z.literal("team"), ...onePath, ...common }),
  z.strictObject({ as: z.literal("referral link"), ...onePath, ...common }),
  z.strictObject({
    as: z.literal("status"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: twoOf(COLUMN, "[statecode, statuscode]"),
    values: z.strictObject({ open: stateValues, won: stateValues, lost: stateValues }),
    ...common,
  }),
  z.strictObject({
    as: z.literal("decision"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: COLUMN,
    values: z
      .strictObject({ accept: z.int(), decline: z.int() })
      .describe("Option values of the column by which a seller answers a new referral"),
    ...common,
    direction: z
      .literal("opportunity to referral", "must be opportunity to referral: it is a command")
      .default("opportunity to referral"),
  }),
  z.strictObject({
    as: z.literal("closing reason"),
    ...onePath,
    longest: z.int().min(1, "must be at least 1"),
    "by status code": z
      .record(z.string().regex(/^\d+$/, "is not a statuscode"), z.string().min(1))
      .default({})
      .describe("statuscode of a lost opportunity: the reason that Partner Center is told"),
    ...common,
  }),
  z.strictObject({
    as: z.literal("referral status"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: COLUMN,
    ...common,
    direction: ONLY_SHOWN,
  }),
  z.strictObject({
    as: z.literal("first text"),
    referral: z.array(PATH).min(2, "needs at least two properties, in the order in which they count"),
    opportunity: COLUMN,
    longest: z.int().min(1, "must be at least 1"),
    ...common,
    direction: ONLY_SHOWN,
  }),
]);

export const mappingSchema = z.strictObject({
  version: z.literal(1, "must be 1, the only version there is"),
  columns: z
    .strictObject({
      "referral identifier": COLUMN.describe(
        "Text column with an alternate key: ties the row to its referral",
      ),
      base: COLUMN.describe("Hidden memo column: what both sides agreed on at the last sync"),
      "sync status": z
        .strictObject({ column: COLUMN, values: sellerStates })
        .optional()
        .describe("Choice column: whether the deal is in step, for the seller"),
      "sync reason": COLUMN.optional().describe("Text column of 400 characters: why it is not in step"),
      audit: COLUMN.optional().describe(
        "Memo column of 1,000 characters: what was synced last, newest first",
      ),
    })
    .describe("Columns of the opportunity that cosell-sync owns"),
  referrals: z.strictObject({
    "become opportunities": z
      .array(STATUS)
      .describe("Referrals in these states get an opportunity when they have none"),
  }),
  guards: z
    .strictObject({
      share: GUARD.describe("Making a deal visible to Microsoft's sellers"),
      "ask help": GUARD.describe("Asking Microsoft for help with a deal"),
      close: GUARD.describe("Closing a referral in Partner Center"),
    })
    .prefault({})
    .describe("Steps that cannot be undone: taken at once, held until a person approves, or never taken"),
  accounts: accountsSchema.optional(),
  leads: leadsSchema({
    column: COLUMN,
    path: PATH,
    status: STATUS,
    fieldName: FIELD_NAME,
    timeZone: TIME_ZONE,
  }).optional(),
  fields: z.record(FIELD_NAME, field),
});

export const LEAD_FIELD_KINDS = mappingSchema.shape.leads
  .unwrap()
  .shape.fields.valueType.options.map((option) => option.shape.as.value);
export const FIELD_KINDS = field.options.map((option) => option.shape.as.value);

export type MappingDocument = z.infer<typeof mappingSchema>;
export type FieldDocument = MappingDocument["fields"][string];

function twoOf(part: z.ZodString, names: string) {
  return z.tuple([part, part], `must be a list of two: ${names}`).describe(names);
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
