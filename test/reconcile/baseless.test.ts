import { describe, expect, it } from "vitest";
import type { ChangeOutcome, Merge } from "../../src/model/plan.ts";
import type { Value } from "../../src/model/record.ts";
import type { Baseless, SyncState, Waiting } from "../../src/model/state.ts";
import { baselessAfter, stillBaseless } from "../../src/reconcile/checkpoint/baseless.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { statusMoves } from "../../src/reconcile/merge/back-and-forth.ts";
import { fingerprints } from "../../src/reconcile/record/fingerprint.ts";
import { STATUS, wornOut, writtenAgain } from "../../src/reconcile/record/worn-out.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, NAME } from "./fields.ts";
import { NOW, REFERRAL } from "./world.ts";

const KEY = Buffer.from("a key of this test");
const fingerprint = fingerprints(MAPPING, KEY);
const about = { referral: REFERRAL, fingerprint, now: NOW };

/** What is counted of a deal to which these values were written in turn. */
function writing(field: string, ...values: readonly Value[]): Baseless {
  const never: Baseless = { at: NOW, again: {} };
  return values.reduce((known, value) => writtenAgain(known, new Map([[field, value]]), about), never);
}

const isWornOut = (field: string, known: Baseless, value: Value) =>
  wornOut({ [REFERRAL]: known }, fingerprint)(REFERRAL, field, value);

describe("a value of a deal without a base", () => {
  it.each<[string, Value[], boolean]>([
    ["may be written once more after four writes", ["A", "A", "A", "A"], false],
    ["is left alone after five", ["A", "A", "A", "A", "A"], true],
    ["is left alone where it and another take turns", ["A", "b", "A", "b", "A", "b"], true],
    ["may be written where there was a third one lately", ["A", "A", "A", "C", "A"], false],
    ["may be written where it was blank for as long", [null, null, null, null, null], false],
  ])("%s", (_what, written, isLeft) => {
    expect(isWornOut("name", writing("name", ...written), "A")).toBe(isLeft);
  });

  it("is counted by itself, whatever else is written to the deal", () => {
    const known = writing("name", "A", "A", "A", "A", "A");
    const both = writtenAgain(known, new Map([["notes", "first"]]), about);
    expect(isWornOut("name", both, "A")).toBe(true);
    expect(isWornOut("notes", both, "first")).toBe(false);
    expect(wornOut({ [REFERRAL]: both }, fingerprint)("another", "name", "A")).toBe(false);
  });

  it("stands in the state as characters that only this installation can make", () => {
    const notes = writing("notes", "secret");
    const others = fingerprints(MAPPING, Buffer.from("another key"));
    expect(JSON.stringify(notes)).not.toContain("secret");
    expect(notes).not.toEqual(
      writtenAgain(undefined, new Map([["notes", "secret"]]), { ...about, fingerprint: others }),
    );
  });

  it("is not counted where it is hidden and there is no key, and is where it may be seen", () => {
    const keyless = { ...about, fingerprint: fingerprints(MAPPING, null) };
    const values = new Map([
      ["name", "A"],
      ["notes", "secret"],
    ]);
    expect(Object.keys(writtenAgain(undefined, values, keyless).again)).toEqual(["name"]);
  });
});

it("what a seller is told may change to and fro, and is left alone where it is told over and over", () => {
  const told = "conflict: make them equal";
  const turns = writing(STATUS, told, "synced: ", told, "synced: ", told, "synced: ", told);
  expect(isWornOut(STATUS, turns, told)).toBe(false);
  expect(isWornOut(STATUS, writing(STATUS, told, told, told, told, told), told)).toBe(true);
});

const TELLING = mappingOf(
  { name: NAME },
  {
    columns: {
      "referral identifier": "cosell_referralid",
      base: "cosell_base",
      "sync reason": "cosell_syncreason",
    },
  },
);

describe("what is told to a seller of a row that keeps no base", () => {
  const status = { state: "conflict", reason: "make them equal" } as const;
  const pair = pairOf(referralOf(), rowOf({ cosell_syncreason: "MAKE THEM" }), null);

  it("is told until it was told too often", () => {
    expect(statusMoves(pair, status, { mapping: TELLING, isWornOut: () => false })).toBe(true);
    expect(
      statusMoves(pair, status, { mapping: TELLING, isWornOut: (_one, field) => field === STATUS }),
    ).toBe(false);
  });
});

const applied = (change: ChangeOutcome["change"]): ChangeOutcome => {
  return { change, intent: "i", outcome: "applied", reason: null, sent: true, etag: null, modified: null };
};

function counted(
  merge: Merge,
  before: SyncState["baseless"] = {},
  outcomes = merge.changes.map(applied),
  mapping = MAPPING,
) {
  const state = { ...EMPTY_STATE, baseless: before };
  return baselessAfter(state, { merges: [merge], outcomes, mapping, fingerprint, now: NOW });
}

