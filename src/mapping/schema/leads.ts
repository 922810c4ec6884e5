import { z } from "zod";
import { AUDIT, COLUMN, FIELD_NAME, OPTION, PATH, STATUS, TIME_ZONE, twoOf, WHEN } from "./parts.ts";

/** The words for referrals by their origin; the mapping and the reports use these. */
export const REFERRAL_KINDS = ["qualified lead", "marketplace lead", "co-sell"] as const;
export type ReferralKind = (typeof REFERRAL_KINDS)[number];

const common = {
  when: WHEN,
  blank: z
    .enum(["protect", "propagate"])
    .default("protect")
    .describe("propagate: emptying the referral empties the lead"),
  audit: AUDIT,
};

const one = { referral: PATH, lead: COLUMN };
const two = {
  referral: twoOf(PATH, "[amount, currency]"),
  lead: twoOf(COLUMN, "[money column, currency lookup]"),
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
    "time zone": TIME_ZONE.optional().describe("Zone whose midnights the portal stores"),
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

/**
 * The section of leads: a part of the same language, with fewer words. Leads only ever take, so a field has
 * no direction and no conflicts.
 */
export const leadsSchema = z
  .strictObject({
    columns: z
      .strictObject({ "referral identifier": COLUMN, base: COLUMN })
      .describe("Columns of the lead that cosell-sync owns"),
    referrals: z
      .strictObject({
        kinds: z
          .array(z.enum(REFERRAL_KINDS))
          .min(1, "needs at least one kind")
          .describe("Which referrals become leads first"),
        "become leads": z
          .array(STATUS)
          .min(1, "needs at least one state")
          .describe("Referrals of these kinds are leads in these states, and opportunities afterwards"),
      })
      .describe("Which referrals are leads first"),
    fields: z.record(FIELD_NAME, field).describe("What a lead takes from its referral"),
  })
  .describe("Referrals that become leads before they become opportunities");

export type LeadsDocument = z.infer<typeof leadsSchema>;
