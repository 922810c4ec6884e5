import { describe, expect, it } from "vitest";
import { exponent, idealInbound, idealWrite, median } from "../../bench/ideal.ts";

describe("the least time of a run", () => {
  it.each([
    [0, 0],
    [1, 100],
    [52, 100],
    [53, 140],
    [200, 220],
    [2000, 1620],
  ])("writes %i rows in %i ms: one wave, 52 at a time, 40 ms for each of a batch", (rows, milliseconds) => {
    expect(idealWrite(rows)).toBe(milliseconds);
  });

  it.each([
    // Sign in, one page, look up, write.
    [1, 60 + 120 + 100 + 100],
    [99, 60 + 120 + 100 + 140],
    // A full page does not say that it was the last.
    [100, 60 + 2 * 120 + 100 + 140],
    [2000, 60 + 21 * 120 + 100 + 1620],
  ])("brings %i referrals over in %i ms", (changed, milliseconds) => {
    expect(idealInbound(changed)).toBe(milliseconds);
  });
});

describe("growth", () => {
  it.each([
    [7, 7, 0],
    [5, 50, 1],
    [3, 300, 2],
  ])("from %f to %f at ten times the size has the exponent %f", (small, large, expected) => {
    expect(exponent({ size: 1000, cost: small }, { size: 10_000, cost: large })).toBeCloseTo(expected, 10);
  });
});

describe("the median", () => {
  it("is the middle of an odd number of values, in any order", () => expect(median([9, 1, 5])).toBe(5));
  it("is half-way between the two middle ones of an even number", () => expect(median([4, 1, 9, 2])).toBe(3));
  it("does not exist without values", () => expect(() => median([])).toThrow(RangeError));
});
