import { describe, expect, it } from "vitest";
import { WaitingList } from "../../src/commands/pull/waiting-list.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { type Change, type Merge, NOTHING_DONE, type Pair } from "../../src/model/plan.ts";
import type { OpportunityWrite } from "../../src/model/ports.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Waiting } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { readBase } from "../../src/reconcile/record/base.ts";
import { revisited } from "../../src/reconcile/write/revisit.ts";
import { withRefusal } from "../../src/reconcile/write/untold.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { BASE, MAPPING, mergeOf, outcomeOf, pairOf, referralOf, rowOf, stateAfter } from "./deals.ts";
import { LOOKUPS, ORDINARY, REFERRAL } from "./world.ts";

const SELLER: Mapping["seller"] = {
  status: { column: "status", values: { synced: 10, waiting: 11, conflict: 12, "needs attention": 13 } },
  reason: "reason",
  audit: "audit",
};
const TOLD = {
  status: 13,
  reason:
    "the CRM refused a change from Partner Center; correct it there, or ask your administrator: too long",
};
const AT = "2026-11-23T10:00:00.000Z";
const VIEW: Mapping = { ...MAPPING, seller: SELLER };

const renamed = referralOf({ name: "Better name" });
const refusing = { reason: "too long" };

/** What waits after the CRM refused everything that was planned for this pair. */
function refused(pair: Pair = pairOf(renamed)): readonly Waiting[] {
  const merge = mergeOf(pair);
  return stateAfter(
    merge,
    merge.changes.map((change) => outcomeOf(change, "rejected", refusing)),
  ).waiting;
}

/** The merge of the next run. */
function nextMerge(waiting: readonly Waiting[], pair: Pair = pairOf(renamed)): Merge {
  return withRefusal(mergeOf(pair), waiting[0], { ...ORDINARY, mapping: VIEW });
}

function written(merge: Merge): Extract<OpportunityWrite, { action: "update" }> {
  const [change] = merge.changes;
  const writes = new Writes(VIEW, LOOKUPS, AT);
  const write = change && writes.opportunity(change, merge, "run.1", NOTHING_DONE);
  if (write?.action !== "update") throw new Error("no update of the row is planned");
  return write;
}

function told(row: Partial<RemoteRecord> = {}): RemoteRecord {
  const before = rowOf(TOLD, "o2");
  return { ...before, ...row };
}

