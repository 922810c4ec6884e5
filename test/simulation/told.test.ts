import { describe, expect, it } from "vitest";
import { inOneLine } from "./investigate.ts";
import { CALM, DISTURBED, edited, MINUTE, PLAIN, RECOVERING } from "./plain.ts";
import { play } from "./play.ts";
import type { Story } from "./story.ts";

/**
 * The CRM refuses what the disturbed run writes to the row; the next one tells the seller, or sends what was refused along with
 * one value, and is disturbed too.
 */
const REFUSED: Readonly<Record<string, Story>> = {
  "a field": edited(["referral", "value"]),
  "one of two fields": edited(["referral", "value"], ["referral", "notes"]),
  "a field, while the referral takes another": edited(["referral", "value"], ["opportunity", "notes"]),
  "the last fields before a close": edited(["referral", "status"], ["referral", "notes"]),
};
const FAULTS = [
  "killed before",
  "killed after",
  "killed, and late",
  "precondition failed",
  "refused for what it says",
] as const;
/** More than a run makes that only tells: a fault that meets no call leaves the run in peace. */
const CALLS = 10;

const RUNS = [
  ...PLAIN.runs,
  ...[30, 40].map((minutes, place) => ({ name: RECOVERING + 1 + place, at: minutes * MINUTE })),
];

describe("telling a seller what the CRM refused", () => {
  const cases = Object.keys(REFUSED).flatMap((what) => FAULTS.map((fault) => [what, fault] as const));

  it.each(cases)("keeps every promise: %s, %s", async (what, fault) => {
    const found: string[] = [];
    for (let call = 1; call <= CALLS; call += 1) {
      const { violations } = await play({
        ...PLAIN,
        ...REFUSED[what],
        systems: CALM,
        tellsSeller: true,
        runs: RUNS,
        troubles: [
          { run: DISTURBED, call: 1, fault: "refused for what it says" },
          { run: RECOVERING, call, fault },
        ],
      });
      found.push(...violations.map((violation) => `call ${call}: ${inOneLine(violation)}`));
    }
    expect(found).toEqual([]);
  });
});
