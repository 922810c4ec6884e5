import { describe, expect, it } from "vitest";
import { SIDES, type Side } from "../../src/model/record.ts";
import { formatBase, readBase } from "../../src/reconcile/record/base.ts";
import { BASE, rowOf } from "./deals.ts";
import { mappingOf, NAME } from "./fields.ts";
import { World } from "./world.ts";

/** A mapping changes in the middle of a deal's life: the notes stand somewhere else from now on. */
const NOTES = { as: "text", longest: 100, referral: "details.notes", opportunity: "description" } as const;

function mapping(notes: object = {}, more: object = {}) {
  return mappingOf({ name: NAME, notes: { ...NOTES, ...notes }, ...more });
}

/** A deal that was synced, when this mapping takes the place of the one before. */
function moved(to: ReturnType<typeof mapping>, row: object = {}): World {
  const world = new World(mapping(), { name: "Deal", details: { notes: "Call them", more: "Else" } });
  world.sync();
  world.mapping = to;
  Object.assign(world.row ?? {}, { other: null, ...row });
  return world;
}

describe("a field that goes to another column", () => {
  it.each(["protect", "propagate"])("fills the new one, and empties nothing: blank %s", (blank) => {
    const world = moved(mapping({ opportunity: "other", blank }));
    world.sync();
    expect(world.row).toMatchObject({ other: "Call them", description: "Call them" });
    expect(world.referral.details).toMatchObject({ notes: "Call them" });
    expect(world.sync().changes).toEqual([]);
  });

  it("is met for the first time where the new one has a text of its own", () => {
    const world = moved(mapping({ opportunity: "other" }), { other: "Written here" });
    const plan = world.sync();
    expect(plan.conflicts).toMatchObject([{ field: "notes", hasBase: false, winner: null }]);
    expect(world.referral.details).toMatchObject({ notes: "Call them" });
    expect(world.row).toMatchObject({ other: "Written here" });
  });

  it("has a base again where somebody copied the column before, so that the next edit travels", () => {
    const world = moved(mapping({ opportunity: "other" }), { other: "Call them" });
    world.sync();
    Object.assign(world.row ?? {}, { other: "Edited" });
    expect(world.sync().conflicts).toEqual([]);
    expect(world.referral.details).toMatchObject({ notes: "Edited" });
  });

  it("is told apart from the one before where both are asked about the same row", () => {
    const [before, after] = [mapping(), mapping({ opportunity: "other" })];
    const row = rowOf({ cosell_base: formatBase(BASE, before.places) });
    expect(readBase(row, before)?.fields).toHaveProperty("notes");
    expect(readBase(row, after)?.fields).not.toHaveProperty("notes");
  });

  it("is not known to have moved since a base that says nothing of places, or not of all", () => {
    const to = mapping({ opportunity: "other" });
    for (const places of [undefined, "x"]) {
      const { t: _t, ...said } = JSON.parse(formatBase(BASE, mapping().places)) as Record<string, unknown>;
      const row = rowOf({ cosell_base: JSON.stringify({ ...said, t: places }) });
      expect(readBase(row, to)?.fields).toEqual(BASE.fields);
    }
  });

  it("leaves what was agreed on of the other fields as it was", () => {
    const world = moved(mapping({ opportunity: "other" }), { name: "Renamed" });
    expect(world.sync().conflicts).toEqual([]);
    expect(world.referral.name).toBe("Renamed");
  });
});

describe("a field that comes from another property", () => {
  it("is met for the first time, so that nobody's text is overwritten", () => {
    const world = moved(mapping({ referral: "details.more" }));
    expect(world.sync().conflicts).toMatchObject([{ field: "notes", hasBase: false }]);
    expect(world.row).toMatchObject({ description: "Call them" });
  });
});

describe("a field that stays where it is", () => {
  it.each([
    ["other policies", mapping({ conflict: "referral", blank: "propagate", audit: "value" })],
    ["more room", mapping({ longest: 2000 })],
    ["another field beside it", mapping({}, { other: { ...NOTES, opportunity: "other" } })],
  ])("keeps what was agreed on: %s", (_what, to) => {
    const world = moved(to, { description: "Edited" });
    world.sync();
    expect(world.referral.details).toMatchObject({ notes: "Edited" });
  });
});

describe("a field whose values have another form", () => {
  const KIND = { as: "choice", referral: "details.more", opportunity: "other" };
  const kinds = (values: object, more: object = {}) =>
    mappingOf({ name: NAME, kind: { ...KIND, direction: "referral to opportunity", values, ...more } });

  function synced(before: ReturnType<typeof mapping>, notes: string): World {
    const world = new World(before, { name: "Deal", details: { notes, more: "B" } });
    world.sync();
    return world;
  }

  function edited(side: Side, notes: string, form: object): World {
    const world = synced(mapping(), notes);
    world.mapping = mapping({ ...form, conflict: side === "referral" ? "opportunity" : "referral" });
    if (side === "referral") world.referral.details = { notes: "Call us" };
    else Object.assign(world.row ?? {}, { description: "Call us" });
    return world;
  }

  it.each(SIDES)("keeps what was agreed on, so that an edit on the %s travels", (side) => {
    const world = edited(side, "✔ Call them", { marks: "✔" });
    expect(world.sync().conflicts).toEqual([]);
    expect(world.row).toMatchObject({ description: "Call us" });
    expect(world.referral.details).toMatchObject({ notes: "Call us" });
  });

  it.each(SIDES)(
    "overwrites no edit on the %s with what is left of a text that is too long by now",
    (side) => {
      const plan = edited(side, "Call them on Monday", { longest: 12 }).sync();
      expect(plan).toMatchObject({ changes: [], conflicts: [], held: [{ field: "notes" }] });
    },
  );

  it("leaves a deal alone that nobody has edited, also its base", () => {
    const world = synced(mapping(), "✔ Call them on Monday");
    world.mapping = mapping({ marks: "✔", longest: 9 });
    expect(world.sync().changes).toEqual([]);
  });

  it("has the first of two codes that have become one", () => {
    const world = synced(kinds({ A: 1, B: 2 }), "Call them");
    world.mapping = kinds({ A: 2, B: 2 });
    expect(world.sync().changes).toEqual([]);
  });

  it("knows what a system has put back, so that it is not written once more", () => {
    const world = synced(mapping({ direction: "referral to opportunity" }), "Call them");
    const shouted = () => Object.assign(world.row ?? {}, { description: "✔ CALL THEM" });
    shouted();
    world.sync();
    world.mapping = mapping({ direction: "referral to opportunity", marks: "✔" });
    shouted();
    expect(world.sync().changes.filter(({ action }) => action === "update" || action === "note")).toEqual([]);
  });
});