describe("a row that the CRM refused", () => {
  it("is looked at in the next run, whenever the next try is", () => {
    const [entry] = refused();
    expect(entry).toMatchObject({ untold: "too long", nextAt: "2026-11-23T11:00:00.000Z" });
    const list = new WaitingList({ ...EMPTY_STATE, mapping: "m1", waiting: refused() }, "m1", AT);
    expect(list.due()).toEqual([REFERRAL]);
    expect(list.isSettled(rowOf(), REFERRAL)).toBe(false);
  });

  it("says of a missing privilege who can give it, and not who lacks it", () => {
    const reason =
      "403 0x80040220: Principal user (Id=4026be43, type=8), is missing prvAppendToTransactionCurrency privilege (Id=dd3d1a5a) on O…";
    const waiting = refused().map((entry) => ({ ...entry, untold: reason }));
    expect(nextMerge(waiting).status).toEqual({
      state: "needs attention",
      reason:
        "the CRM refused a change from Partner Center; ask your administrator: the user of the sync lacks prvAppendToTransactionCurrency",
    });
  });

  it("is then told to its seller, without the change that was refused, and with the base as it was", () => {
    const merge = nextMerge(refused());
    expect(merge.changes).toMatchObject([{ side: "opportunity", action: "update", etag: "o1", fields: [] }]);
    const { columns, etag } = written(merge);
    expect(etag).toBe("o1");
    expect(columns).toMatchObject({
      ...TOLD,
      audit:
        "2026-11-23 10:00 UTC  needs attention: the CRM refused a change from Partner Center; correct it there, or ask your administrator: too long",
    });
    expect(columns).not.toHaveProperty("name");
    const { cosell_base: cosellBase } = columns;
    expect(readBase(rowOf({ cosell_base: cosellBase }), MAPPING)?.fields).toEqual(BASE.fields);
  });

  it("waits on as it did, for the row as it is now", () => {
    const before = refused();
    const merge = nextMerge(before);
    const outcomes = merge.changes.map((change) => outcomeOf(change, "applied", { etag: "o2" }));
    const state = stateAfter(merge, outcomes, before);
    const { untold: _told, ...entry } = before[0] ?? ({} as Waiting);
    expect(state.waiting).toEqual([{ ...entry, etags: { referral: "r1", opportunity: "o2" } }]);
    const list = new WaitingList(state, "m1", AT);
    expect(list.due()).toEqual([]);
    expect(list.isSettled(told(), REFERRAL)).toBe(true);
    expect(list.isSettled(renamed, REFERRAL)).toBe(true);
  });

  it("is told nothing once it is closed, as where only a note on it was refused", () => {
    const note: Change = { side: "opportunity", action: "note", link: pairOf().link, etag: null, fields: [] };
    const waitsWith = (statecode: number) =>
      stateAfter(mergeOf(pairOf(renamed, rowOf({ statecode }))), [outcomeOf(note, "rejected", refusing)])
        .waiting[0];
    expect(waitsWith(0)).toMatchObject({ kind: "rejected", untold: "too long" });
    expect(waitsWith(1)).toMatchObject({ kind: "rejected" });
    expect(waitsWith(1)).not.toHaveProperty("untold");
  });

  it("is tried again when its time has come, with the seller's columns", () => {
    const before = refused();
    const merge = nextMerge(before);
    const outcomes = merge.changes.map((change) => outcomeOf(change, "applied", { etag: "o2" }));
    const { waiting } = stateAfter(merge, outcomes, before);
    const again = nextMerge(waiting, pairOf(renamed, told()));
    expect(written(again).columns).toMatchObject({ name: "Better name", status: 10, reason: null });
  });

  it("is not written once more when it is refused again for the same reason", () => {
    const before = refused(pairOf(renamed, told()));
    const merge = nextMerge(before, pairOf(renamed, told()));
    expect(merge.changes).toEqual([]);
    expect(stateAfter(merge, [], before).waiting).toMatchObject([
      { kind: "rejected", tries: 1, nextAt: "2026-11-23T11:00:00.000Z", etags: { opportunity: "o2" } },
    ]);
    expect(stateAfter(merge, [], before).waiting[0]).not.toHaveProperty("untold");
  });

  it.each([
    ["the referral moved", pairOf(referralOf({ name: "Better name" }, "r2"))],
    ["the row moved", pairOf(renamed, rowOf({}, "o2"))],
  ])("is tried at once, and told nothing, when %s", (_when, pair) => {
    const merge = nextMerge(refused(), pair);
    expect(merge.changes.flatMap(({ fields }) => fields)).toMatchObject([{ to: "Better name" }]);
    expect(merge).not.toHaveProperty("tellsRefusal");
  });

  it.each([
    ["in an ordinary run", {}, true],
    ["under another mapping, which it may be taken with", { isSameMapping: false }, undefined],
    ["where somebody wants this referral tried", { only: REFERRAL }, undefined],
    ["where somebody approved or resolved something of it", { named: new Set([REFERRAL]) }, undefined],
    ["where that was another deal", { named: new Set(["another"]) }, true],
  ])("is told or tried: %s", (_when, run, isTold) => {
    const waiting = new Map(refused().map((entry) => [entry.referral, entry]));
    const usual = { waiting, named: new Set<string>(), only: null, isSameMapping: true };
    const about = { ...ORDINARY, ...usual, keyed: (text: string) => text, now: AT, ...run };
    expect(revisited(mergeOf(pairOf(renamed)), VIEW, about).tellsRefusal).toBe(isTold);
  });

  it.each(["rejected", "stale", "failed"] as const)(
    "is tried in its turn, not told for ever, when the CRM answers the word to the seller with %s",
    (outcome) => {
      const before = refused();
      const merge = nextMerge(before);
      const outcomes = merge.changes.map((change) => outcomeOf(change, outcome));
      const [entry] = stateAfter(merge, outcomes, before).waiting;
      expect(entry).toMatchObject({ kind: outcome });
      expect(entry).not.toHaveProperty("untold");
    },
  );

  it("is tried when it would have been when the CRM refuses the word as well", () => {
    const before = refused();
    const merge = nextMerge(before);
    const outcomes = merge.changes.map((change) => outcomeOf(change, "rejected"));
    const { untold: _told, ...entry } = before[0] ?? ({} as Waiting);
    expect(entry).toMatchObject({ tries: 1, nextAt: "2026-11-23T11:00:00.000Z" });
    expect(stateAfter(merge, outcomes, before).waiting).toEqual([entry]);
  });

  it("gives the row its base where a run had put it together, whatever the row says", () => {
    const pieced = { ...pairOf(renamed, told()), baseIsStored: false };
    expect(nextMerge(refused(pieced), pieced).changes).toHaveLength(1);
  });

  it("is remembered by the state file", () => {
    const state = { ...EMPTY_STATE, waiting: refused() };
    expect(parseState(formatState(state, {}), "state")).toEqual(state);
  });

  it("is also one whose close was refused", () => {
    const pair = pairOf(referralOf({ status: "Closed", substatus: "Won" }));
    const merge = mergeOf(pair);
    const [update, close] = merge.changes;
    const outcomes = [
      outcomeOf(update, "applied", { etag: "o2" }),
      outcomeOf(close, "rejected", { reason: "no" }),
    ];
    const [entry] = stateAfter(merge, outcomes).waiting;
    expect(entry).toMatchObject({ kind: "close", untold: "no", etags: { opportunity: "o2" } });
  });

  it.each(["stale", "failed"] as const)("is still to be closed when the word to its seller is %s", (what) => {
    const before = refused().map((entry) => ({ ...entry, kind: "close" as const }));
    const merge = nextMerge(before);
    const outcomes = merge.changes.map((change) => outcomeOf(change, what));
    expect(stateAfter(merge, outcomes, before).waiting).toMatchObject([{ kind: "close", tries: 2 }]);
  });
});

