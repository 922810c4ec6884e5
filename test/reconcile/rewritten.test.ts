import { describe, expect, it } from "vitest";
import type { Merge } from "../../src/model/plan.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { rewrittenAfter, rewrittenColumns, rewrittenNotice } from "../../src/reconcile/merge/rewritten.ts";
import { mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, NAME } from "./fields.ts";
import { NOW, ORDINARY } from "./world.ts";

const VALUES = { synced: 1, waiting: 2, conflict: 3, "needs attention": 4 };
const columns = {
  "referral identifier": "cosell_referralid",
  base: "cosell_base",
  "sync status": { column: "cosell_syncstatus", values: VALUES },
  "sync reason": "cosell_syncreason",
};
const mapping = mappingOf({ name: NAME }, { columns });
/** Of deals that were told the same too often. */
const often = { isWornOut: () => true };

/** A deal whose seller is to read of a conflict, and what its row says. */
function reading(says: object, more: Partial<Merge> = {}): Merge {
  const merge = mergeOf(pairOf(referralOf(), rowOf(says)));
  return { ...merge, status: { state: "conflict", reason: "make them equal" }, ...more };
}

const cut = reading({ cosell_syncstatus: VALUES.conflict, cosell_syncreason: "make" });

describe("what sellers read is rewritten", () => {
  it.each<[string, Merge, object, string[]]>([
    ["where the row is left with another reason", cut, often, ["cosell_syncreason"]],
    [
      "where it is left with neither",
      reading({ cosell_syncstatus: 9 }),
      often,
      ["cosell_syncstatus", "cosell_syncreason"],
    ],
    ["not yet where it is told once more", cut, {}, []],
    [
      "not where it says so",
      reading({ cosell_syncstatus: 3, cosell_syncreason: "make them equal" }),
      often,
      [],
    ],
    ["not where the row is closed, and told nothing", reading({ statecode: 1 }), often, []],
    ["not where the deal is left alone", reading({}, { leftAlone: "out of scope" }), often, []],
  ])("%s", (_what, merge, context, found) => {
    expect(rewrittenColumns(merge, { ...ORDINARY, mapping, ...context })).toEqual(found);
  });
});

describe("that it is rewritten", () => {
  const said = { columns: ["cosell_syncreason"], at: NOW };
  const on = (now: string) => ({ mapping, ...often, now });

  it("is said by the run that finds it, of all rows together", () => {
    expect(rewrittenAfter(undefined, [cut, cut], on(NOW))).toEqual(said);
    expect(rewrittenNotice(undefined, said)).toContain("cosell_syncreason");
    expect(rewrittenAfter(undefined, [], on(NOW))).toBeUndefined();
    expect(rewrittenNotice(undefined, undefined)).toBeNull();
  });

  it("is said again after four weeks, if it goes on", () => {
    const before = rewrittenAfter(said, [cut], on("2026-12-21T11:00:00.000Z"));
    expect(before).toBe(said);
    expect(rewrittenNotice(said, before)).toBeNull();
    const later = "2026-12-21T13:00:00.000Z";
    expect(rewrittenNotice(said, rewrittenAfter(said, [cut], on(later)))).not.toBeNull();
    expect(rewrittenAfter(said, [], on(later))).toBeUndefined();
  });

  it("is in the state until then", () => {
    const state = { ...EMPTY_STATE, rewritten: said };
    expect(parseState(formatState(state, {}), "branch")).toEqual(state);
  });
});
