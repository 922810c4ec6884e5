import { describe, expect, it } from "vitest";
import { placesOf } from "../../src/mapping/places.ts";
import { type Merge, NOTHING_DONE, type Pair } from "../../src/model/plan.ts";
import type { Snapshot } from "../../src/model/record.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { putBackAfter, untakenAfter, whyNotAgain } from "../../src/reconcile/merge/put-back.ts";
import { formatBase, readBase } from "../../src/reconcile/record/base.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, NOW, ORDINARY, REFERRAL } from "./world.ts";

const nothing = { side: "opportunity", id: "row", etag: "o1", modified: "" } as const;
/** Of no mapping. */
const NOWHERE = placesOf({});
const base = { change: "run.1", referralModified: "2026-11-23T09:00:00Z", fields: { notes: "Call them" } };

function pairWith(putBack: Snapshot): Pair {
  const opportunity = { ...nothing, properties: { base: formatBase({ ...base, putBack }, NOWHERE) } };
  const referral = { ...nothing, side: "referral", properties: {} } as const;
  const link = { referral: "referral", opportunity: "row" };
  return {
    link,
    referral,
    opportunity,
    base: readBase(opportunity, { baseColumn: "base", places: NOWHERE }),
    baseIsStored: true,
    adopts: false,
  };
}

describe("a value that was written and came back changed", () => {
  const wish = { field: "notes", side: "opportunity", to: "Call them" } as const;
  const pair = pairWith({ notes: "CALL THEM" });

  it.each([
    ["is held when it is the same once more", { ...wish, from: "CALL THEM" }, true],
    ["is written when it is another", { ...wish, from: "Call us" }, false],
    ["is written when the source has another", { ...wish, from: "CALL THEM", to: "Write" }, false],
    ["is written when it is gone this time", { ...wish, from: null }, false],
    ["is written when it is another field's", { ...wish, field: "name", from: "CALL THEM" }, false],
  ])("%s", (_what, one, isHeld) => {
    expect(whyNotAgain(pair, one) !== null).toBe(isHeld);
  });

  it("is held when it is nothing once more", () => {
    expect(whyNotAgain(pairWith({ notes: null }), { ...wish, from: null })).not.toBeNull();
  });

  it("is overwritten the first time", () => {
    expect(whyNotAgain(pairWith({}), { ...wish, from: "CALL THEM" })).toBeNull();
  });
});

describe("a value that Partner Center did not take", () => {
  const untaken = { ...base, untaken: { notes: "Write" } };
  const pair = { ...pairWith({}), base: untaken };
  const back = { field: "notes", side: "opportunity", from: "Call them", to: "Write" } as const;

  it.each([
    ["is not undone by what Partner Center had before", pair, back, true],
    ["gives way to another one", pair, { ...back, to: "Write soon" }, false],
    ["may be set back by its seller", pair, { ...back, side: "referral" }, false],
    ["is not sent once more", pair, { ...back, side: "referral", from: "Write", to: "Call them" }, true],
    ["is its seller's no more once it was edited", pair, { ...back, from: "Call us" }, false],
    ["is none where Partner Center took it", pairWith({}), back, false],
  ] as const)("%s", (_what, one, wish, isHeld) => {
    expect(whyNotAgain(one, wish) !== null).toBe(isHeld);
  });

  it("is remembered with the base, for as long as that has it", () => {
    const row = { ...nothing, properties: { base: formatBase(untaken, NOWHERE) } };
    expect(readBase(row, { baseColumn: "base", places: NOWHERE })).toEqual(untaken);
    const merge = { pair } as unknown as Merge;
    expect(untakenAfter(merge, base.fields)).toEqual({ notes: "Write" });
    expect(untakenAfter(merge, { notes: "Call us" })).toEqual({});
    expect(untakenAfter(merge, { notes: "Call us" }, { notes: "Write" })).toEqual({ notes: "Write" });
  });
});

