import { z } from "zod";

export const sellerStates = z
  .strictObject({
    synced: z.int().describe("Option value: both sides are in step"),
    waiting: z.int().describe("Option value: a change waits for the next run, or for the other side"),
    conflict: z.int().describe("Option value: both sides changed a field, and a person has to decide"),
    "needs attention": z.int().describe("Option value: something else that a person has to mend"),
  })
  .describe("Option value of the column for each state");
