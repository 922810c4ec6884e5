import { describe, expect, it } from "vitest";
import { untaken } from "../../src/reconcile/write/untaken.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { LOOKUPS } from "./world.ts";

describe("the answer to a change of a referral", () => {
  const [change] = mergeOf(pairOf(referralOf(), rowOf({ description: "second" }))).changes;
  const found = (properties: object) =>
    change && untaken(change, referralOf(properties), { mapping: MAPPING, lookups: LOOKUPS });

  it.each([
    ["shows it as it was sent", { details: { notes: "second" } }, null],
    ["does not show it", { details: {} }, null],
    ["shows something else where nothing was sent", { name: "Else", details: { notes: "second" } }, null],
    ["shows what was there before", { details: { notes: "first" } }, { notes: "first" }],
    ["shows it empty", { details: { notes: null } }, { notes: null }],
  ])("is worth a look only where it shows otherwise what was sent: it %s", (_what, properties, shown) => {
    expect(found(properties)).toEqual(shown);
  });
});
