import { describe, expect, it } from "vitest";
import type { Decided } from "../../src/model/decided.ts";
import type { Change } from "../../src/model/plan.ts";
import { shareIdFor } from "../../src/model/provisional.ts";
import type { Base } from "../../src/model/record.ts";
import type { Intent } from "../../src/model/state.ts";
import { EMPTY_STATE, formatState, parseState } from "../../src/reconcile/checkpoint/state.ts";
import { announce, withoutNoteThere } from "../../src/reconcile/journal/announce.ts";
import { recoverBase, settle, withFindings } from "../../src/reconcile/journal/journal.ts";
import { outdoneBy } from "../../src/reconcile/journal/rivals.ts";
import { toPlan } from "../../src/reconcile/plan/plan.ts";
import { fingerprints } from "../../src/reconcile/record/fingerprint.ts";
import { noteIdFor } from "../../src/reconcile/record/ids.ts";
import { BASE, intentOf, MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf } from "./fields.ts";
import { LOOKUPS, NOTHING_ARRIVED } from "./world.ts";

const KEY = Buffer.from("a key that only this installation has");
const world = (key: Buffer | null = KEY) => ({
  mapping: MAPPING,
  lookups: LOOKUPS,
  fingerprint: fingerprints(MAPPING, key),
  now: "2026-11-23T10:30:00.000Z",
  ...NOTHING_ARRIVED,
});

/** What the dead run had announced: notes of the row go to the referral. */
function announced(key: Buffer | null = KEY): Intent[] {
  const merge = mergeOf(pairOf(referralOf(), rowOf({ description: "second" })));
  return announce(toPlan([merge], []), {
    run: "dead",
    at: "2026-11-23T10:00:00.000Z",
    fingerprint: fingerprints(MAPPING, key),
    places: MAPPING.places,
    open: [],
  });
}

describe("an announcement", () => {
  const link = pairOf().link;
  const note = (who: Decided): Change => {
    const fields = [{ field: "notes", from: "first", to: "second", overwrites: true, ...who }];
    return { side: "opportunity", action: "note", link, etag: null, fields };
  };
  const announcedOf = (change: Change, run: string, open: readonly Intent[] = []) => {
    const plan = { changes: [change], conflicts: [], held: [], warnings: [], questions: [] };
    const { fingerprint, mapping } = world();
    return announce(plan, { run, at: "2026-11-23T10:00:00.000Z", fingerprint, places: mapping.places, open });
  };

  it("says what a person has decided, so that a later run can audit it", () => {
    const [intent] = announcedOf({ ...note({ resolved: true }), approved: true }, "run");
    expect(intent).toMatchObject({ approved: true, fields: [{ field: "notes", resolved: true }] });
    const [other] = announcedOf(note({}), "run");
    expect(Object.keys(other?.fields[0] ?? {})).toEqual(["field", "target", "loser"]);
    const state = { ...EMPTY_STATE, journal: { run: "run", writing: true, intents: intent ? [intent] : [] } };
    expect(parseState(formatState(state, {}), "branch")).toEqual(state);
  });

  it.each([
    ["applied", []],
    ["open", ["note"]],
    ["superseded", ["note"]],
  ] as const)("has no note that says what one of a dead run says which was %s", (fate, planned) => {
    const settled = announcedOf(note({ resolved: true }), "dead").map((intent) => ({ intent, fate }));
    const merge = { ...mergeOf(pairOf()), changes: [note({})] };
    const { changes } = withoutNoteThere(merge, settled, world().fingerprint);
    expect(changes.map(({ action }) => action)).toEqual(planned);
  });

  it("has every other note, and what a note of a dead run was to make room for", () => {
    const settled = announcedOf(note({}), "dead").map((intent) => ({ intent, fate: "applied" as const }));
    const fields = [{ field: "notes", from: "else", to: "second", overwrites: true }];
    const update = { ...note({}), side: "referral", action: "update", etag: "r1" } as const;
    const merge = { ...mergeOf(pairOf()), changes: [{ ...note({}), fields }, update] };
    expect(withoutNoteThere(merge, settled, world().fingerprint)).toEqual(merge);
  });

  it("says which record of another table it is about", () => {
    const row = { table: "lead", id: "lead" } as const;
    expect(announcedOf({ ...note({}), row }, "run")).toMatchObject([{ row }]);
  });

  it("takes no note for another while any of its values has no name", () => {
    const { fields, ...about } = note({});
    const shown = { field: "name", from: "Deal", to: "Better", overwrites: true };
    const change = { ...about, fields: [shown, ...fields] };
    const plan = { changes: [change], conflicts: [], held: [], warnings: [], questions: [] };
    const { places } = MAPPING;
    const nameless = { at: "2026-11-23T10:00:00.000Z", fingerprint: fingerprints(MAPPING, null), places };
    const open = announce(plan, { ...nameless, run: "dead", open: [] });
    expect(announce(plan, { ...nameless, run: "run", open })).toMatchObject([{ id: "run.1" }]);
  });

  it.each<[string, Change]>([
    [
      "a note of another value that is overwritten",
      { ...note({}), fields: [{ ...note({}).fields[0], from: "else" }] as Change["fields"] },
    ],
    ["the change that overwrites it", { ...note({}), side: "referral", action: "update", etag: "r1" }],
  ])("does not take for the note of a dead run %s", (_what, change) => {
    const open = announcedOf(note({}), "dead");
    expect(announcedOf(change, "run", open)).toMatchObject([{ id: "run.1" }]);
  });

  it("takes no note of another deal for its own, though it says the same", () => {
    const shown = { ...note({}), fields: [{ field: "name", from: "Deal", to: "Better", overwrites: true }] };
    const open = announcedOf(shown, "dead");
    expect(announcedOf(shown, "run", open)).toMatchObject([{ id: "dead.1" }]);
    const another = { ...shown, link: { referral: "another", opportunity: "another" } };
    expect(announcedOf(another, "run", open)).toMatchObject([{ id: "run.1" }]);
  });

  it("takes a note for the one that a dead run announced, whoever decided about it", () => {
    const open = announcedOf(note({ resolved: true }), "dead");
    expect(announcedOf(note({}), "run", open)[0]).toMatchObject({
      id: "dead.1",
      action: "note",
      fields: [{ field: "notes" }],
    });
  });
});

