import { type Finding, findingAt } from "../schema/finding.ts";

/** What is the second of two wherever it stands. */
const SECONDS: ReadonlySet<unknown> = new Set([
  "details.currency",
  "substatus",
  "transactioncurrencyid",
  "statuscode",
]);

interface Places {
  readonly as: string;
  readonly referral: string | readonly string[];
  readonly opportunity?: string | readonly string[];
  readonly lead?: string | readonly string[];
}

/**
 * Two places that are swapped are there, each of them, and would only show in every deal: its amount is no number.
 *
 * @param path Where the field stands.
 */
export function checkPairs(path: readonly string[], field: Places): Finding[] {
  // Of these any may be the first.
  if (field.as === "first text") return [];
  return (["referral", "opportunity", "lead"] as const).flatMap((side) => {
    const places = field[side];
    if (!Array.isArray(places) || !SECONDS.has(places[0])) return [];
    const message = `${side} has the two in the wrong order; write [${places.toReversed().join(", ")}]`;
    return [findingAt([...path, side], message)];
  });
}
