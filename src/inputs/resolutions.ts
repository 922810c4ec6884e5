import type { z } from "zod/mini";
import { GUID } from "../model/names.ts";
import { SIDES, type Side } from "../model/record.ts";

/** How a person decides conflicts, each by `<referral>.<field>=referral` or `=opportunity`. */
const RESOLUTION = new RegExp(String.raw`^(?<referral>${GUID})\.(?<field>.+?)\s*=\s*(?<side>\w+)$`, "i");

/** Where one ends and the next begins: at the end of a line, of which the form of a workflow has only one. */
const NEXT = new RegExp(String.raw`\n|\s(?=${GUID}\.)`, "i");

function resolutionLines(text: string): string[] {
  return text
    .split(NEXT)
    .map((line) => line.trim())
    .filter((line) => line !== "");
}

/** A problem for each line that is not one, and for each that decides the other way what was decided above it. */
export function checkResolutions(text: string, context: z.core.$RefinementCtx): void {
  const decided = new Map<string, string>();
  for (const line of resolutionLines(text)) {
    const problem = problemOf(line, decided);
    if (problem !== null) context.addIssue({ code: "custom", message: `${JSON.stringify(line)} ${problem}` });
  }
}

/** @param decided Conflict → the side that wins, of the lines above; is given this one's. */
function problemOf(line: string, decided: Map<string, string>): string | null {
  const { referral = "", field = "", side = "" } = RESOLUTION.exec(line)?.groups ?? {};
  if (!SIDES.some((known) => known === side))
    return "is not <whole referral id>.<field>=referral or =opportunity, as a summary has it";
  const conflict = `${referral.toLowerCase()}.${field}`;
  const above = decided.get(conflict) ?? side;
  decided.set(conflict, above);
  return above === side ? null : `contradicts the line that says ${above}`;
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