describe("the state counts", () => {
  const renamed = mergeOf(pairOf(referralOf({ name: "Renamed" })));
  const forgotten = { ...renamed, forgotten: "it is gone" };
  const closed = mergeOf(pairOf(referralOf(), rowOf({ name: "Late", statecode: 1 })));

  it.each<[string, Merge, string[]]>([
    ["nothing of a deal whose row has its base", renamed, []],
    ["what was written of one whose row has lost it", forgotten, ["name"]],
    ["what a closed row has written to its referral", withoutClosing(closed), ["name"]],
  ])("%s", (_what, merge, fields) => {
    expect(Object.keys(counted(merge)[REFERRAL]?.again ?? {})).toEqual(fields);
  });

  it("nothing of a close, after which nothing more is written", () => {
    expect(closed.changes).toMatchObject([
      { side: "referral", fields: [{ field: "name" }, { moves: "status" }] },
    ]);
    expect(counted(closed)).toEqual({});
  });

  it("what was applied, and not what was refused", () => {
    const refused = forgotten.changes.map((change) => ({ ...applied(change), outcome: "rejected" as const }));
    expect(counted(forgotten, {}, refused)).toEqual({});
  });

  it("what a referral has taken whose row was refused, and with it the base", () => {
    const both = mergeOf(pairOf(referralOf({ details: { notes: "Theirs" } }), rowOf({ name: "Ours" })));
    const outcomes = both.changes.map((change): ChangeOutcome => {
      return { ...applied(change), outcome: change.side === "referral" ? "applied" : "rejected" };
    });
    expect(Object.keys(counted(both)[REFERRAL]?.again ?? {})).toEqual([]);
    expect(Object.keys(counted(both, {}, outcomes)[REFERRAL]?.again ?? {})).toEqual(["name"]);
  });

  it("nothing where the referral was refused and the row has taken its base", () => {
    const both = mergeOf(pairOf(referralOf({ details: { notes: "Theirs" } }), rowOf({ name: "Ours" })));
    const outcomes = both.changes.map((change): ChangeOutcome => {
      return { ...applied(change), outcome: change.side === "referral" ? "rejected" : "applied" };
    });
    expect(counted(both, {}, outcomes)).toEqual({});
  });

  it.each([
    ["what its seller is told with it", "another word", ["name", STATUS]],
    ["no word that the row has already", "make them equal", ["name"]],
  ])("%s", (_what, cosell_syncreason, fields) => {
    const status = { state: "conflict", reason: "make them equal" } as const;
    const merge = mergeOf(pairOf(referralOf({ name: "Renamed" }), rowOf({ cosell_syncreason })));
    const again = counted({ ...merge, status, forgotten: "it is gone" }, {}, undefined, TELLING);
    expect(Object.keys(again[REFERRAL]?.again ?? {}).toSorted()).toEqual(fields.toSorted());
  });

  it("on where the row has kept its base for once, and beside it what is known of other deals", () => {
    const known = writing("name", "Deal");
    const after = counted(renamed, { [REFERRAL]: known, another: known });
    expect(after[REFERRAL]?.again.name?.values).toHaveLength(2);
    expect(after.another).toEqual(known);
  });
});

/** As if the mapping left the close to people. */
function withoutClosing(merge: Merge): Merge {
  return {
    ...merge,
    changes: merge.changes.map((change) => ({
      ...change,
      fields: change.fields.filter(({ moves }) => !moves),
    })),
  };
}

describe("what the state has counted", () => {
  const OLD = "2026-11-16T11:59:00.000Z";
  const entry = { referral: REFERRAL } as Waiting;
  const once = { at: OLD, again: {} };

  it("is remembered for a week after the last write, and for as long as the deal waits", () => {
    expect(stillBaseless({ [REFERRAL]: { ...once, at: "2026-11-16T12:01:00.000Z" } }, [], NOW)).toBeDefined();
    expect(stillBaseless({ [REFERRAL]: once }, [], NOW)).toBeUndefined();
    expect(stillBaseless({ [REFERRAL]: once }, [entry], NOW)).toEqual({ [REFERRAL]: once });
  });

  it("does not grow with a CRM that empties every base: the latest are remembered", () => {
    const many = Array.from({ length: 300 }, (_, place) => [`r${place}`, { ...once, at: NOW }] as const);
    const all = { ...Object.fromEntries(many), latest: { ...once, at: "2026-11-23T13:00:00.000Z" } };
    const kept = Object.keys(stillBaseless(all, [], NOW) ?? {});
    expect(kept).toHaveLength(200);
    expect(kept).toContain("latest");
  });

  it("is read back as it was written", () => {
    const state = { ...EMPTY_STATE, baseless: { [REFERRAL]: writing("name", "A", "b", "A") } };
    expect(parseState(formatState(state, {}), "branch")).toEqual(state);
  });
});