describe("what Partner Center made of a value", () => {
  const NOTES = { as: "text", longest: 50, referral: "details.notes", opportunity: "description" };
  const SET = { as: "solutions", referral: "details.requirements.solutions", opportunity: "cosell_products" };
  const EVERY = ["both", "opportunity to referral"];

  /** What is written of a pair whose referral still shows something else than it was sent, after an edit of the seller's. */
  function merged(field: object, { sent, shown, edited }: Record<"sent" | "shown" | "edited", string>) {
    const mapping = mappingOf({ field, status: STATUS });
    const known = { ...base, fields: { field: sent, status: "open" }, untaken: { field: shown } };
    const solutions = shown.split(", ").map((id) => ({ id }));
    const referral = referralOf({ details: { notes: shown, requirements: { solutions } } });
    const columns = { description: edited, cosell_products: edited };
    const row = rowOf({ ...columns, cosell_base: formatBase(known, mapping.places) });
    const { changes, conflicts, held } = mergePair(pairOf(referral, row, known), { ...ORDINARY, mapping });
    const writes = changes.flatMap(({ side, action, fields }) =>
      fields.map(({ to }) => `${action} ${side}: ${to}`),
    );
    return { writes, open: [...conflicts, ...held].length };
  }

  it.each(["report", "referral", "opportunity", "newest"])(
    "is no edit that stands against the seller's next one, under the policy %s",
    (conflict) => {
      for (const direction of EVERY) {
        const seen = { sent: "A long note", shown: "A long", edited: "A new note" };
        const found = merged({ ...NOTES, direction, conflict }, seen);
        expect(found).toEqual({ writes: ["update referral: A new note"], open: 0 });
      }
    },
  );

  it("takes nothing out of a list to which the seller adds something", () => {
    const found = merged(SET, { sent: "A, B", shown: "A", edited: "A, B, C" });
    expect(found).toEqual({ writes: ["update referral: A, B, C"], open: 0 });
  });

  it("is what the seller may settle for", () => {
    const found = merged(NOTES, { sent: "A long note", shown: "A long", edited: "A long" });
    expect(found).toEqual({ writes: [], open: 0 });
  });

  it.each(EVERY)(
    "is told, and not written over, while nobody edits it, on a field that goes %s",
    (direction) => {
      const seen = { sent: "A long note", shown: "A long", edited: "A long note" };
      expect(merged({ ...NOTES, direction }, seen)).toEqual({ writes: [], open: 1 });
    },
  );
});

describe("a value in Partner Center that is to be overwritten", () => {
  const mapping = mappingOf({
    notes: {
      as: "text",
      longest: 50,
      referral: "details.notes",
      opportunity: "description",
      direction: "opportunity to referral",
    },
    name: { as: "text", longest: 50, referral: "name", opportunity: "name" },
  });
  const known = { change: "run.1", referralModified: "", fields: { notes: "first", name: "Deal" } };
  const row = rowOf({ cosell_base: formatBase(known, mapping.places) });
  const edited = pairOf(referralOf({ name: "Pilot", details: { notes: "theirs" } }), row, known);
  const merge = mergePair(edited, { ...ORDINARY, mapping });
  const [update, rowUpdate] = merge.changes.filter(({ action }) => action === "update");

  it.each([
    ["was overwritten, and is not once more", "applied", { notes: "theirs" }],
    ["was refused, and stays there until the next try", "rejected", undefined],
    ["never arrived, and stays there until the next try", "failed", undefined],
  ] as const)("%s", (_what, outcome, putBack) => {
    if (!rowUpdate) throw new Error("the row is not written");
    const writes = new Writes(mapping, LOOKUPS, NOW);
    const done = { ...NOTHING_DONE, referral: outcomeOf(update, outcome) };
    const written = writes.opportunity(rowUpdate, merge, "run.2", done);
    const columns = "columns" in written ? written.columns : {};
    expect(readBase(rowOf(columns), mapping)?.putBack).toEqual(putBack);
  });
});

