import { describe, expect, it } from "vitest";
import { fieldOf, read, write } from "./record.ts";

const FIELD = fieldOf({ as: "list", referral: "details.requirements.industries", opportunity: "b" });
const referralWith = (industries: unknown) => ({ details: { requirements: { industries } } });

describe("a list", () => {
  it("takes codes as texts or as objects, in any order", () => {
    const codes = [{ id: "Services" }, "Agriculture, Forestry, &amp; Fishing"];
    const expected = "Agriculture, Forestry, & Fishing; Services";
    expect(read(FIELD, "referral", referralWith(codes))).toBe(expected);
    expect(read(FIELD, "opportunity", { b: " Services\r\nAgriculture, Forestry, & Fishing;" })).toBe(
      expected,
    );
  });

  it.each([
    [
      "HTML-encoded, as Microsoft's connector has copied it",
      "Agriculture, Forestry, &amp; Fishing; Services",
    ],
    ["encoded twice", "Agriculture, Forestry, &amp;amp; Fishing&#59; Services"],
    ["with old Macintosh line ends", "Agriculture, Forestry, & Fishing\rServices"],
    [
      "with Greek question marks, which look like semicolons",
      "Agriculture, Forestry, & Fishing\u037e Services",
    ],
  ])("is the same in the CRM %s", (_how, b) => {
    const both = "Agriculture, Forestry, & Fishing; Services";
    expect(read(FIELD, "opportunity", { b })).toBe(both);
    expect(write(FIELD, "referral", both)).toEqual(
      referralWith([{ id: "Agriculture, Forestry, & Fishing" }, { id: "Services" }]),
    );
  });

  it("is not understood where a code and the separator behind it would read as an entity", () => {
    const unusable = expect.stringContaining("has a semicolon in it") as string;
    expect(read(FIELD, "referral", referralWith(["R&amp"]))).toBe("R&amp");
    expect(read(FIELD, "referral", referralWith(["R&amp", "S"]))).toEqual({ unusable });
    expect(read(FIELD, "opportunity", { b: "R&amp\nS" })).toEqual({ unusable });
    expect(FIELD.transform.union?.(null, "R&amp", "S")).toBeUndefined();
  });

  it("keeps what Partner Center knows of an entry that stays, and sends none HTML-encoded", () => {
    const before = referralWith([
      { id: "Media &amp; Telecom", weight: 1 },
      { id: "Retail" },
      { kind: "new" },
    ]);
    const after = write(FIELD, "referral", "Media & Telecom; Services", before);
    expect(after).toEqual(
      referralWith([{ id: "Media & Telecom", weight: 1 }, { kind: "new" }, { id: "Services" }]),
    );
  });

  it("takes a new entry as the others are, a text or an object", () => {
    for (const [before, added] of [
      [["Retail"], "Services"],
      [[{ id: "Retail" }], { id: "Services" }],
    ])
      expect(write(FIELD, "referral", "Retail; Services", referralWith(before))).toEqual(
        referralWith([...(before as unknown[]), added]),
      );
  });

  it("can be emptied", () => {
    expect(write(FIELD, "referral", null, referralWith([{ id: "Retail" }]))).toEqual(referralWith([]));
    expect(write(FIELD, "opportunity", null)).toEqual({ b: null });
  });

  it("is not understood when an entry holds a separator", () => {
    const unusable = {
      unusable:
        "an entry of the list in Partner Center has a semicolon in it, which stands between two entries here",
    };
    expect(read(FIELD, "referral", referralWith(["a;b"]))).toEqual(unusable);
    expect(read(FIELD, "referral", referralWith("Retail"))).toEqual({
      unusable: "what stands there is not a list",
    });
  });

  it("has what both sides add", () => {
    expect(FIELD.transform.union?.("A", "A; B", "A, C")).toBe("A, C; B");
    expect(FIELD.transform.union?.("A; B", "B", "A; B; C")).toBe("B; C");
  });
});
