import { z } from "zod";
import { GUID } from "../../model/names.ts";

const ID = z
  .string()
  .regex(new RegExp(`^${GUID}$`), "is not an id such as 6f1e0d0a-5b7c-4c7e-9a55-0c1f6f6b2a10");

export const ownerSchema = z
  .strictObject({
    match: z
      .literal("team member", "must be team member, the only rule there is")
      .describe("The first member of the referral's team who is a user of the CRM, by e-mail address"),
    otherwise: z
      .strictObject({
        user: ID.optional().describe("Id of a user of the CRM"),
        team: ID.optional().describe("Id of a team of the CRM that owns rows"),
      })
      .refine((one) => Object.keys(one).length === 1, "needs user or team, one of the two")
      .optional()
      .meta({
        description: "Who else, when nobody of the team is one; without it, the application user",
        minProperties: 1,
        maxProperties: 1,
      }),
  })
  .describe("Whom a new opportunity or lead belongs to; whoever reassigns it later is left alone");

export type OwnerDocument = z.infer<typeof ownerSchema>;
