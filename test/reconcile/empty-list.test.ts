import { describe, expect, it } from "vitest";
import { emptyListNotice } from "../../src/reconcile/checkpoint/empty-list.ts";
import type { Reads } from "../../src/reconcile/checkpoint/run-facts.ts";

function readsOf(more: Partial<NonNullable<Reads>> = {}): NonNullable<Reads> {
  return {
    referralsReadAt: "2026-11-23T10:00:00.000Z",
    isEmpty: true,
    listed: new Map(),
    opportunities: { delta: null, readAt: "2026-11-23T10:00:00.000Z" },
    linked: null,
    all: false,
    sweptTo: null,
    sweepsNext: false,
    ...more,
  };
}

describe("a Partner Center that lists no referral at all", () => {
  it("is said in every run as long as deals are linked, with what it usually means and what to do", () => {
    const notice = emptyListNotice(readsOf(), 3);
    expect(notice).toBe(
      "Partner Center lists no referral at all, though 3 opportunities are linked to one. Usually the signed-in user has lost the role Referrals admin: give it back, and the next run misses nothing. Otherwise check that tenant-id is the one of the Partner Center account. Shortly after the first deal was shared, the list may only be late.",
    );
    expect(emptyListNotice(readsOf(), 1)).toContain("though 1 opportunity is linked to one");
  });

  it("is said of an account of which no deal is known where everything is read, and not every quarter of an hour", () => {
    expect(emptyListNotice(readsOf({ all: true }), 0)).toBe(
      "Partner Center lists no referral at all. In a new account that is right. If there are some, give the signed-in user the role Referrals admin, and check that tenant-id is the one of the Partner Center account: the next run reads all of them.",
    );
    expect(emptyListNotice(readsOf(), 0)).toBeNull();
  });

  it("is not said where it lists one, nor by a run that lists nothing", () => {
    expect(emptyListNotice(readsOf({ isEmpty: false, all: true }), 3)).toBeNull();
    expect(emptyListNotice(null, 3)).toBeNull();
  });
});