describe("a value in Partner Center that something has changed", () => {
  const one = { as: "text", longest: 50, direction: "opportunity to referral" };
  const fields = {
    notes: { ...one, referral: "details.notes", opportunity: "description" },
    status: STATUS,
  };
  const known = { change: "run.1", referralModified: "", fields: { notes: "first", status: "open" } };
  const theirs = { details: { notes: "theirs" } };
  const merged = (row: object, referral: object, close: "allow" | "never" = "allow") => {
    const mapping = mappingOf(fields, { guards: { close } });
    const opportunity = rowOf({ cosell_base: formatBase(known, mapping.places), ...row });
    const pair = pairOf(referralOf(referral), opportunity, known);
    return mergePair(pair, { ...ORDINARY, mapping });
  };
  const said = ({ changes }: Merge) => changes.map(({ side, action }) => `${action} ${side}`);
  const WON = { statecode: 1, statuscode: 3 };

  it("is remembered when it is overwritten, although both agree on what they did before", () => {
    expect(said(merged({}, theirs))).toEqual(["note opportunity", "update referral", "update opportunity"]);
  });

  it("is left to people where the opportunity is closed, and remembers nothing, while the referral is not", () => {
    const { changes, held } = merged(WON, theirs, "never");
    expect(changes).toEqual([]);
    expect(held.map(({ field }) => field)).toEqual(["status", "notes"]);
  });

  it("is overwritten where somebody has decided so, though the opportunity is closed", () => {
    const { notes, status } = fields;
    const mapping = mappingOf(
      { notes: { ...notes, direction: "both" }, status },
      { guards: { close: "never" } },
    );
    const opportunity = rowOf({
      cosell_base: formatBase(known, mapping.places),
      ...WON,
      description: "ours",
    });
    const resolutions = new Map([[REFERRAL, new Map([["notes", "opportunity"] as const])]]);
    const pair = pairOf(referralOf(theirs), opportunity, known);
    const decided = mergePair(pair, { ...ORDINARY, mapping, resolutions });
    expect(said(decided)).toEqual(["note opportunity", "update referral"]);
  });

  it("is overwritten for the last time where the referral is closed as well", () => {
    expect(said(merged(WON, theirs))).toEqual(["note opportunity", "update referral"]);
  });

  it("is none where nobody has", () => {
    const { changes } = merged({ ...WON, description: "second" }, {}, "never");
    expect(changes).toMatchObject([{ side: "referral", fields: [{ field: "notes", to: "second" }] }]);
  });
});

describe("what a base remembers of it", () => {
  const merge = (pair: Pair, from?: string | null): Merge => {
    const overwrites = typeof from === "string" ? { overwrites: true } : {};
    const fields = from === undefined ? [] : [{ field: "notes", from, to: "Call them", ...overwrites }];
    const { link } = pair;
    const changes = [{ side: "opportunity", action: "update", link, etag: "o1", fields } as const];
    const status = { state: "synced", reason: null } as unknown as Merge["status"];
    return { pair, changes, conflicts: [], held: [], warnings: [], agreed: {}, status };
  };

  it("is what the latest write overwrote", () => {
    expect(putBackAfter(merge(pairWith({}), "CALL THEM"), base.fields)).toEqual({ notes: "CALL THEM" });
  });

  it("is also that it was gone, and not that it was never there", () => {
    expect(putBackAfter(merge(pairWith({}), null), base.fields)).toEqual({ notes: null });
    const pair = { ...pairWith({}), base: { ...base, fields: { notes: null } } };
    expect(putBackAfter(merge(pair, null), base.fields)).toEqual({});
  });

  it("is nothing of a write that took nobody's value away", () => {
    const { changes, ...rest } = merge(pairWith({}), "Call");
    const plain = changes.map((change) => ({
      ...change,
      fields: change.fields.map(({ overwrites: _overwrites, ...field }) => field),
    }));
    expect(putBackAfter({ ...rest, changes: plain }, base.fields)).toEqual({});
  });

  it("is what Partner Center's last answer shows, where an earlier one has shown something else", () => {
    const pair = { ...pairWith({}), base: { ...base, untaken: { notes: "call" } } };
    expect(untakenAfter(merge(pair), base.fields)).toEqual({ notes: "call" });
    expect(untakenAfter(merge(pair), base.fields, { notes: "CALL" })).toEqual({ notes: "CALL" });
  });

  it("is what was overwritten last, where something else was before", () => {
    expect(putBackAfter(merge(pairWith({ notes: "CALL THEM" }), "Call us"), base.fields)).toEqual({
      notes: "Call us",
    });
  });

  it("stays for as long as the source does", () => {
    const pair = pairWith({ notes: "CALL THEM" });
    expect(putBackAfter(merge(pair), base.fields)).toEqual({ notes: "CALL THEM" });
    expect(putBackAfter(merge(pair), { notes: "Write" })).toEqual({});
  });

  it("takes no room where there is nothing", () => {
    expect(formatBase({ ...base, putBack: {} }, NOWHERE)).toBe(
      '{"v":1,"c":"run.1","m":"2026-11-23T09:00:00Z","f":{"notes":"Call them"},"t":"---","s":"RBN"}',
    );
  });
});
