import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Value } from "../../src/model/record.ts";
import { fieldOf, read, write } from "./record.ts";

const field = fieldOf({ as: "solutions", referral: "solutions", opportunity: "products" });
const onRow = (products: unknown) => read(field, "opportunity", { products });

const ids = fc.uniqueArray(fc.constantFrom("SOL-1", "SOL-2", "SOL-3", "SOL-4"));
const setOf = (list: readonly string[]): Value => [...list].sort().join(", ") || null;
const sets = ids.map(setOf);
const listOf = (value: Value | undefined) => (value ? value.split(", ") : []);

function union(base: Value, referral: Value, opportunity: Value): Value {
  if (!field.transform.union) throw new Error("solutions have no union");
  return field.transform.union(base, referral, opportunity) ?? null;
}

describe("solutions", () => {
  it("are a set: order, repetition, separators and blanks do not count", () => {
    const sellersText = " SOL-2 ; SOL-1,,\r\nSOL-2\n";
    expect(onRow(sellersText)).toBe("SOL-1, SOL-2");
    expect(onRow("SOL-2\rSOL-1")).toBe("SOL-1, SOL-2");
    // As copied out of a chat.
    expect(onRow("\u200bSOL-2\u200b, SOL-1\ufeff")).toBe("SOL-1, SOL-2");
    const portalList = [{ id: "SOL-2" }, { id: " SOL-1" }, { id: "SOL-2" }];
    expect(read(field, "referral", { solutions: portalList })).toBe("SOL-1, SOL-2");
  });

  it("are the same in small letters, and keep what the portal knows of them then, too", () => {
    const guid = "8e4c9a35-2f1d-4c6b-9a57-3d2e1f0a4b68";
    const other = "Re-sol-d by Us";
    const portalList = [{ id: "SOL-2-UYM", name: "Widget" }, { id: guid.toUpperCase() }, { id: other }];
    const both = `${guid}, ${other}, SOL-2-UYM`;
    expect(onRow(`sol-2-uym, ${guid}, ${other}`)).toBe(both);
    expect(read(field, "referral", { solutions: portalList })).toBe(both);
    expect(write(field, "referral", both, { solutions: portalList })).toEqual({ solutions: portalList });
  });

  it("are blank when there are none", () => {
    expect([onRow(""), onRow(" ,; "), onRow(null)]).toEqual([null, null, null]);
    expect(read(field, "referral", { solutions: [] })).toBeNull();
    expect(read(field, "referral", { solutions: null })).toBeNull();
  });

  it("are unusable as anything but a list of ids", () => {
    expect(read(field, "referral", { solutions: "SOL-1" })).toEqual({
      unusable: "the solutions are not a list",
    });
    expect(read(field, "referral", { solutions: [{ id: "SOL-1, SOL-2" }] })).toEqual({
      unusable:
        "the id of a solution in Partner Center has a comma or semicolon in it, which stands between two ids here",
    });
  });

  it("keep what the portal knows of a solution that stays", () => {
    const known = { id: "SOL-1", name: "Widget", price: 7, publisherName: "Us", type: "Name" };
    const gone = { id: "SOL-9", name: "Gone", type: "Name" };
    expect(write(field, "referral", "SOL-1, SOL-2", { solutions: [gone, known] })).toEqual({
      solutions: [known, { id: "SOL-2", type: "Name" }],
    });
  });

  it("lose nothing that we do not know: other elements, their order, and one that is there twice", () => {
    const twice = [
      { id: "SOL-2", price: 1 },
      { id: "SOL-2", price: 2 },
    ];
    const unknown = [{ offer: 7 }, { id: 7 }, "a text", null];
    expect(write(field, "referral", "SOL-1, SOL-2", { solutions: [...twice, ...unknown] })).toEqual({
      solutions: [...twice, ...unknown, { id: "SOL-1", type: "Name" }],
    });
  });

  it("are never emptied in Partner Center, which wants at least one, and at most fifty", () => {
    expect(write(field, "referral", null, { solutions: [{ id: "SOL-1" }] })).toEqual({
      unusable: "Partner Center wants at least one solution",
    });
    const many = setOf(Array.from({ length: 51 }, (_, index) => `SOL-${index}`));
    expect(write(field, "referral", many)).toEqual({ unusable: "Partner Center takes at most 50 solutions" });
    expect(write(field, "referral", setOf(many?.split(", ").slice(1) ?? []))).toHaveProperty("solutions");
    expect(write(field, "opportunity", null)).toEqual({ products: null });
  });
});

describe("the union of two edits", () => {
  it("does not depend on the side", () => {
    fc.assert(
      fc.property(sets, sets, sets, (base, a, b) => {
        expect(union(base, a, b)).toBe(union(base, b, a));
      }),
    );
  });

  it("is what both sides say when they say the same", () => {
    fc.assert(
      fc.property(sets, sets, (base, both) => {
        expect(union(base, both, both)).toBe(both);
      }),
    );
  });

  it("changes nothing when it is made once more from its own result", () => {
    fc.assert(
      fc.property(sets, sets, sets, (base, a, b) => {
        const merged = union(base, a, b);
        expect(union(merged, merged, merged)).toBe(merged);
      }),
    );
  });

  it("keeps every addition, drops every removal, and invents nothing", () => {
    fc.assert(
      fc.property(sets, sets, sets, (base, a, b) => {
        const merged = listOf(union(base, a, b));
        const expected = ["SOL-1", "SOL-2", "SOL-3", "SOL-4"].filter((id) => {
          const [inBase, inA, inB] = [base, a, b].map((set) => listOf(set).includes(id));
          return inBase ? inA && inB : inA || inB;
        });
        expect(merged).toEqual(expected);
      }),
    );
  });
});
