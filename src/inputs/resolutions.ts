import type { z } from "zod/mini";
import { SIDES, type Side } from "../model/record.ts";

/** How a person decides conflicts: one line for each, `<referral>.<field>=referral` or `=opportunity`. */
const RESOLUTION =
  /^(?<referral>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(?<field>.+?)\s*=\s*(?<side>\w+)$/i;

function resolutionLines(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A problem for each line that is not one. */
export function checkResolutions(text: string, context: z.core.$RefinementCtx): void {
  for (const line of resolutionLines(text)) {
    const side = RESOLUTION.exec(line)?.groups?.side;
    if (SIDES.some((known) => known === side)) continue;
    const message = `${JSON.stringify(line)} is not <referral>.<field>=referral or <referral>.<field>=opportunity`;
    context.addIssue({ code: "custom", message });
  }
}

/** Referral → field → the side that wins. */
export function readResolutions(text: string): Map<string, Map<string, Side>> {
  const found = new Map<string, Map<string, Side>>();
  for (const line of resolutionLines(text)) {
    const { referral = "", field = "", side } = RESOLUTION.exec(line)?.groups ?? {};
    const fields = found.get(referral.toLowerCase()) ?? new Map<string, Side>();
    fields.set(field, side === "referral" ? "referral" : "opportunity");
    found.set(referral.toLowerCase(), fields);
  }
  return found;
}
