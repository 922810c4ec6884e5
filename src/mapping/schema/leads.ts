import { z } from "zod";
import { OPTION, twoOf } from "./parts.ts";

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

const common = {
  when: z.enum(["always", "create"]).default("always").describe("create: filled once, then left alone"),
  blank: z
    .enum(["protect", "propagate"])
    .default("protect")
    .describe("propagate: emptying the referral empties the lead"),
  audit: z
    .enum(["value", "hidden"])
    .default("hidden")
    .describe("value: the field's values may appear in git, logs and comments; hidden: only that it changed"),
};

/**
 * The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
 * no direction and no conflicts.
 */
export function leadsSchema({ column, path, status, fieldName, timeZone }: Parts) {
  const one = { referral: path, lead: column };
  const two = {
    referral: twoOf(path, "[amount, currency]"),
    lead: twoOf(column, "[money column, currency lookup]"),
  };
  const field = z.discriminatedUnion("as", [
    z.strictObject({
      as: z.literal("text").describe("Free text"),
      ...one,
      longest: z.int().min(1, "must be at least 1").describe("Characters that the column holds"),
      ...common,
    }),
    z.strictObject({
      as: z.literal("money").describe("An amount with its currency; never converted"),
      ...two,
      ...common,
    }),
    z.strictObject({
      as: z.literal("date").describe("A calendar date"),
      ...one,
      "time zone": timeZone.optional().describe("Zone whose midnights the portal stores"),
      ...common,
    }),
    z.strictObject({
      as: z.literal("choice").describe("One of a list that both sides spell differently"),
      ...one,
      values: z.record(z.string(), OPTION).describe("Referral code: option value of the column, or blank"),
      ...common,
    }),
    z.strictObject({
      as: z.literal("referral link").describe("Address of the referral in the portal"),
      ...one,
      ...common,
    }),
  ]);
  return z
    .strictObject({
      columns: z
        .strictObject({ "referral identifier": column, base: column })
        .describe("Columns of the lead that cosell-sync owns"),
      referrals: referralsOf(status),
      fields: z.record(fieldName, field).describe("What a lead takes from its referral"),
    })
    .describe("Referrals that become leads before they become opportunities");
}

export type LeadsDocument = z.infer<ReturnType<typeof leadsSchema>>;

function referralsOf(status: z.ZodString) {
  return z
    .strictObject({
      kinds: z
        .array(z.enum(REFERRAL_KINDS))
        .min(1, "needs at least one kind")
        .describe("Which referrals become leads first"),
      "become leads": z
        .array(status)
        .min(1, "needs at least one state")
        .describe("Referrals of these kinds are leads in these states, and opportunities afterwards"),
    })
    .describe("Which referrals are leads first");
}