const fates = (intents: readonly Intent[], pair = pairOf(), key: Buffer | null = KEY) =>
  settle(intents, [pair], world(key)).map(({ fate }) => fate);

describe("settling the note of a run that died", () => {
  const note = intentOf({ id: "dead.7", side: "opportunity", action: "note", etag: null });
  const fateWith = (notes: readonly string[], at = note.at) =>
    settle([{ ...note, at }], [], { ...world(), notes: new Set(notes) })[0]?.fate;

  it("finds it under the id that was announced, whatever became of the records", () => {
    expect(fateWith([noteIdFor("dead.7")])).toBe("applied");
    expect(fateWith([noteIdFor("dead.8")])).toBe("open");
  });

  it("gives it up when it did not arrive in an hour", () => {
    expect(fateWith([], "2026-11-23T09:00:00.000Z")).toBe("superseded");
  });

  it("does not take another note for it", () => {
    const link = { referral: note.referral, opportunity: note.opportunity };
    const change = { side: note.side, action: note.action, link, etag: null, fields: [] };
    expect(outdoneBy([change])(note)).toBe(false);
  });
});

describe("a request for help that was announced before the deal had a referral", () => {
  const invite = intentOf({ action: "invite", referral: shareIdFor(intentOf().opportunity), etag: null });

  it("is the one that is made once it has one", () => {
    const link = { ...pairOf().link };
    const change = { side: "referral", action: "invite", link, etag: null, fields: [] } as const;
    expect(outdoneBy([change])(invite)).toBe(true);
    expect(outdoneBy([{ ...change, link: { ...link, opportunity: "another" } }])(invite)).toBe(false);
  });

  it("counts once with it", () => {
    const again = { ...invite, id: "second.1", referral: pairOf().link.referral };
    const asked = pairOf(referralOf({ microsoft: { id: "theirs" } }));
    expect(fates([invite, again], asked)).toEqual(["superseded", "applied"]);
  });
});

describe("a write that is made", () => {
  const { link } = pairOf();
  const made: Change = { side: "opportunity", action: "update", link, etag: "o1", fields: [] };
  const open = intentOf({ side: "opportunity", etag: "o1" });

  it.each<[string, Partial<Intent>, boolean]>([
    ["an earlier one of the same record", {}, true],
    [
      "none of another opportunity, which somebody had before for the deal",
      { opportunity: "another" },
      false,
    ],
    ["not its close, which may yet arrive", { action: "close" }, false],
    ["none of its lead", { row: { table: "lead", id: "l1" } }, false],
  ])("outdoes %s", (_what, more, isOutdone) => {
    expect(outdoneBy([made])({ ...open, ...more })).toBe(isOutdone);
  });
});

