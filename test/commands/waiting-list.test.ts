import { describe, expect, it } from "vitest";
import { WaitingList } from "../../src/commands/pull/waiting-list.ts";
import type { SyncState, Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { mostAgain } from "../../src/reconcile/plan/guard.ts";

const NOW = "2026-10-01T12:00:00.000Z";

function refused(referral: string, some: Partial<Waiting> = {}): Waiting {
  return {
    referral,
    opportunity: `row of ${referral}`,
    kind: "rejected",
    fields: [],
    reason: "no",
    awaits: [],
    tries: 1,
    firstAt: "2026-10-01T08:00:00.000Z",
    nextAt: "2026-10-01T09:00:00.000Z",
    etags: { referral: "r1", opportunity: "o1" },
    ...some,
  };
}

function dueOf(waiting: readonly Waiting[], most: number, state: Partial<SyncState> = {}): string[] {
  return new WaitingList({ ...EMPTY_STATE, ...state, waiting }, "", NOW, most).due();
}

describe("of what was refused and is tried again, a run takes up", () => {
  it("so many, those first whose time came first, and leaves the others as they are", () => {
    const early = { nextAt: "2026-10-01T08:30:00.000Z" };
    const waiting = [
      refused("a"),
      refused("b", early),
      refused("c", { kind: "failed", ...early }),
      refused("d"),
    ];
    expect(dueOf(waiting, 2)).toEqual(["b", "c"]);
    const list = new WaitingList({ ...EMPTY_STATE, waiting }, "", NOW, 2);
    const row = { side: "opportunity", id: "row of d", etag: "o1", modified: NOW, properties: {} } as const;
    expect(list.isSettled(row, "d")).toBe(true);
    expect(list.isSettled({ ...row, etag: "o2" }, "d")).toBe(false);
    expect(dueOf(waiting, 4)).toHaveLength(4);
  });

  it("those first whose sellers do not know yet, and none before its time", () => {
    const untold = { untold: "too long", nextAt: "2026-10-01T13:00:00.000Z" };
    expect(dueOf([refused("a"), refused("b", untold), refused("c", { nextAt: null })], 1)).toEqual(["b"]);
  });

  it("all that no write was let through for: it is measured by the limits as a whole", () => {
    const found = [refused("a", { kind: "failed", tries: 0 }), refused("b", { kind: "failed", tries: 0 })];
    expect(dueOf([...found, refused("c"), refused("d", { kind: "question" })], 1)).toEqual([
      "a",
      "b",
      "c",
      "d",
    ]);
  });

  it("all as long as a plan that was let through is not done", () => {
    const size = { records: 9, deals: 9 };
    const unfinished = { mapping: "m", plan: "p", whole: size, ...size };
    expect(dueOf([refused("a"), refused("b")], 1, { unfinished })).toEqual(["a", "b"]);
  });

  it.each([
    [500, 0.3, 10_000, 100],
    [500, 0.3, 400, 60],
    [500, 0.3, 0, 5],
    [3, 0.3, 10_000, 1],
    [100_000, 1, 40_000, 20_000],
  ])("of %i records and %d of %i deals %i", (maxChanges, maxChangeShare, linked, most) => {
    expect(mostAgain({ maxChanges, maxChangeShare, expectedDigest: null }, linked)).toBe(most);
  });
});
