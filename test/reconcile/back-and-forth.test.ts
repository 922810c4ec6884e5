import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Side } from "../../src/model/record.ts";
import { againAfter } from "../../src/reconcile/merge/back-and-forth.ts";
import { SYNCED } from "../../src/reconcile/merge/seller.ts";
import { readBase } from "../../src/reconcile/record/base.ts";
import { BASE, MAPPING, mergeOf, pairOf } from "./deals.ts";
import { mappingOf, NAME } from "./fields.ts";
import { World } from "./world.ts";

const NOTES = { as: "text", longest: 100, referral: "details.notes", opportunity: "description" } as const;
const COLUMNS = {
  "referral identifier": "cosell_referralid",
  base: "cosell_base",
  "sync reason": "cosell_syncreason",
};

const begin = (mapping: Mapping) => {
  const world = new World(mapping, { name: "Pilot", details: { notes: "First" } });
  world.sync();
  return world;
};

/** What something makes of what a run has written. */
interface Habit {
  readonly here?: (row: Record<string, unknown>, written: readonly string[]) => object;
  readonly there?: (notes: string) => string;
}

/** How many records each of so many runs has written. */
function writesOf(world: World, { here, there }: Habit, runs = 20): number[] {
  return Array.from({ length: runs }, () => {
    const { changes } = world.sync();
    const written = (side: Side) =>
      changes
        .filter((change) => change.side === side)
        .flatMap(({ fields }) => fields.map(({ field }) => field));
    if (here && world.row) Object.assign(world.row, here(world.row, written("opportunity")));
    if (there && written("referral").includes("notes")) notesIn(world).notes = there(notesIn(world).notes);
    return changes.length;
  });
}

const notesIn = (world: World) => world.referral.details as { notes: string };
const column = (world: World, name: string) => String(world.row?.[name] ?? "");

/** A plug-in writes all texts in capitals; something in Partner Center, or another sync, in small letters. */
const CAPITALS: Habit = {
  here: ({ description }, written) =>
    written.includes("notes") ? { description: String(description).toUpperCase() } : {},
};
const SMALL: Habit = { there: (notes) => notes.toLowerCase() };
const BOTH: Habit = { ...CAPITALS, ...SMALL };

function edited(mapping: Mapping): World {
  const world = begin(mapping);
  if (world.row) world.row.description = "Second";
  return world;
}

describe("a value that each side writes in its own way", () => {
  it("is not carried to and fro for ever, and says why", () => {
    const world = edited(mappingOf({ name: NAME, notes: NOTES }));
    expect(writesOf(world, BOTH).slice(10)).toEqual(new Array(10).fill(0));
    const [merge] = world.merge();
    expect(merge?.held).toMatchObject([
      { field: "notes", reason: expect.stringContaining("back and forth") },
    ]);
  });

  it("keeps no other field of the deal back, which does not begin it anew", () => {
    const world = edited(mappingOf({ name: NAME, notes: NOTES }));
    writesOf(world, BOTH);
    if (world.row) world.row.name = "Pilot, second phase";
    expect(writesOf(world, BOTH, 3)).toEqual([2, 0, 0]);
    expect(world.referral.name).toBe("Pilot, second phase");
  });

  it("travels again as soon as it is another", () => {
    const world = edited(mappingOf({ name: NAME, notes: NOTES }));
    writesOf(world, BOTH);
    notesIn(world).notes = "somebody has called";
    world.sync();
    expect(column(world, "description")).toBe("somebody has called");
  });

  it("settles by itself where only one of them does that", () => {
    for (const habit of [CAPITALS, SMALL]) {
      const world = edited(mappingOf({ notes: NOTES }));
      expect(writesOf(world, habit).slice(3)).toEqual(new Array(17).fill(0));
      expect(world.merge()[0]?.held).toEqual([]);
    }
  });
});

