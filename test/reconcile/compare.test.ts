import { describe, expect, it } from "vitest";
import type { Plan } from "../../src/model/plan.ts";
import { comparePlans } from "../../src/reconcile/plan/compare.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";

/** An update of each of these deals. */
function planOf(deals: readonly string[], after?: string): Plan {
  const { changes, ...merge } = mergeOf(pairOf(referralOf({ name: "Better" })));
  const merges = deals.map((referral) => ({
    ...merge,
    changes: changes.map((change) => ({ ...change, link: { ...change.link, referral } })),
  }));
  const later = { newDeals: 0, linkedDeals: 5, size: { records: 5, deals: 5 } };
  return { ...toPlan(merges, []), ...(after === undefined ? {} : { later: { ...later, after } }) };
}

describe("two plans", () => {
  it("have what only one of them writes apart from what both do", () => {
    const [field] = comparePlans(planOf(["a", "b"]), planOf(["b", "c"])).fields;
    const { added, removed, kept } = field ?? {};
    expect([removed, kept, added].map((writes) => writes?.map(({ link }) => link.referral))).toEqual([
      ["a"],
      ["b"],
      ["c"],
    ]);
  });
});

it("two plans are compared without the notes, which keep what other writes replace", () => {
  const plan = planOf(["a"]);
  const notes = plan.changes.map((change) => ({ ...change, action: "note" as const }));
  expect(comparePlans(null, { ...plan, changes: [...notes, ...plan.changes] })).toEqual(
    comparePlans(null, plan),
  );
});

describe("two plans of which one leaves deals to later runs", () => {
  it.each([
    ["the one of today", planOf(["a", "b"], "b"), planOf(["a", "b", "c"])],
    ["the proposed one", planOf(["a", "b", "c"]), planOf(["a", "b"], "b")],
    ["both", planOf(["a", "b", "c"], "c"), planOf(["a", "b"], "b")],
  ])("differ in none of these: %s", (_which, before, after) => {
    const [field] = comparePlans(before, after).fields;
    expect(field?.kept.map(({ link }) => link.referral)).toEqual(["a", "b"]);
    expect(field).toMatchObject({ added: [], removed: [] });
  });
});

describe("a field that one of two plans has elsewhere", () => {
  const both = [planOf(["a", "b"]), planOf(["b", "c"])] as const;

  it("is written there by the one, and no longer by the other, though the values are the same", () => {
    const [field] = comparePlans(...both, (name, table) => name === "name" && table === null).fields;
    expect(field?.added.map(({ link }) => link.referral)).toEqual(["b", "c"]);
    expect(field?.removed.map(({ link }) => link.referral)).toEqual(["a", "b"]);
    expect(field?.kept).toEqual([]);
  });

  it("is another conflict there", () => {
    const { conflicts } = mergeOf(pairOf(referralOf({ name: "Theirs" }), rowOf({ name: "Ours" })));
    const plan = { ...planOf([]), conflicts };
    expect(comparePlans(plan, plan).conflicts).toMatchObject({ added: [], kept: [{ field: "name" }] });
    expect(comparePlans(plan, plan, (name) => name === "name").conflicts).toMatchObject({
      added: [{ field: "name" }],
      removed: [{ field: "name" }],
      kept: [],
    });
  });

  it("leaves other fields as they are", () => {
    const [field] = comparePlans(...both, (name) => name === "notes").fields;
    expect(field?.kept.map(({ link }) => link.referral)).toEqual(["b"]);
  });
});

it("a conflict that one of two plans decides is there only in the other", () => {
  const apart = pairOf(referralOf({ details: { notes: "theirs" } }), rowOf({ description: "ours" }));
  const open = toPlan([mergeOf(apart)], []);
  const decided = {
    ...open,
    conflicts: open.conflicts.map((one) => ({ ...one, winner: "referral" as const })),
  };
  const { added, removed, kept } = comparePlans(open, decided).conflicts;
  expect([added, removed, kept]).toEqual([[], open.conflicts, []]);
});
