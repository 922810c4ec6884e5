import { describe, expect, it } from "vitest";
import { latch } from "../../src/mapping/transforms/latch.ts";

const PATH = "consent.consentToShareReferralWithMicrosoftSellers";
const { referral, opportunity } = latch({ referral: PATH, opportunity: "cosell_visible" });
const NOTHING = { currencies: [] };

describe("a latch", () => {
  it.each([
    [true, "yes"],
    [false, null],
    [null, null],
    ["true", null],
    [undefined, undefined],
  ])("reads %s as %s on both sides", (raw, value) => {
    expect(referral.read([raw], NOTHING)).toBe(value);
    expect(opportunity.read([raw], NOTHING)).toBe(value);
  });

  it("is turned on in Partner Center, and never off", () => {
    expect(referral.write("yes", [false], NOTHING)).toEqual([
      { op: "replace", path: "/consent/consentToShareReferralWithMicrosoftSellers", value: true },
    ]);
    expect(referral.write("yes", [true], NOTHING)).toMatchObject([{ value: true }]);
    expect(referral.write(null, [false], NOTHING)).toMatchObject([{ value: false }]);
    expect(referral.write(null, [true], NOTHING)).toEqual({
      unusable: "it is Yes in Partner Center, which cannot be taken back: set it to Yes here, too",
    });
  });

  it("follows on the opportunity", () => {
    expect(opportunity.write("yes", [], NOTHING)).toEqual({ cosell_visible: true });
    expect(opportunity.write(null, [], NOTHING)).toEqual({ cosell_visible: false });
  });
});
