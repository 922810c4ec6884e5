import { expect, it } from "vitest";
import type { Pair } from "../../src/model/plan.ts";
import type { RemoteRecord, Side } from "../../src/model/record.ts";
import { newerSide, undecidedIn } from "../../src/reconcile/merge/newer.ts";
import { BASE, pairOf as dealOf, mergeOf, referralOf, rowOf } from "./deals.ts";

function record(side: Side, modified: string): RemoteRecord {
  return { side, id: side, etag: "1", modified, properties: {} };
}

function pairOf(referral: string, opportunity: string): Pair {
  return {
    link: { referral: "referral", opportunity: "opportunity" },
    referral: record("referral", referral),
    opportunity: record("opportunity", opportunity),
    base: null,
    baseIsStored: false,
    adopts: false,
  };
}

it.each<[string, string, string, Side | null]>([
  ["the later one", "2026-10-01T08:00:00.1234567Z", "2026-10-01T08:10:01Z", "opportunity"],
  ["the later one, however UTC is written", "2026-10-01T09:00:00+00:00", "2026-10-01T08:00:00Z", "referral"],
  ["nobody within ten minutes", "2026-10-01T08:00:00Z", "2026-10-01T08:09:59Z", null],
  ["nobody where a time has no zone", "2026-10-01T09:00:00.1234567", "2026-10-01T08:00:00Z", null],
  ["nobody where a time is none", "yesterday Z", "2026-10-01T08:00:00Z", null],
  ["nobody where a row does not say when", "2026-10-01T08:00:00Z", "", null],
])("of two edits, %s is the newer one", (_title, referral, opportunity, expected) => {
  expect(newerSide(pairOf(referral, opportunity), "value")).toBe(expected);
});

it("what nobody could tell when the base was written, nobody can tell by what a run has written since", () => {
  const pair = pairOf("2026-10-01T08:00:00Z", "2026-10-01T09:00:00Z");
  const base = { ...BASE, undecided: ["value"] };
  expect(newerSide({ ...pair, base }, "value")).toBeNull();
  expect(newerSide({ ...pair, base }, "name")).toBe("opportunity");
});

it("a base remembers what both sides have changed, and not what was never synced", () => {
  const apart = [referralOf({ details: { notes: "theirs" } }), rowOf({ description: "ours" })] as const;
  expect(undecidedIn(mergeOf(dealOf(...apart)))).toEqual(["notes"]);
  const { notes: _, ...fields } = BASE.fields;
  expect(undecidedIn(mergeOf(dealOf(...apart, { ...BASE, fields })))).toEqual([]);
});
