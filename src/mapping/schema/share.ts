import { z } from "zod";
import { LOGICAL_NAME as COLUMN } from "./parts.ts";

/** Columns of the contact table as Dynamics 365 ships it (contact entity reference). */
const contactColumns = z
  .strictObject({
    "first name": COLUMN.default("firstname").describe("Given name"),
    "last name": COLUMN.default("lastname").describe("Family name"),
    email: COLUMN.default("emailaddress1").describe("E-mail address"),
    telephone: COLUMN.default("telephone1").describe("Telephone number"),
    title: COLUMN.default("jobtitle").describe("Job title"),
  })
  .prefault({});

export const shareSchema = z
  .strictObject({
    when: COLUMN.describe("Yes/no column of the opportunity: a seller wants the deal in Partner Center"),
    account: COLUMN.default("parentaccountid").describe("Lookup of the opportunity: the customer"),
    contact: COLUMN.default("parentcontactid").describe("Lookup of the opportunity: the customer's contact"),
    consent: COLUMN.optional().describe(
      "Yes/no column of the opportunity: the customer agreed that its data is passed on",
    ),
    "purchase intent": z
      .enum(["HaveNotDecided", "Yes", "No"])
      .default("HaveNotDecided")
      .describe("Whether the customer will buy through the marketplace"),
    "partner location": COLUMN.optional().describe(
      "Text column of the opportunity: PartnerID of the location that the deal belongs to",
    ),
    "notes to microsoft": COLUMN.optional().describe(
      "Text column of the opportunity: what Microsoft's seller is told with the request for help",
    ),
    requirements: z
      .record(z.string(), z.string())
      .default({})
      .meta({
        description:
          "More of what Partner Center asks for by type and id, such as SolutionArea; copy the ids from a referral that was made in the portal",
        examples: [{ SolutionArea: "an id of Partner Center's" }],
      }),
    "contact columns": contactColumns.describe("Columns of the contact table"),
  })
  .describe("Opportunities that sellers bring to Partner Center");

export type ShareDocument = z.infer<typeof shareSchema>;
