import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ACCOUNT_FIELD } from "../../src/mapping/mapping.ts";
import type { Change, Merge } from "../../src/model/plan.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import { portionsOf } from "../../src/reconcile/plan/portions.ts";
import { intentOf } from "./deals.ts";

interface Deal {
  readonly changes: number;
  /** Of each change. */
  readonly text?: string;
  readonly needs?: string;
  readonly makes?: string;
}

function mergeOf({ changes, text, needs, makes }: Deal, number: number): Merge {
  const link = { referral: `r${number}`, opportunity: `o${number}` };
  const change = (more: Partial<Change>): Change => {
    return { side: "opportunity", action: "create", link, etag: null, fields: [], ...more };
  };
  const made = makes ? [change({ row: { table: "account", id: makes } })] : [];
  const fields = [
    ...(needs ? [{ field: ACCOUNT_FIELD, to: needs }] : []),
    ...(text ? [{ field: "notes", from: text, to: text }] : []),
  ];
  const own = Array.from({ length: changes }, () => change({ fields }));
  return { pair: { link }, changes: [...made, ...own] } as unknown as Merge;
}

const mergesOf = (...deals: readonly Deal[]) => deals.map(mergeOf);
const named = (portions: readonly Merge[][]) =>
  portions.map((merges) => merges.map(({ pair }) => pair.link.referral).join(" "));

describe("the portions of a plan", () => {
  it("are one, though it is empty", () => {
    expect(portionsOf([], [], 5)).toEqual([[]]);
  });

  it.each([
    ["as many pairs as their changes allow", [2, 2, 2, 2], 4, ["r0 r1", "r2 r3"]],
    ["a pair with more changes than that by itself", [1, 9, 1], 4, ["r0", "r1", "r2"]],
    ["no empty one before a pair with more changes than that", [9, 1], 4, ["r0", "r1"]],
    ["what needs nothing with what came before, so that no portion is empty", [4, 0, 0], 4, ["r0 r1 r2"]],
    ["no portion of what needs nothing", [0, 0], 1, ["r0 r1"]],
  ])("have %s", (_title, changes, size, expected) => {
    expect(named(portionsOf(mergesOf(...changes.map((own) => ({ changes: own }))), [], size))).toEqual(
      expected,
    );
  });

  it("have fewer changes where their texts are long, so that a commit takes them", () => {
    // Three bytes a character, before and after.
    const million = { changes: 1, text: "日".repeat(1_000_000) };
    expect(named(portionsOf(mergesOf(million, million, million), [], 5))).toEqual(["r0", "r1", "r2"]);
    const tenThousand = { changes: 1, text: "日".repeat(10_000) };
    const portions = portionsOf(mergesOf(...Array(1000).fill(tenThousand)), [], 5000);
    expect(portions.map(({ length }) => length)).toEqual([132, 132, 132, 132, 132, 132, 132, 76]);
  });

  it("begin with what an earlier run announced, however much that is, by referral or as a deal without one", () => {
    const merges = mergesOf({ changes: 1 }, { changes: 1 }, { changes: 1 }, { changes: 1 });
    const open = [intentOf({ referral: "r3" }), intentOf({ referral: shareIdFor("o1") })];
    expect(named(portionsOf(merges, open, 1))).toEqual(["r1 r3", "r0", "r2"]);
  });

  it("begin with the accounts that those need", () => {
    const merges = mergesOf(
      { changes: 1, needs: "a", makes: "a" },
      { changes: 1 },
      { changes: 1, needs: "a" },
    );
    expect(named(portionsOf(merges, [intentOf({ referral: "r2" })], 1))).toEqual(["r0 r2", "r1"]);
  });

  const deals = fc.array(fc.record({ changes: fc.nat(4) }), { maxLength: 30 });

  it("hold every pair once, in their order, and no more changes than allowed unless it is one pair", () => {
    fc.assert(
      fc.property(deals, fc.integer({ min: 1, max: 6 }), (some, size) => {
        const merges = mergesOf(...some);
        const portions = portionsOf(merges, [], size);
        expect(portions.flat()).toEqual(merges);
        for (const [index, portion] of portions.entries()) {
          const withChanges = portion.filter(({ changes }) => changes.length > 0);
          const sum = withChanges.reduce((total, { changes }) => total + changes.length, 0);
          expect(sum <= size || withChanges.length === 1).toBe(true);
          if (index > 0) expect(sum).toBeGreaterThan(0);
        }
      }),
    );
  });
});
