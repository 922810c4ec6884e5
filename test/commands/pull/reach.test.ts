import { describe, expect, it } from "vitest";
import { reachOf } from "../../../src/commands/pull/reach.ts";
import type { RemoteRecord } from "../../../src/model/record.ts";
import { EMPTY_STATE } from "../../../src/reconcile/checkpoint/state.ts";
import { referralOf, rowOf } from "../../reconcile/deals.ts";
import { NOW, REFERRAL } from "../../reconcile/world.ts";

describe("a record of a deal that an earlier run of a long read has dealt with", () => {
  const state = {
    ...EMPTY_STATE,
    mapping: "m",
    sweptTo: "f",
    referrals: { since: "2026-11-23T09:00:00Z", seen: { [REFERRAL]: "dealt with" } },
    opportunities: { delta: null, readAt: "2026-11-23T10:00:00Z" },
  };
  const isNews = (record: RemoteRecord, modified: string) =>
    reachOf(state, { mapping: "m", now: NOW }).isNews({ ...record, modified });

  it.each([
    // Each side since the last listing of it began, and a quarter of an hour before, as any listing may lag.
    ["referral", "2026-11-23T08:44:59Z", false],
    ["referral", "2026-11-23T08:45:00Z", true],
    ["opportunity", "2026-11-23T09:44:59Z", false],
    ["opportunity", "2026-11-23T09:45:00Z", true],
    // It may have changed since.
    ["opportunity", "", true],
  ])("an %s modified at %j is news: %s", (side, modified, is) => {
    expect(isNews(side === "referral" ? referralOf() : rowOf(), modified)).toBe(is);
  });

  it("is looked at like any other where no run has gone on with that for a week", () => {
    const isDone = (now: string) => reachOf(state, { mapping: "m", now }).isDone("a");
    expect(isDone("2026-11-30T09:00:00Z")).toBe(true);
    expect(isDone("2026-11-30T09:00:01Z")).toBe(false);
  });

  it("is no news where it is the version of the referral that was dealt with", () => {
    expect(isNews(referralOf({}, "dealt with"), NOW)).toBe(false);
    expect(isNews({ ...rowOf({}, "dealt with"), id: REFERRAL }, NOW)).toBe(true);
  });
});
