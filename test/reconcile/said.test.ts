import { describe, expect, it } from "vitest";
import type { Waiting } from "../../src/model/state.ts";
import { type Found, newlySaid, type Said } from "../../src/reconcile/checkpoint/said.ts";

const LINK = { referral: "r1", opportunity: "o1" };
const SAID: Said = {
  conflicts: [{ link: LINK, field: "name", referral: "A", opportunity: "B", winner: null, hasBase: true }],
  held: [{ link: LINK, field: "notes", side: "referral", reason: "closed" }],
  questions: [{ referral: "r1", text: "which one?" }],
};
const FOUND: Found = { ...SAID, unreadable: [] };
const NOTHING: Said = { conflicts: [], held: [], questions: [] };

function waiting(given: Partial<Waiting> = {}): Waiting {
  return {
    ...LINK,
    kind: "held",
    fields: ["notes"],
    reason: "closed",
    awaits: [],
    tries: 1,
    firstAt: "2026-11-23T10:00:00Z",
    nextAt: "2026-11-24T10:00:00Z",
    etags: { referral: "e1", opportunity: "w1" },
    ...given,
  };
}

describe("what the audit log says of a deal that waits", () => {
  it("is said once, however often a run looks at the deal", () => {
    const again = waiting({ tries: 2, nextAt: "2026-11-25T10:00:00Z" });
    expect(newlySaid(FOUND, [waiting()], [again])).toEqual(NOTHING);
    expect(newlySaid(FOUND, [waiting({ kind: "conflict" })], [waiting({ kind: "conflict" })])).toEqual(
      NOTHING,
    );
  });

  it.each<[string, readonly Waiting[]]>([
    ["nothing has waited before", []],
    ["another deal has waited before", [waiting({ referral: "r2" })]],
    ["the referral has changed", [waiting({ etags: { referral: "e0", opportunity: "w1" } })]],
    ["the opportunity has changed", [waiting({ etags: { referral: "e1", opportunity: "w0" } })]],
    ["it waits for something else", [waiting({ reason: "locked" })]],
    ["other fields wait", [waiting({ fields: ["name"] })]],
    ["it was tried again by itself until now", [waiting({ kind: "failed" })]],
    ["only a resync has found it", [waiting({ tries: 0 })]],
  ])("is said when %s", (_what, before) => {
    expect(newlySaid(FOUND, before, [waiting()])).toEqual(SAID);
  });

  it("is said of a deal that waits no longer, such as a conflict that was resolved", () => {
    expect(newlySaid(FOUND, [waiting()], [])).toEqual(SAID);
  });

  it("is said each time a deal is tried again, since what became of it is", () => {
    const tried = waiting({ kind: "rejected" });
    expect(newlySaid(FOUND, [tried], [tried])).toEqual(SAID);
  });

  it.each(["held", "rejected"] as const)("is said once of one that could not be read, %s", (kind) => {
    const unreadable = [{ link: LINK, rowEtag: "w1", reason: "not shown" }];
    const found = { conflicts: [], held: [], questions: [], unreadable };
    const waits = waiting({ kind, fields: [], reason: "not shown" });
    const held = [{ link: LINK, field: null, side: "referral", reason: "not shown" }];
    expect(newlySaid(found, [], [waits])).toEqual({ ...NOTHING, held });
    expect(newlySaid(found, [waits], [{ ...waits, tries: 2 }])).toEqual(NOTHING);
    expect(newlySaid(found, [waiting({ kind, reason: "locked" })], [waits])).toEqual({ ...NOTHING, held });
  });
});
