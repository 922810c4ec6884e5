import { describe, expect, it } from "vitest";
import { WaitingList } from "../../src/commands/pull/waiting-list.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Intent, SyncState, Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { mostAgain } from "../../src/reconcile/plan/guard.ts";
import { intentOf } from "../reconcile/deals.ts";

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
    const waiting = [refused("a"), refused("b", untold), refused("c", { nextAt: null })];
    expect(dueOf(waiting, 1)).toEqual(["b"]);
    // What has not come takes nobody's place.
    expect(dueOf(waiting, 2)).toEqual(["a", "b"]);
    const rest = { rest: true, nextAt: "2026-10-01T13:00:00.000Z" } as const;
    expect(dueOf([refused("a"), refused("b", rest)], 1)).toEqual(["b"]);
  });

  it("those with a value that was refused by itself as well, whatever else they wait for", () => {
    const left = { side: "referral", field: "name", value: "hash", reason: "no" } as const;
    const waiting = ["a", "b"].map((id) => refused(id, { kind: "held", refused: [left] }));
    expect(dueOf(waiting, 1)).toEqual(["a"]);
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

describe("a referral that waits with a row which has changed since is looked at", () => {
  const row = { side: "opportunity", id: "row of a", etag: "o2", modified: NOW, properties: {} } as const;
  const waits = refused("a", { kind: "conflict", nextAt: null });
  const dueAfter = (noted: RemoteRecord, referral: string | null, entry = waits) => {
    const list = new WaitingList({ ...EMPTY_STATE, waiting: [entry] }, "", NOW);
    list.note(noted, referral);
    return list.due();
  };

  it.each([
    ["names it no more", row, null, ["a"]],
    ["names another", row, "b", ["a"]],
    ["still names it, and comes to the merge by itself", row, "a", []],
    ["is as it was", { ...row, etag: "o1" }, null, []],
    ["is another row", { ...row, id: "row of b" }, null, []],
  ])("where it %s", (_, noted, referral, due) => {
    expect(dueAfter(noted, referral)).toEqual(due);
  });

  it("only if the row was seen when it began to wait", () => {
    const unseen = refused("a", {
      kind: "conflict",
      nextAt: null,
      etags: { referral: "r1", opportunity: null },
    });
    expect(dueAfter(row, null, unseen)).toEqual([]);
  });
});

describe("what a dead run announced is looked at", () => {
  const waiting = [refused("a"), refused("b")];
  it.each<[string, Partial<Intent>, boolean]>([
    ["as long as nobody knows what became of it", { referral: "c" }, true],
    ["but not where only its row has yet to follow", { referral: "c", found: "audited" }, false],
    ["nor before its time where such a deal waits", { referral: "a", found: "audited" }, false],
    ["unless Microsoft was asked for help", { referral: "c", found: "audited", action: "invite" }, true],
  ])("%s", (_when, more, isLookedAt) => {
    const journal = { run: "dead", writing: false, intents: [intentOf(more)] };
    const list = new WaitingList({ ...EMPTY_STATE, waiting, journal }, "", NOW);
    expect(list.announced([])).toEqual(isLookedAt ? [more.referral] : []);
  });
});

describe("of a deal that is yet to be shared, of which Partner Center knows nothing,", () => {
  const referral = shareIdFor("row");

  it("nothing is looked for there, neither what was announced nor what a person asks for", () => {
    const journal = { run: "dead", writing: false, intents: [intentOf({ referral, opportunity: "row" })] };
    const waiting = [refused(referral, { opportunity: "row" })];
    const list = new WaitingList({ ...EMPTY_STATE, waiting, journal }, "", NOW);
    expect(list.announced([referral, "another"])).toEqual(["another"]);
    expect(list.due()).toEqual([]);
  });
});

describe("whether Microsoft was asked is looked up", () => {
  it.each<[string, Partial<Intent>, boolean]>([
    ["where nobody knows whether that arrived", { action: "invite" }, true],
    ["not where somebody has found out", { action: "invite", found: "audited" }, false],
    ["not where something else was announced", { action: "update" }, false],
  ])("%s", (_where, more, isLookedUp) => {
    const journal = { run: "dead", writing: false, intents: [intentOf({ opportunity: "row", ...more })] };
    const list = new WaitingList({ ...EMPTY_STATE, journal }, "", NOW);
    expect(list.rowsMaybeAskedFor()).toEqual(isLookedUp ? ["row"] : []);
  });
});

describe("a row that named a referral which could not be read", () => {
  const [NAMED, OTHER] = ["0b9d8a51-0000-4000-8000-000000000001", "0b9d8a51-0000-4000-8000-000000000002"];
  const misnamed = refused(NAMED, { etags: { referral: null, opportunity: "o1" } });
  const row = {
    side: "opportunity",
    id: `row of ${NAMED}`,
    etag: "o2",
    modified: NOW,
    properties: {},
  } as const;

  it.each([
    ["names none any more", null, []],
    ["names another", OTHER, []],
    ["still names it", NAMED, [NAMED]],
  ])("has that one wait no longer than it names it: it %s", (_what, referral, due) => {
    const list = new WaitingList({ ...EMPTY_STATE, waiting: [misnamed] }, "", NOW);
    list.note(row, referral);
    expect(list.due()).toEqual(due);
    expect(list.referralOf(row.id)).toBe(due[0] ?? null);
  });

  it("goes by the first of several that named it", () => {
    const second = { ...misnamed, referral: OTHER };
    const list = new WaitingList({ ...EMPTY_STATE, waiting: [misnamed, second] }, "", NOW);
    expect(list.referralOf(row.id)).toBe(NAMED);
  });
});

it("what waits is looked at whatever its versions are when its time has come, and once the mapping is another one", () => {
  const state = { ...EMPTY_STATE, mapping: "before", waiting: [refused("a", { nextAt: null })] };
  const referral = { side: "referral", id: "a", etag: "r1", modified: NOW, properties: {} } as const;
  expect(new WaitingList(state, "before", NOW).isSettled(referral, "a")).toBe(true);
  expect(new WaitingList(state, "after", NOW).isSettled(referral, "a")).toBe(false);
  const due = { ...state, waiting: [refused("a", { nextAt: NOW })] };
  expect(new WaitingList(due, "before", NOW).isSettled(referral, "a")).toBe(false);
});