describe("where a flow changes the word to the seller each time that it is written", () => {
  const won = referralOf({ status: "Closed", substatus: "Won" });
  const renamedAndWon = referralOf({ ...won.properties, name: "Better name" });
  const IN_OTHER_WORDS = { reason: `${TOLD.reason} (saved)` };
  const context = { ...ORDINARY, mapping: VIEW, closesPending: new Set([REFERRAL]), now: AT };

  /** The row after this write, and after the flow. */
  function rowAfter(merge: Merge, flow: object = IN_OTHER_WORDS): RemoteRecord {
    return rowOf({ ...written(merge).columns, ...flow });
  }

  it("is told five times that the CRM refuses the row, and no more", () => {
    let row = rowOf();
    const words = Array.from({ length: 9 }, () => {
      const pair = pairOf(renamed, row, readBase(row, MAPPING));
      const merge = nextMerge(refused(pair), pair);
      expect(merge.tellsRefusal).toBe(true);
      if (merge.changes.length > 0) row = rowAfter(merge);
      return merge.changes.length;
    });
    expect(words).toEqual([1, 1, 1, 1, 1, 0, 0, 0, 0]);
  });

  /** The merge of a close that was refused so many times, after its word to the seller, and after the flow. */
  function closing(tries: number, flow: object = {}, referral = won) {
    const base = { ...BASE, fields: { ...BASE.fields, status: "won" } };
    const [first] = refused();
    if (!first) throw new Error("nothing waits");
    const entry = { ...first, kind: "close", tries } as const;
    const tells = withRefusal(mergeOf(pairOf(won, rowOf(), base), [REFERRAL]), entry, context);
    const row = { ...rowAfter(tells, { ...IN_OTHER_WORDS, ...flow }), etag: "o2" };
    return { merge: mergePair(pairOf(referral, row, readBase(row, MAPPING)), context), entry };
  }

  it.each([
    ["without a last word", "was refused so often", 4, {}, won, ["close"]],
    ["with its last word", "was not", 3, {}, won, ["update", "close"]],
    ["with its last word", "was, while nothing changed the word", 4, TOLD, won, ["update", "close"]],
    [
      "with its base",
      "was, while both sides agree on something new",
      4,
      { name: "Better name" },
      renamedAndWon,
      ["update", "close"],
    ],
  ] as const)("is closed %s where that %s", (_how, _when, tries, flow, referral, actions) => {
    const { merge, entry } = closing(tries, flow, referral);
    expect(withRefusal(merge, entry, context).changes.map(({ action }) => action)).toEqual(actions);
  });

  it("is closed with what is put back into it, however often that was refused", () => {
    const { merge, entry } = closing(4);
    const changes = merge.changes.map((change) =>
      change.action === "update" ? { ...change, fields: [{ field: "name", to: "Deal" }] } : change,
    );
    expect(withRefusal({ ...merge, changes }, entry, context).changes).toEqual(changes);
  });
});

describe("a row whose seller is not told", () => {
  it.each([
    ["is yet to be created", pairOf(renamed, null)],
    ["was never in step, so that it says nothing of the sync", pairOf(renamed, rowOf({}, "o1", null), null)],
  ])("%s", (_case, pair) => {
    expect(refused(pair)).toMatchObject([{ kind: "rejected" }]);
    expect(refused(pair)[0]).not.toHaveProperty("untold");
  });

  it("lost to a newer edit: telling would make it the newer one", () => {
    const merge = mergeOf(pairOf(renamed));
    const conflict = { field: "name", referral: "Better name", opportunity: "Ours", hasBase: true };
    const won = {
      ...merge,
      conflicts: [{ ...conflict, link: merge.pair.link, winner: "referral" } as const],
    };
    const outcomes = merge.changes.map((change) => outcomeOf(change, "rejected", refusing));
    expect(stateAfter(won, outcomes).waiting[0]).not.toHaveProperty("untold");
  });

  it("was refused by Partner Center alone: the row says so already", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ name: "Ours" })));
    const outcomes = merge.changes.map((change) =>
      outcomeOf(change, change.side === "referral" ? "rejected" : "applied"),
    );
    expect(stateAfter(merge, outcomes).waiting).toMatchObject([{ kind: "rejected" }]);
    expect(stateAfter(merge, outcomes).waiting[0]).not.toHaveProperty("untold");
  });
});
