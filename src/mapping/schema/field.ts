import { z } from "zod";
import { otherwiseSchema } from "./otherwise.ts";
import {
  AUDIT,
  BLANK_OPTIONS,
  COLUMN,
  IF_MISSING,
  LONGEST,
  MARKS,
  OPTION,
  PATH,
  STATUS,
  TIME_ZONE,
  twoOf,
  WHEN,
} from "./parts.ts";

const DIRECTIONS = ["both", "referral to opportunity", "opportunity to referral"] as const;
const CONFLICT_POLICIES = ["report", "referral", "opportunity", "newest", "non-blank"] as const;

const common = {
  direction: z.enum(DIRECTIONS).default("both").describe("Which way changes travel"),
  when: WHEN,
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
  audit: AUDIT,
  "if missing": IF_MISSING,
};

const ONLY_SHOWN = z
  .literal("referral to opportunity", "must be referral to opportunity: it is only shown there")
  .default("referral to opportunity")
  .describe("Only this way");
const onePath = { referral: PATH, opportunity: COLUMN };
const otherwise = { otherwise: otherwiseSchema.optional() };
const NEEDS_ONE = "needs at least one value: the first one is what is written";
const stateValues = z
  .strictObject({
    referral: z.array(STATUS).min(1, NEEDS_ONE).describe("The first one is what is written"),
    opportunity: z
      .array(z.int())
      .min(1, NEEDS_ONE)
      .describe("statuscode values; the first one is what is written"),
  })
  .describe("States of a referral, and reasons of an opportunity, that mean the same");

/** A field of a deal, by its kind (`as`). */
export const fieldSchema = z.discriminatedUnion("as", [
  z.strictObject({
    as: kind("text", "Free text"),
    ...onePath,
    longest: LONGEST,
    marks: MARKS,
    ...otherwise,
    ...common,
  }),
  z.strictObject({
    as: kind("money", "An amount with its currency; never converted"),
    referral: twoOf(PATH, "[amount, currency]"),
    opportunity: twoOf(COLUMN, "[amount, currency lookup]"),
    ...common,
  }),
  z.strictObject({
    as: kind("date", "A calendar date"),
    ...onePath,
    "time zone": TIME_ZONE.optional().meta({
      description: "Zone whose midnights the portal stores; without it, the nearest UTC midnight",
      examples: ["Europe/Berlin"],
    }),
    ...otherwise,
    ...common,
  }),
  z.strictObject({
    as: kind("choice", "One of a list that both sides spell differently"),
    ...onePath,
    values: z.record(z.string(), OPTION).meta({
      description: "Referral code: option value of the column, or blank",
      examples: [{ Unknown: "blank", GeneralOrOther: 727000005 }],
    }),
    "also read": z
      .record(z.string(), z.string())
      .default({})
      .describe("Other codes that Partner Center may send: the code in values that they mean"),
    "blank options": BLANK_OPTIONS,
    ...otherwise,
    ...common,
  }),
  z.strictObject({ as: kind("solutions", "A set of solution ids"), ...onePath, ...otherwise, ...common }),
  z.strictObject({
    as: kind("list", "A set of codes, such as industries or products"),
    ...onePath,
    ...otherwise,
    ...common,
  }),
  z.strictObject({
    as: kind("yes or no", "A mark that goes on and off"),
    ...onePath,
    ...otherwise,
    ...common,
  }),
  z.strictObject({
    as: kind("team", "A set of people, by their e-mail addresses"),
    ...onePath,
    ...otherwise,
    ...common,
  }),
  z.strictObject({
    as: kind("latch", "A Yes that cannot be taken back"),
    ...onePath,
    ...common,
    // A No that comes after the Yes is not overlooked: it is held, with the reason.
    blank: z
      .literal("propagate", "must be propagate: a latch is never blank on purpose")
      .default("propagate")
      .describe("Always propagate"),
  }),
  z.strictObject({
    as: kind("referral link", "Address of the referral in the portal, made of its id"),
    ...onePath,
    ...common,
  }),
  z.strictObject({
    as: kind("status", "Where the deal stands"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: twoOf(COLUMN, "[statecode, statuscode]"),
    values: z
      .strictObject({ open: stateValues, won: stateValues, lost: stateValues })
      .describe("What counts as open, won and lost on each side"),
    ...common,
  }),
  z.strictObject({
    as: kind("decision", "How a seller answers a new referral"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: COLUMN,
    values: z
      .strictObject({
        accept: z.int().describe("Option value that accepts"),
        decline: z.int().describe("Option value that declines"),
      })
      .describe("Option values of the column by which a seller answers a new referral"),
    ...common,
    direction: z
      .literal("opportunity to referral", "must be opportunity to referral: it is a command")
      .default("opportunity to referral")
      .describe("Only this way"),
  }),
  z.strictObject({
    as: kind("closing reason", "Why a deal was declined or lost"),
    ...onePath,
    longest: LONGEST,
    "by status code": z
      .record(z.string().regex(/^\d+$/, "is not a statuscode"), z.string().min(1, "must not be empty"))
      .default({})
      .describe("statuscode of a lost opportunity: the reason that Partner Center is told"),
    ...common,
  }),
  z.strictObject({
    as: kind("referral status", "Status and substatus in words, only shown"),
    referral: twoOf(PATH, "[status, substatus]"),
    opportunity: COLUMN,
    ...common,
    direction: ONLY_SHOWN,
  }),
  z.strictObject({
    as: kind("first text", "The first of several texts that is not blank, only shown"),
    referral: z
      .array(PATH)
      .min(2, "needs at least two properties, in the order in which they count")
      .describe("Properties, the first that is not blank counts"),
    opportunity: COLUMN,
    longest: LONGEST,
    ...common,
    direction: ONLY_SHOWN,
  }),
]);

function kind<Name extends string>(name: Name, description: string) {
  return z.literal(name).describe(description);
}