describe("settling the intents of a run that died", () => {
  const [toReferral = intentOf(), toRow = intentOf()] = announced();

  it("announces hidden values as fingerprints only", () => {
    expect(JSON.stringify(announced())).not.toContain("second");
    expect(toReferral.fields).toMatchObject([
      { field: "notes", target: expect.stringMatching(/^#[0-9a-f]{24}$/) },
    ]);
  });

  it("knows a referral that it wrote by its moved etag and the intended value", () => {
    const written = referralOf({ details: { notes: "second" } }, "r2");
    expect(fates([toReferral], pairOf(written))).toEqual(["applied"]);
  });

  it("does not take a version for its own that an earlier run had dealt with", () => {
    const before = referralOf({ details: { notes: "second" } }, "r2");
    const fateWith = (etag: string) =>
      settle([toReferral], [pairOf(before)], { ...world(), seen: { [toReferral.referral]: etag } })[0]?.fate;
    expect(fateWith("r2")).toBe("superseded");
    expect(fateWith("r1")).toBe("applied");
  });

  it("leaves an intent open as long as its precondition holds, for it may still arrive", () => {
    expect(fates([toReferral, toRow])).toEqual(["open", "open"]);
  });

  it("gives up an intent that has not arrived for an hour", () => {
    const old = { ...toReferral, at: "2026-11-23T09:29:59.000Z" };
    expect(fates([old, { ...old, at: "2026-11-23T09:30:00.000Z" }])).toEqual(["superseded", "open"]);
  });

  it("gives up an intent whose record somebody else has changed, and cannot tell of a referral", () => {
    const edited = referralOf({ details: { notes: "third" } }, "r2");
    expect(fates([toReferral, toRow], pairOf(edited, rowOf({}, "o2")))).toEqual(["unclear", "superseded"]);
  });

  it("knows of a referral that was changed again, when the same run got as far as its row", () => {
    const edited = referralOf({ details: { notes: "third" } }, "r2");
    const base = { ...BASE, change: toRow.id, fields: { ...BASE.fields, notes: "second" } };
    expect(fates([toReferral, toRow], pairOf(edited, rowOf({}, "o3", base), base))).toEqual([
      "applied",
      "applied",
    ]);
  });

  it.each<[string, Partial<Intent>, Partial<Base>]>([
    ["says nothing of it, as after a refusal", {}, { fields: BASE.fields }],
    ["was written by another run", { at: "2026-11-23T10:05:00.000Z" }, {}],
    ["belongs to another referral", { referral: "another" }, {}],
  ])("cannot tell of a referral that was changed again when the row %s", (_what, of, more) => {
    const edited = referralOf({ details: { notes: "third" } }, "r2");
    const base = { ...BASE, change: toRow.id, fields: { ...BASE.fields, notes: "second" }, ...more };
    const [fate] = fates([toReferral, { ...toRow, ...of }], pairOf(edited, rowOf({}, "o3", base), base));
    expect(fate).toBe("unclear");
  });

  it("knows a referral that it wrote by any of the values, as somebody may have changed the others since", () => {
    const target = world().fingerprint(toReferral.referral, "name", "Better");
    const both = { ...toReferral, fields: [...toReferral.fields, { field: "name", target }] };
    const written = referralOf({ name: "Typed over", details: { notes: "second" } }, "r2");
    expect(fates([both], pairOf(written))).toEqual(["applied"]);
  });

  it("cannot tell of a row that has lost what a run wrote into it", () => {
    expect(fates([toRow], pairOf(referralOf(), rowOf({}, "o3", null), null))).toEqual(["unclear"]);
  });

  it("looks for a row under its own id, where the referral has another one by now", () => {
    const other = { ...rowOf({}, "o7"), id: "another row" };
    expect(fates([toRow], pairOf(referralOf(), other))).toEqual(["open"]);
    const announcedRows = new Map([[toRow.opportunity, rowOf({}, "o3", { ...BASE, change: toRow.id })]]);
    const settled = settle([toRow], [pairOf(referralOf(), other)], { ...world(), announcedRows });
    expect(settled).toMatchObject([{ fate: "applied" }]);
  });

  it("counts one write only of two runs that wrote the same to one version of a referral", () => {
    const again = { ...toReferral, id: "second.1" };
    const written = referralOf({ details: { notes: "second" } }, "r2");
    expect(fates([toReferral, again], pairOf(written))).toEqual(["superseded", "applied"]);
    for (const found of ["applied", "audited"] as const)
      expect(fates([{ ...toReferral, found }, again], pairOf(written))).toEqual([found, "superseded"]);
  });

  it("takes a write for outdone that it cannot tell of, where another one on the same version arrived", () => {
    const target = world().fingerprint(toReferral.referral, "name", "Better");
    const other = { ...toReferral, id: "second.1", fields: [{ field: "name", target }] };
    const written = referralOf({ details: { notes: "second" } }, "r2");
    expect(fates([toReferral, other], pairOf(written))).toEqual(["applied", "superseded"]);
  });

  it("counts the account of a customer once, of however many deals it was announced", () => {
    const row = { table: "account", id: "a1" } as const;
    const account = intentOf({ side: "opportunity", action: "create", etag: null, row });
    const intents = [account, { ...account, id: "dead.2", referral: "another" }];
    const settled = settle(intents, [pairOf()], { ...world(), arrived: new Set(["a1"]) });
    expect(settled.map(({ fate }) => fate)).toEqual(["superseded", "applied"]);
  });

  it("believes what an earlier run found out, although the record no longer shows it", () => {
    const found = { ...toRow, found: "applied" as const };
    expect(fates([found], pairOf(referralOf(), rowOf({}, "o5")))).toEqual(["applied"]);
    expect(withFindings(settle([found, toReferral], [pairOf()], world()))).toEqual([found, toReferral]);
  });

  it("claims nothing about a hidden value without a key", () => {
    const [withoutKey = intentOf()] = announced(null);
    expect(withoutKey.fields).toMatchObject([{ field: "notes", target: null }]);
    const written = referralOf({ details: { notes: "second" } }, "r2");
    expect(fates([withoutKey], pairOf(written), null)).toEqual(["unclear"]);
  });

  it("knows a row that it wrote by the change its base names, even after somebody edited the row", () => {
    const base = { ...BASE, change: toRow.id };
    expect(fates([toRow], pairOf(referralOf(), rowOf({ name: "Edited" }, "o3", base), base))).toEqual([
      "applied",
    ]);
  });

  it("knows a created row the same way, and an absent one is still open", () => {
    const create = intentOf({ side: "opportunity", action: "create", etag: null });
    const base = { ...BASE, change: create.id };
    expect(fates([create], pairOf(referralOf(), rowOf({}, "o1", base), base))).toEqual(["applied"]);
    expect(fates([create], pairOf(referralOf(), rowOf()))).toEqual(["superseded"]);
    expect(fates([create], pairOf(referralOf(), null))).toEqual(["open"]);
  });

  it("knows that a lead was qualified by the state of the lead", () => {
    const row = { table: "lead", id: "l1" } as const;
    const qualify = intentOf({ side: "opportunity", action: "qualify", etag: null, row });
    const lead = (statecode: number) => ({ ...rowOf({ statecode }), id: "l1" });
    const fateOf = (statecode: number) => fates([qualify], { ...pairOf(), lead: lead(statecode) });
    expect([fateOf(0), fateOf(1)]).toEqual([["open"], ["applied"]]);
  });

  it("knows that a close arrived by the state of the row", () => {
    const close = intentOf({ side: "opportunity", action: "close", etag: null });
    expect(fates([close], pairOf(referralOf(), rowOf({ statecode: 2, statuscode: 4 })))).toEqual(["applied"]);
    expect(fates([close])).toEqual(["open"]);
  });
});

describe("settling a write whose deal cannot be seen", () => {
  const fateAt = (intent: Intent, now: string) => settle([intent], [], { ...world(), now })[0]?.fate;
  const update = intentOf({ id: "dead.1" });
  const hourLater = "2026-11-23T11:00:00.001Z";

  it("says after an hour that it cannot be told, since what is not shown is no evidence", () => {
    expect(fateAt(update, "2026-11-23T11:00:00.000Z")).toBe("open");
    expect(fateAt(update, hourLater)).toBe("unclear");
    expect(fateAt({ ...update, side: "opportunity", row: { table: "lead", id: "l1" } }, hourLater)).toBe(
      "unclear",
    );
  });

  it.each(["lead", "account"] as const)(
    "says the same of a %s, where the mapping has none any more",
    (table) => {
      const row = { table, id: "l1" };
      const made = intentOf({ id: "dead.1", side: "opportunity", action: "create", row });
      const leads = { kinds: [], becomeLeads: [], rows: MAPPING };
      const accounts = {} as NonNullable<typeof MAPPING.accounts>;
      const fateIn = (mapping: typeof MAPPING) =>
        settle([made], [pairOf()], { ...world(), mapping, now: hourLater }).map(({ fate }) => fate);
      expect(fateIn({ ...MAPPING, leads: null, accounts: null })).toEqual(["unclear"]);
      expect(fateIn({ ...MAPPING, leads, accounts })).toEqual(["superseded"]);
    },
  );

  it("says the same of a row that was there, and is deleted", () => {
    expect(fateAt({ ...update, side: "opportunity" }, hourLater)).toBe("unclear");
    expect(fateAt({ ...update, side: "opportunity", action: "close", etag: null }, hourLater)).toBe(
      "unclear",
    );
  });

  it("gives up what is looked for by its own id", () => {
    expect(fateAt({ ...update, side: "opportunity", action: "create" }, hourLater)).toBe("superseded");
  });
});

describe("the base after a crash", () => {
  const [toReferral = intentOf()] = announced();
  const written = referralOf({ details: { notes: "second" } }, "r2");

  it("has what reached the referral, so that a second edit is an edit and not a conflict", () => {
    const pair = pairOf(written, rowOf({ description: "third" }));
    const recovered = recoverBase(pair, settle([toReferral], [pair], world()), world());
    const merge = mergeOf(recovered);
    expect(merge.conflicts).toEqual([]);
    expect(merge.changes.map(({ side, fields }) => [side, fields[0]?.to])).toEqual([
      ["referral", "third"],
      ["opportunity", undefined],
    ]);
  });

  it("is written to the row, even when nothing else is left to do", () => {
    const pair = pairOf(written, rowOf({ description: "second" }));
    const recovered = recoverBase(pair, settle([toReferral], [pair], world()), world());
    expect(mergeOf(recovered).changes).toMatchObject([{ side: "opportunity", action: "update", fields: [] }]);
  });

  it("has it also where an earlier run has audited that it reached the referral", () => {
    const pair = pairOf(written, rowOf());
    const audited = [{ intent: { ...toReferral, found: "audited" as const }, fate: "audited" as const }];
    expect(recoverBase(pair, audited, world()).base?.fields.notes).toBe("second");
  });

  it.each([
    ["hidden", ["value", "hidden"]],
    ["shown", ["hidden", "value"]],
  ] as const)("has it also where the mapping has the value %s since", (_now, [before, since]) => {
    const having = (audit: "value" | "hidden") =>
      mappingOf({
        notes: { as: "text", longest: 50, referral: "details.notes", opportunity: "description", audit },
      });
    const pair = pairOf(written, rowOf({ description: "third" }));
    const context = { ...world(), mapping: having(since), fingerprint: fingerprints(having(since), KEY) };
    const target = fingerprints(having(before), KEY)(toReferral.referral, "notes", "second");
    const intent = { ...toReferral, fields: [{ field: "notes", target }] };
    expect(recoverBase(pair, settle([intent], [pair], context), context).base?.fields.notes).toBe("second");
  });

  it("has nothing of what somebody has changed in the referral since", () => {
    const target = world().fingerprint(toReferral.referral, "name", "Better");
    const both = { ...toReferral, fields: [...toReferral.fields, { field: "name", target }] };
    const since = referralOf({ name: "Typed over", details: { notes: "second" } }, "r2");
    const pair = pairOf(since, rowOf({ name: "Better", description: "second" }));
    const { base } = recoverBase(pair, settle([both], [pair], world()), world());
    expect(base?.fields).toEqual({ ...BASE.fields, notes: "second" });
  });

  it("has nothing of a note, which says what was to win on the row", () => {
    const target = world().fingerprint(toReferral.referral, "name", "Theirs");
    const note = intentOf({ side: "opportunity", action: "note", fields: [{ field: "name", target }] });
    const pair = pairOf(referralOf({ name: "Theirs" }, "r2"), rowOf({ name: "Ours" }, "o2"));
    expect(recoverBase(pair, [{ intent: note, fate: "applied" }], world())).toBe(pair);
  });

  it("is none where the row has none, unless the run that died has made the referral", () => {
    const pair = pairOf(written, rowOf({}, "o2", null), null);
    expect(recoverBase(pair, [{ intent: toReferral, fate: "applied" }], world())).toBe(pair);
  });

  it("is not written again to a row that has taken it", () => {
    const base = { ...BASE, change: "dead.2", fields: { ...BASE.fields, notes: "second" } };
    const pair = pairOf(written, rowOf({ description: "second" }), base);
    const recovered = recoverBase(pair, settle([toReferral], [pair], world()), world());
    expect(mergeOf(recovered).changes).toEqual([]);
  });
});