describe("a person who changes a value, and changes it back", () => {
  it("is heard every time", () => {
    const world = begin(mappingOf({ name: NAME, notes: NOTES }));
    for (const [time, words] of ["Second", "First", "Second", "First"].entries()) {
      const side = time % 2 === 0 ? notesIn(world) : {};
      Object.assign(side, { notes: words });
      if (time % 2 === 1) Object.assign(world.row ?? {}, { description: words });
      world.sync();
      expect([notesIn(world).notes, column(world, "description")]).toEqual([words, words]);
    }
  });

  it("and does nothing else, may do so for years, once a month and on one side", () => {
    const mark = { as: "yes or no", referral: "favorite", opportunity: "c_favorite" } as const;
    const world = new World(mappingOf({ mark }), { favorite: false });
    world.sync();
    for (let month = 0; month < 24; month += 1) {
      world.pass(30 * 24 * 60);
      Object.assign(world.row ?? {}, { c_favorite: month % 2 === 0 });
      world.touch("opportunity");
      world.sync();
      expect(world.referral.favorite).toBe(month % 2 === 0);
    }
  });

  it("and something else in between, may do so for years", () => {
    const world = begin(mappingOf({ name: NAME, notes: NOTES }));
    for (let year = 0; year < 10; year += 1) {
      for (const words of ["Second", "First"]) {
        notesIn(world).notes = words;
        world.sync();
        if (world.row) world.row.name = `Pilot ${year} ${words}`;
        world.sync();
        expect(column(world, "description")).toBe(words);
      }
    }
  });
});

describe("what is overwritten with one value again and again", () => {
  it("is left alone in the end, also where it is another each time", () => {
    const world = begin(mappingOf({ notes: { ...NOTES, direction: "referral to opportunity" } }));
    let minutes = 0;
    const stamp: Habit = {
      here: (_row, written) => {
        minutes += written.includes("notes") ? 15 : 0;
        return { description: `First (after ${minutes} minutes)` };
      },
    };
    Object.assign(world.row ?? {}, { description: "First (today)" });
    expect(writesOf(world, stamp).slice(8)).toEqual(new Array(12).fill(0));
    expect(world.notes.length).toBeLessThan(8);
    notesIn(world).notes = "Second";
    world.sync();
    expect(column(world, "description")).toBe("Second");
  });

  it("is the reason that its seller reads, too, until there is another one", () => {
    const world = begin(mappingOf({ name: NAME, notes: NOTES }, { columns: COLUMNS }));
    notesIn(world).notes = "Theirs";
    Object.assign(world.row ?? {}, { description: "Ours" });
    const cut: Habit = {
      here: ({ cosell_syncreason: reason }) => ({ cosell_syncreason: String(reason).slice(0, 10) }),
    };
    expect(writesOf(world, cut).slice(8)).toEqual(new Array(12).fill(0));
    notesIn(world).notes = "Theirs, again";
    world.sync();
    expect(column(world, "cosell_syncreason")).toContain("Theirs, again");
  });

  it("is what it reads of a deal that is in step, too", () => {
    const world = begin(mappingOf({ name: NAME, notes: NOTES }, { columns: COLUMNS }));
    const fill: Habit = {
      here: ({ cosell_syncreason: reason }) => ({ cosell_syncreason: reason ?? "All is well" }),
    };
    expect(writesOf(world, fill).slice(8)).toEqual(new Array(12).fill(0));
    notesIn(world).notes = "Theirs";
    world.sync();
    expect(column(world, "description")).toBe("Theirs");
  });
});

it("a base remembers it only of what it was written for", () => {
  const mapping = mappingOf({ name: NAME, notes: NOTES });
  const world = begin(mapping);
  const known = () => {
    const opportunity = world.merge()[0]?.pair.opportunity;
    return Object.keys((opportunity && readBase(opportunity, mapping)?.again) ?? {});
  };
  expect(known()).toEqual([]);
  notesIn(world).notes = "Second";
  world.sync();
  expect(known()).toEqual(["notes"]);
  world.referral.name = "Second phase";
  world.sync();
  expect(known()).toEqual(["name"]);
});

describe("what a base remembers of a value that has come back often enough to be held", () => {
  const again = { notes: { before: "as it was", times: 4 } };
  const merge = mergeOf(pairOf(undefined, undefined, { ...BASE, again }));
  const remembered = (changes: typeof merge.changes, notes: string) =>
    againAfter({ ...merge, changes }, { ...BASE.fields, notes }, { mapping: MAPPING, told: SYNCED });

  it("stays as long as nothing is written, though a note was that keeps what was to be overwritten", () => {
    const { link } = merge.pair;
    const fields = [{ field: "notes", from: "theirs", to: "first", overwrites: true }];
    const note = { side: "opportunity", action: "note", link, etag: null, fields } as const;
    expect(remembered([], "first").notes).toEqual(again.notes);
    expect(remembered([note], "first").notes).toEqual(again.notes);
  });

  it("begins anew where both sides have agreed on another by themselves", () => {
    expect(remembered([], "second").notes?.times).toBe(0);
  });
});
