import { describe, expect, it } from "vitest";
import { requireConflicts } from "../../src/reconcile/merge/resolve.ts";
import { mappingOf } from "./fields.ts";
import { REFERRAL, World } from "./world.ts";

function contested(settings: object = {}): World {
  const notes = {
    as: "text",
    longest: 40,
    referral: "details.notes",
    opportunity: "description",
    ...settings,
  };
  const world = new World(mappingOf({ notes }), { details: { notes: "first" } });
  world.sync();
  (world.referral.details as Record<string, unknown>).notes = "from the portal";
  Object.assign(world.row ?? {}, { description: "from the seller" });
  return world;
}

function notesOf(world: World): unknown[] {
  return [(world.referral.details as Record<string, unknown>).notes, world.row?.description];
}

describe("a conflict that a person decides", () => {
  it.each([
    ["referral", "from the portal", "from the seller"],
    ["opportunity", "from the seller", "from the portal"],
  ] as const)("ends with the value of the %s, and a note keeps the other", (side, kept, lost) => {
    const world = contested();
    world.resolutions = new Map([[REFERRAL, new Map([["notes", side]])]]);
    const { conflicts, changes } = world.sync();
    expect(conflicts).toMatchObject([{ field: "notes", winner: side, resolved: true }]);
    const written = changes.flatMap(({ fields }) => fields);
    expect(written).toMatchObject([{ resolved: true }, { resolved: true }]);
    expect(notesOf(world)).toEqual([kept, kept]);
    expect(world.notes.join()).toContain(lost);
    world.resolutions = new Map();
    expect(world.sync().changes).toEqual([]);
  });

  it("may be decided for the side that was emptied", () => {
    const world = contested();
    Object.assign(world.row ?? {}, { description: null });
    world.resolutions = new Map([[REFERRAL, new Map([["notes", "opportunity"]])]]);
    world.sync();
    expect(notesOf(world)).toEqual([null, null]);
  });

  it("changes nothing where the mapping names the winner", () => {
    const world = contested({ conflict: "referral" });
    world.resolutions = new Map([[REFERRAL, new Map([["notes", "opportunity"]])]]);
    const { conflicts, changes } = world.sync();
    expect(conflicts).toMatchObject([{ winner: "referral" }]);
    const written = changes.flatMap(({ fields }) => fields);
    expect([...conflicts, ...written].filter(({ resolved }) => resolved)).toEqual([]);
  });

  it("is refused where the mapping lets the other side win: somebody may have edited since it was reported", () => {
    const world = contested({ conflict: "referral" });
    const wonBy = (side: "referral" | "opportunity") => new Map([[REFERRAL, new Map([["notes", side]])]]);
    expect(() => requireConflicts(wonBy("opportunity"), world.merge())).toThrow(`${REFERRAL}.notes`);
    expect(() => requireConflicts(wonBy("referral"), world.merge())).not.toThrow();
  });

  it("is refused when there is none, naming all that are not there", () => {
    const resolutions = new Map([
      [REFERRAL, new Map([["notes", "referral"] as const, ["name", "referral"] as const])],
    ]);
    const world = contested();
    world.resolutions = resolutions;
    expect(() => requireConflicts(resolutions, world.merge())).toThrow(`resolve in ${REFERRAL}.name.`);
    expect(() => requireConflicts(resolutions, [])).toThrow(`${REFERRAL}.notes, ${REFERRAL}.name`);
  });
});
