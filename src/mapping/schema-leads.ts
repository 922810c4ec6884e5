import { z } from "zod";

/** The words for referrals by their origin; the mapping and the reports use these. */
export const REFERRAL_KINDS = ["qualified lead", "marketplace lead", "co-sell"] as const;
export type ReferralKind = (typeof REFERRAL_KINDS)[number];

/** What the fields of leads have in common with those of opportunities. */
export interface Parts {
  readonly column: z.ZodString;
  readonly path: z.ZodString;
  readonly status: z.ZodString;
  readonly fieldName: z.ZodType<string, string>;
  readonly timeZone: z.ZodType<string, string>;
}

/**
 * The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
 * no direction and no conflicts.
 */
export function leadsSchema({ column, path, status, fieldName, timeZone }: Parts) {
  const common = {
    when: z.enum(["always", "create"]).default("always"),
    blank: z.enum(["protect", "propagate"]).default("protect"),
    audit: z.enum(["value", "hidden"]).default("hidden"),
  };
  const one = { referral: path, lead: column };
  const two = { referral: z.tuple([path, path]), lead: z.tuple([column, column]) };
  const field = z.discriminatedUnion("as", [
    z.strictObject({
      as: z.literal("text"),
      ...one,
      longest: z.int().min(1, "must be at least 1"),
      ...common,
    }),
    z.strictObject({ as: z.literal("money"), ...two, ...common }),
    z.strictObject({ as: z.literal("date"), ...one, "time zone": timeZone.optional(), ...common }),
    z.strictObject({
      as: z.literal("choice"),
      ...one,
      values: z.record(z.string(), z.union([z.int(), z.literal("blank")])),
      ...common,
    }),
    z.strictObject({ as: z.literal("referral link"), ...one, ...common }),
  ]);
  return z
    .strictObject({
      columns: z
        .strictObject({ "referral identifier": column, base: column })
        .describe("Columns of the lead that cosell-sync owns"),
      referrals: z.strictObject({
        kinds: z
          .array(z.enum(REFERRAL_KINDS))
          .min(1, "needs at least one kind")
          .describe("Which referrals become leads first"),
        "become leads": z
          .array(status)
          .min(1, "needs at least one state")
          .describe("Referrals of these kinds are leads in these states, and opportunities afterwards"),
      }),
      fields: z.record(fieldName, field),
    })
    .describe("Referrals that become leads before they become opportunities");
}

export type LeadsDocument = z.infer<ReturnType<typeof leadsSchema>>;
