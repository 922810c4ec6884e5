import { describe, expect, it } from "vitest";
import { isBefore } from "../../src/reconcile/record/timestamp.ts";

/** From the earliest on: as Dataverse, a JavaScript date and Partner Center write them. */
const IN_ORDER = [
  "2026-11-23T09:59:59.9999999Z",
  "2026-11-23T10:00:00Z",
  "2026-11-23T10:00:00.0000001Z",
  "2026-11-23T10:00:00.123Z",
  "2026-11-23T10:00:00.1234567Z",
  "2026-11-23T10:00:00.5Z",
  "2026-11-23T10:00:01Z",
];

describe("of two times", () => {
  it("the earlier one is before the other, with however many digits each of them is written", () => {
    for (const [place, one] of IN_ORDER.entries())
      for (const [other, two] of IN_ORDER.entries()) expect(isBefore(one, two)).toBe(place < other);
  });

  it("neither is before the other when they are one time, written with more digits or fewer", () => {
    const same = ["2026-11-23T10:00:00Z", "2026-11-23T10:00:00.000Z", "2026-11-23T10:00:00.0000000Z"];
    for (const one of same) for (const two of same) expect(isBefore(one, two)).toBe(false);
  });
});
