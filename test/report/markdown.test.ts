import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { count } from "../../src/report/markdown.ts";

describe("a count", () => {
  it("has commas between the thousands, as English numbers have", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (number) => {
        expect(count(number, "change")).toMatch(new RegExp(`^${number.toLocaleString("en")} changes?$`));
      }),
    );
  });

  it("is of one thing or of several", () => {
    expect([0, 1, 2].map((number) => count(number, "change"))).toEqual([
      "0 changes",
      "1 change",
      "2 changes",
    ]);
  });
});
