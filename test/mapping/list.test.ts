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
