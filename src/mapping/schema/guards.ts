import { z } from "zod";

const guard = z.enum(["allow", "hold", "never"]).default("allow");

export const guardsSchema = z
  .strictObject({
    share: guard.describe("Making a deal visible to Microsoft's sellers"),
    "ask help": guard.describe("Asking Microsoft for help with a deal"),
    close: guard.describe("Closing a referral in Partner Center"),
  })
  .prefault({})
  .describe("Steps that cannot be undone: taken at once, held until a person approves, or never taken");
