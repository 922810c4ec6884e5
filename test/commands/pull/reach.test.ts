import { describe, expect, it } from "vitest";
import { reachOf } from "../../../src/commands/pull/reach.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { rowOf } from "../../reconcile/deals.ts";

describe("a row of a deal that an earlier run of a long read has dealt with", () => {
  const state = {
    ...EMPTY_STATE,
    mapping: "m",
    sweptTo: "f",
    referrals: { since: "2026-11-23T09:00:00Z", seen: {} },
    opportunities: { delta: null, readAt: "2026-11-23T09:00:00Z" },
  };

  it.each([
    ["2026-11-23T08:00:00Z", false],
    ["2026-11-23T09:00:00Z", true],
    // It may have changed since.
    ["", true],
  ])("modified at %j is news: %s", (modified, isNews) => {
    expect(reachOf(state, "m").isNews({ ...rowOf(), modified })).toBe(isNews);
  });
});
