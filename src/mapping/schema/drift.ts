import { z } from "zod";

export const IF_MISSING = z
  .enum(["stop", "skip"])
  .default("stop")
  .describe("When the CRM has lost a column or an option of the field; skip: sync without the field");
