import { describe, expect, it } from "vitest";
import type { Unusable } from "../../src/mapping/transforms/transform.ts";
import { NOTHING_DONE, type Pair } from "../../src/model/plan.ts";
import { lacksAccount } from "../../src/reconcile/match/accounts.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { undecidedIn } from "../../src/reconcile/merge/newer.ts";
import { readBase } from "../../src/reconcile/record/base.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { BASE, MAPPING, mergeOf, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, NAME, STATUS } from "./fields.ts";
import { LOOKUPS, NOW, ORDINARY, REFERRAL } from "./world.ts";

const described = (merge: ReturnType<typeof mergeOf>) =>
  merge.changes.map(({ side, action, fields }) =>
    `${side} ${action} ${fields.map(({ field }) => field).join("+")}`.trim(),
  );

describe("merging a pair", () => {
  it("reads whether a row is closed even when the mapping has no status", () => {
    const { columns } = mappingOf({
      name: { as: "text", longest: 50, referral: "name", opportunity: "name" },
    });
    expect(columns).toContain("statecode");
  });

  it("leaves a list as it is on both sides where one cannot take what both have added", () => {
    const mapping = mappingOf({
      solutions: {
        as: "solutions",
        referral: "details.requirements.solutions",
        opportunity: "cosell_products",
      },
      status: STATUS,
    });
    const merged = (count: number) => {
      const ids = Array.from({ length: count }, (_, place) => `S${place + 100}`);
      const known = { ...BASE, fields: { solutions: ids.join(", "), status: "open" } };
      const solutions = [...ids, "Theirs"].map((id) => ({ id }));
      const row = rowOf({ cosell_products: [...ids, "Ours"].join(", ") });
      const pair = pairOf(referralOf({ details: { requirements: { solutions } } }), row, known);
      return mergePair(pair, { ...ORDINARY, mapping });
    };
    expect(described(merged(48))).toEqual(["referral update solutions", "opportunity update solutions"]);
    // Partner Center takes fifty.
    const { changes, held } = merged(49);
    expect(changes.flatMap(({ fields }) => fields)).toEqual([]);
    expect(held).toMatchObject([{ field: "solutions", side: "referral" }]);
  });

  it.each([
    ["referral", []],
    ["newest", [{ field: "name", winner: null }]],
  ])(
    "says of no conflict that it is decided where the winner cannot be written: %s",
    (conflict, reported) => {
      const mapping = mappingOf({ name: { ...NAME, conflict }, status: STATUS });
      const referral = { ...referralOf({ name: "Theirs" }), modified: NOW };
      // Of more than the mapping takes, the end would be lost.
      const row = rowOf({ name: "longer than the mapping has it ".repeat(3) });
      const merge = mergePair(pairOf(referral, row), { ...ORDINARY, mapping });
      expect(merge.held).toMatchObject([{ field: "name", side: "opportunity" }]);
      expect(merge.conflicts).toMatchObject(reported);
      expect(undecidedIn(merge)).toEqual(reported.map(({ field }) => field));
    },
  );

  it("leaves to no person a conflict of a closed row, which is told nothing and takes no decision", () => {
    const mapping = mappingOf({ name: { ...NAME, conflict: "newest" }, status: STATUS });
    const referral = { ...referralOf({ name: "Theirs" }), modified: NOW };
    const row = rowOf({ name: "Ours", statecode: 1, statuscode: 3 });
    const merge = mergePair(pairOf(referral, row), { ...ORDINARY, mapping });
    expect(merge.held).toMatchObject([{ field: "name", side: "opportunity" }]);
    expect(merge.conflicts).toEqual([]);
  });

  it("plans nothing when both sides equal the base", () => {
    expect(described(mergeOf(pairOf()))).toEqual([]);
  });

  it("writes the base down when a row has none yet, though no field differs", () => {
    expect(described(mergeOf(pairOf(referralOf(), rowOf({}, "o1", null), null)))).toEqual([
      "opportunity update",
    ]);
  });

  it("writes the base down when a field is new in the mapping", () => {
    const { notes: _notes, ...older } = BASE.fields;
    expect(described(mergeOf(pairOf(referralOf(), rowOf(), { ...BASE, fields: older })))).toEqual([
      "opportunity update",
    ]);
  });

  it("writes the identifier into a row that the referral names as its CRM id", () => {
    const merge = mergeOf({ ...pairOf(), adopts: true });
    const [change] = merge.changes;
    if (!change) throw new Error("nothing planned");
    const write = new Writes(MAPPING, LOOKUPS, "2026-11-20T09:00:00Z").opportunity(
      change,
      merge,
      "run.1",
      NOTHING_DONE,
    );
    expect(write).toMatchObject({ action: "update", etag: "o1", columns: { cosell_referralid: REFERRAL } });
  });

  it("keeps what both sides agreed on of a field that this run leaves out", () => {
    const base = { ...BASE, fields: { ...BASE.fields, stage: "a" } };
    const mapping = { ...MAPPING, leftOut: ["stage"] };
    const merge = mergePair(pairOf(referralOf(), rowOf({}, "o1", base), base), {
      ...ORDINARY,
      mapping,
    });
    expect(merge.agreed).toEqual(base.fields);
    expect(described(merge)).toEqual([]);
  });

  it("writes the base down of a row that was closed and reopened while its referral went on", () => {
    expect(described(mergeOf(pairOf(referralOf(), rowOf({ actualclosedate: "2026-11-20" }))))).toEqual([
      "opportunity update",
    ]);
  });

  it.each([
    ["closes a row", undefined, undefined, ["opportunity close status"]],
    ["closes a row that had been reopened before", "2026-11-20", "2026-11-20", ["opportunity close status"]],
    ["leaves a row to its seller that was closed since, and reopened", undefined, "2026-11-20", []],
    ["leaves a row to its seller that was closed once more since", "2026-11-10", "2026-11-20", []],
  ])("%s that an earlier run did not come to close", (_what, closedOn, actualclosedate, expected) => {
    const won = { status: "Closed", substatus: "Won" };
    const day = closedOn === undefined ? {} : { closedOn };
    const base = { ...BASE, ...day, fields: { ...BASE.fields, status: "won" } };
    const pair = pairOf(referralOf(won), rowOf({ actualclosedate }, "o1", base), base);
    expect(described(mergeOf(pair, [REFERRAL])).filter((change) => change.includes("status"))).toEqual(
      expected,
    );
    expect(mergeOf(pair, [REFERRAL]).held).toHaveLength(expected.length === 0 ? 1 : 0);
    expect(mergeOf(pair).held).toHaveLength(1);
  });

  it.each([
    ["Lost", "Budget"],
    ["Won", null],
  ])(
    "foresees what a row reads as why it is lost, of one that is closed as such: %s",
    (substatus, reason) => {
      const text = { as: "closing reason", referral: "statusReason", opportunity: "reason", longest: 50 };
      const mapping = mappingOf({ status: STATUS, reason: { ...text, "by status code": { 4: "Budget" } } });
      const base = { ...BASE, fields: { status: "open", reason: null } };
      const referral = referralOf({ status: "Closed", substatus, statusReason: null });
      const { agreed } = mergePair(pairOf(referral, rowOf({ reason: null }), base), {
        ...ORDINARY,
        mapping,
      });
      expect(agreed.reason).toBe(reason);
    },
  );

  it("leaves to the next run only the close of a referral that this one answers", () => {
    const decision = { accept: 20, decline: 21 };
    const mapping = mappingOf({
      name: { ...NAME, longest: 5 },
      status: STATUS,
      decision: {
        as: "decision",
        referral: ["status", "substatus"],
        opportunity: "answer",
        values: decision,
      },
    });
    const referral = referralOf({ status: "New", substatus: "Pending", name: "A longer name" });
    const row = rowOf({ answer: 20, name: "Short", statecode: 1, statuscode: 3 });
    const base = { ...BASE, fields: { name: "A lon", status: "open", decision: null } };
    const { held } = mergePair(pairOf(referral, row, base), { ...ORDINARY, mapping });
    expect(held.map(({ field, awaits }) => [field, awaits])).toEqual([
      ["name", undefined],
      ["status", "next run"],
    ]);
  });

  it("sends the blank of a choice with a new row only where that may come back as its seller's word", () => {
    const choice = (opportunity: string, more: object = {}) => {
      return { as: "choice", referral: "salesStage", opportunity, values: { A: 1 }, ...more };
    };
    const mapping = mappingOf({
      both: choice("both"),
      here: choice("here", { direction: "opportunity to referral" }),
      there: choice("there", { direction: "referral to opportunity" }),
    });
    const merge = mergePair(pairOf(referralOf({ salesStage: null }), null), {
      ...ORDINARY,
      mapping,
    });
    const [create] = merge.changes;
    if (!create) throw new Error("no row is made");
    const written = new Writes(mapping, LOOKUPS, NOW).opportunity(create, merge, "run.1", NOTHING_DONE);
    expect("columns" in written && written.columns).toMatchObject({ both: null });
    expect(Object.keys("columns" in written ? written.columns : {})).not.toContain("here");
    expect(Object.keys("columns" in written ? written.columns : {})).not.toContain("there");
  });

  it("knows of nothing that was agreed on at no time", () => {
    const row = rowOf({}, "o1", { ...BASE, referralModified: "soon" });
    expect(readBase(row, MAPPING)).toBeNull();
  });

  it("agrees on the blank that it carries over", () => {
    const notes = { as: "text", longest: 50, referral: "details.notes", opportunity: "description" };
    const mapping = mappingOf({ notes: { ...notes, blank: "propagate" } });
    const pair = pairOf(referralOf({ details: { notes: null } }));
    const { agreed, changes } = mergePair(pair, { ...ORDINARY, mapping });
    expect([agreed.notes, changes[0]?.fields[0]?.to]).toEqual([null, null]);
  });

  it("takes later what cannot be told when a row begins, as which of two accounts, and says so until then", () => {
    const size = { as: "choice", referral: "customerProfile.size", opportunity: "size", when: "create" };
    const mapping = mappingOf(
      { name: NAME, size: { ...size, values: { Small: 1 } } },
      { accounts: { match: ["name and country"] } },
    );
    const unsure = { unusable: "2 accounts match", elsewhere: true } as const;
    const merged = (pair: Pair, account: string | Unusable) => {
      const lookups = { ...LOOKUPS, accounts: new Map([[REFERRAL, account]]) };
      return mergePair(pair, { ...ORDINARY, mapping, lookups });
    };
    const huge = referralOf({ customerProfile: { size: "Huge" } });
    const { agreed, held } = merged(pairOf(huge, null), unsure);
    expect(held.map(({ field }) => field)).toEqual(["size", "account"]);
    const row = rowOf({ size: null, _parentaccountid_value: null });
    const later = pairOf(huge, row, { ...BASE, fields: agreed });
    expect(lacksAccount(later, mapping)).toBe(true);
    expect(merged(later, unsure).held).toEqual(held);
    const small = { ...later, referral: referralOf({ customerProfile: { size: "Small" } }) };
    const { changes } = merged(small, "an account");
    expect(changes[0]?.fields.map(({ field, to }) => [field, to])).toEqual([
      ["size", "Small"],
      ["account", "an account"],
    ]);
  });

  it("begins a new row with what the referral has, but for blanks and what never comes from there", () => {
    const text = { as: "text", longest: 50 } as const;
    const mapping = mappingOf({
      name: NAME,
      notes: { ...text, referral: "details.notes", opportunity: "description" },
      own: { ...text, referral: "details.own", opportunity: "own", direction: "opportunity to referral" },
      date: { as: "date", referral: "details.closingDateTime", opportunity: "estimatedclosedate" },
      status: STATUS,
    });
    const referral = referralOf({ details: { notes: null, own: "Theirs", closingDateTime: "some day" } });
    const merge = mergePair(pairOf(referral, null), { ...ORDINARY, mapping });
    expect(described(merge)).toEqual(["opportunity create name"]);
    expect(merge.held).toMatchObject([{ field: "date", side: "referral" }]);
    expect(merge.status.state).toBe("needs attention");
    expect(merge.agreed).not.toHaveProperty("own");
  });

  it.each([
    ["a name", { name: null }, "name"],
    ["a closing date", { estimatedclosedate: null }, "close date"],
    ["yes or no", { favorite: null }, "favorite"],
  ])(
    "holds that %s is emptied, which Partner Center would refuse, and writes the rest",
    (what, emptied, field) => {
      const settings = { blank: "propagate" } as const;
      const closing = { ...settings, referral: "details.closingDateTime", opportunity: "estimatedclosedate" };
      const mapping = mappingOf({
        name: { ...NAME, ...settings },
        notes: { as: "text", longest: 50, referral: "details.notes", opportunity: "description" },
        "close date": { as: "date", ...closing },
        favorite: { as: "yes or no", ...settings, referral: "favorite", opportunity: "favorite" },
      });
      const values = { name: "Deal", notes: "first", "close date": "2027-03-31", favorite: "yes" };
      const details = { notes: "first", closingDateTime: "2027-03-31T12:00:00Z" };
      const row = { estimatedclosedate: "2027-03-31", favorite: true, description: "news", ...emptied };
      const pair = pairOf(referralOf({ details, favorite: true }), rowOf(row), { ...BASE, fields: values });
      const merge = mergePair(pair, { ...ORDINARY, mapping });
      expect(described(merge)).toContain("referral update notes");
      const reason = `Partner Center wants ${what} for every deal`;
      expect(merge.held).toMatchObject([{ field, side: "referral", reason }]);
    },
  );

  it("keeps in a note what is overwritten, where anything is", () => {
    const context = { ...ORDINARY, mapping: mappingOf({ name: { ...NAME, conflict: "referral" } }) };
    const named = (name: string | null) =>
      mergePair(pairOf(referralOf({ name: "Better" }), rowOf({ name })), { ...context, lookups: LOOKUPS });
    expect(described(named("Seller's"))).toEqual(["opportunity note name", "opportunity update name"]);
    expect(described(named(null))).toEqual(["opportunity update name"]);
  });

  it("changes the referral first, then the row, and closes last", () => {
    const referral = referralOf({ name: "Better name", status: "Closed", substatus: "Won" });
    expect(described(mergeOf(pairOf(referral)))).toEqual([
      "opportunity update name",
      "opportunity close status",
    ]);
    const edited = mergeOf(pairOf(referralOf({ name: "Better name" }), rowOf({ description: "second" })));
    expect(described(edited)).toEqual(["referral update notes", "opportunity update name"]);
  });

  it("leaves a deal alone that is closed on both sides", () => {
    const referral = referralOf({ name: "Edited", status: "Closed", substatus: "Won" });
    const merge = mergeOf(pairOf(referral, rowOf({ statecode: 1, statuscode: 3 })));
    expect([merge.changes, merge.conflicts, merge.held]).toEqual([[], [], []]);
  });

  it("holds what a closed row can no longer take, and does not take it for agreed", () => {
    const merge = mergeOf(pairOf(referralOf({ name: "Edited" }), rowOf({ statecode: 1, statuscode: 3 })));
    expect(described(merge)).toEqual(["referral update status"]);
    expect(merge.held).toMatchObject([{ field: "name", side: "opportunity" }]);
    expect(merge.agreed.name).toBe("Deal");
  });

  it("holds what it cannot read, and knows when another record may fix that", () => {
    const unusable = "2 accounts match the customer";
    const held = (answer: Unusable) => {
      const mapping = mappingOf({ name: NAME }, { accounts: { match: ["domain"], otherwise: "ask" } });
      const lookups = { ...LOOKUPS, accounts: new Map([[REFERRAL, answer]]) };
      const pair = pairOf(referralOf(), rowOf({ _parentaccountid_value: null }));
      return mergePair(pair, { ...ORDINARY, mapping, lookups }).held;
    };
    const told = { link: pairOf().link, field: "account", side: "referral", reason: unusable };
    expect(held({ unusable, elsewhere: true })).toEqual([{ ...told, elsewhere: true }]);
    expect(held({ unusable })).toEqual([told]);
  });

  it("tells the seller of a deal that it closes nothing that waits for anybody", () => {
    const closed = referralOf({ status: "Closed", substatus: "Won" });
    const merge = mergeOf(pairOf(closed, rowOf({ name: "Edited" })));
    expect(merge.held).toMatchObject([{ field: "name", side: "referral" }]);
    expect(described(merge)).toContain("opportunity close status");
    expect(merge.status).toMatchObject({ state: "synced", reason: expect.stringContaining("in name") });
    // Until somebody has closed that, too, there is something to do.
    const base = { ...BASE, fields: { ...BASE.fields, status: "won" } };
    const reopened = mergeOf(pairOf(closed, rowOf({ name: "Edited" }), base));
    expect(reopened.status.state).toBe("needs attention");
  });

  it("goes on from the old base for what is held, so that it is held again and never taken for agreed", () => {
    const closed = referralOf({ status: "Closed", substatus: "Won" });
    const merge = mergeOf(pairOf(closed, rowOf({ name: "Seller's name" })));
    expect(merge.held).toMatchObject([{ field: "name", side: "referral" }]);
    expect(merge.agreed.name).toBe("Deal");
    const blankThere = referralOf({ name: null, status: "Closed", substatus: "Won" });
    const unknown = mergeOf(pairOf(blankThere, rowOf(), { ...BASE, fields: { notes: "first" } }));
    expect(unknown.held).toMatchObject([{ field: "name" }]);
    expect(unknown.agreed).not.toHaveProperty("name");
  });

  it("closes again when an earlier run did not get that far, although the base says closed", () => {
    const closed = referralOf({ status: "Closed", substatus: "Lost" });
    const pair = pairOf(closed, rowOf(), { ...BASE, fields: { ...BASE.fields, status: "lost" } });
    expect(described(mergeOf(pair, [REFERRAL]))).toEqual(["opportunity close status"]);
    expect(mergeOf(pair).held).toHaveLength(1);
    // What was to be closed is open on both sides: nobody wants that any more.
    expect(described(mergeOf(pairOf(), [REFERRAL]))).toEqual([]);
  });

  it("names the statuscode of the mapping when it closes", () => {
    const merge = mergeOf(pairOf(referralOf({ status: "Closed", substatus: "Declined" })));
    const close = merge.changes.find((change) => change.action === "close");
    if (!close) throw new Error("no close planned");
    const write = new Writes(MAPPING, LOOKUPS, "2026-11-20T09:00:00Z").opportunity(
      close,
      merge,
      "run.1",
      NOTHING_DONE,
    );
    expect(write).toMatchObject({ action: "close", as: "lost", statuscode: 4 });
  });

  it("keeps the old base of a field that the referral refused", () => {
    const merge = mergeOf(pairOf(referralOf({ name: "Better name" }), rowOf({ description: "second" })));
    const [toReferral, toRow] = merge.changes;
    if (!toRow) throw new Error("no row change planned");
    const writes = new Writes(MAPPING, LOOKUPS, "2026-11-20T09:00:00Z");
    const baseAfter = (outcome: "applied" | "rejected") => {
      const write = writes.opportunity(toRow, merge, "run.2", {
        ...NOTHING_DONE,
        referral: outcomeOf(toReferral, outcome),
      });
      return !("columns" in write) ? null : JSON.parse(String(write.columns.cosell_base)).f;
    };
    expect(baseAfter("applied")).toMatchObject({ name: "Better name", notes: "second" });
    expect(baseAfter("rejected")).toMatchObject({ name: "Better name", notes: "first" });
  });
});
