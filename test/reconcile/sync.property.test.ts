import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import { SIDES, type Side } from "../../src/model/record.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { World } from "./world.ts";

/**
 * What a sync promises, on random edits by people on both sides, with every direction and policy at once.
 * Convergence alone proves nothing about whose edit survived, so each promise is a property of its own.
 */

const direction = fc.constantFrom("both", "referral to opportunity", "opportunity to referral");
const settings = fc.record({
  direction,
  conflict: fc.constantFrom("report", "referral", "opportunity", "newest", "non-blank"),
  adopt: fc.constantFrom("report", "referral", "opportunity"),
  blank: fc.constantFrom("protect", "propagate"),
  when: fc.constantFrom("always", "always", "create"),
});

const mappings = fc
  .record({ notes: settings, value: settings, date: settings, solutions: settings })
  .map((chosen) =>
    mappingOf({
      notes: {
        as: "text",
        longest: 40,
        referral: "details.notes",
        opportunity: "description",
        ...chosen.notes,
      },
      value: {
        as: "money",
        referral: ["details.dealValue", "details.currency"],
        opportunity: ["estimatedvalue", "transactioncurrencyid"],
        ...chosen.value,
      },
      date: {
        as: "date",
        referral: "details.closingDateTime",
        opportunity: "estimatedclosedate",
        ...chosen.date,
      },
      solutions: {
        as: "solutions",
        referral: "details.requirements.solutions",
        opportunity: "cosell_products",
        ...chosen.solutions,
      },
      status: STATUS,
    }),
  );

/** Tells the seller how the deal stands, for which a run writes the row. */
const telling = (conflict: string) => {
  const value = {
    as: "money",
    referral: ["details.dealValue", "details.currency"],
    opportunity: ["estimatedvalue", "transactioncurrencyid"],
    conflict,
  };
  const columns = {
    "referral identifier": "cosell_referralid",
    base: "cosell_base",
    "sync reason": "cosell_syncreason",
  };
  return mappingOf({ value }, { columns });
};

const day = fc
  .integer({ min: 0, max: 20_000 })
  .map((days) => new Date(days * 86_400_000).toISOString().slice(0, 10));
const words = fc.constantFrom(null, "", "alpha", "beta", "gamma &amp; delta", "gamma & delta", " x\r\ny ");
const ids = fc.uniqueArray(fc.constantFrom("SOL-1", "SOL-2", "SOL-3", "SOL-4"));

/** One thing that one person does on one side. */
type Edit = (world: World) => void;

/** Each edit some minutes after the one before: at once, too soon to be clearly later, or clearly later. */
const editsOf = (side: Side, edit: fc.Arbitrary<Edit>): fc.Arbitrary<Edit> =>
  fc.tuple(fc.constantFrom(0, 5, 30), edit).map(([minutes, change]) => (world) => {
    world.pass(minutes);
    change(world);
    world.touch(side);
  });

const details = (world: World) => world.referral.details as Record<string, unknown>;
const setDetail =
  (key: string) =>
  (value: unknown): Edit =>
  (world) => {
    details(world)[key] = value;
  };
const setColumn =
  (column: string) =>
  (value: unknown): Edit =>
  (world) => {
    if (world.row) world.row[column] = value;
  };

const referralEdit = editsOf(
  "referral",
  fc.oneof(
    words.map(setDetail("notes")),
    fc.constantFrom(null, 0, 100, 250.5, "10000").map(setDetail("dealValue")),
    fc
      .tuple(day, fc.constantFrom("T00:00:00Z", "T23:00:00Z", "T04:00:00Z", "T12:00:00Z"))
      .map(([date, time]) => setDetail("closingDateTime")(date + time)),
    ids.map(
      (list): Edit =>
        (world) => {
          details(world).requirements = {
            solutions: list.map((id) => ({ id, name: `name of ${id}`, type: "Name" })),
          };
        },
    ),
  ),
);

const rowEdit = editsOf(
  "opportunity",
  fc.oneof(
    words.map(setColumn("description")),
    fc.constantFrom(null, 0, 100, 999.99).map(setColumn("estimatedvalue")),
    day.map(setColumn("estimatedclosedate")),
    ids.map((list) => setColumn("cosell_products")(list.join("; ") || null)),
  ),
);

function begin(mapping: Mapping): World {
  const world = new World(mapping, {
    details: {
      notes: "first",
      dealValue: 100,
      currency: "USD",
      closingDateTime: "2027-03-31T04:00:00Z",
      requirements: { solutions: [{ id: "SOL-1", type: "Name" }] },
    },
  });
  world.sync();
  return world;
}

describe("a sync", () => {
  it("plans nothing the second time, whatever people did before", () => {
    fc.assert(
      fc.property(mappings, fc.array(fc.oneof(referralEdit, rowEdit), { maxLength: 8 }), (mapping, edits) => {
        const world = begin(mapping);
        for (const edit of edits) edit(world);
        // What a sync writes makes that record the newer one, and is no edit.
        world.pass(15);
        world.sync();
        world.pass(15);
        expect(world.sync().changes).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });

  it("carries an edit on one side to the other and never undoes it", () => {
    const twoWay = mappings.map((mapping) => ({
      ...mapping,
      fields: mapping.fields.map((field) => ({
        ...field,
        direction: "both" as const,
        blank: "propagate" as const,
        when: "always" as const,
      })),
    }));
    fc.assert(
      fc.property(
        twoWay,
        fc.constantFrom("referral", "opportunity"),
        fc.array(fc.nat()),
        fc.infiniteStream(referralEdit),
        fc.infiniteStream(rowEdit),
        (mapping, side, count, onReferral, onRow) => {
          const world = begin(mapping);
          const edits = (side === "referral" ? onReferral : onRow).take(Math.min(count.length, 4));
          for (const edit of edits) edit(world);
          const before = world.merge()[0];
          const edited = JSON.stringify(side === "referral" ? world.referral : world.row);
          world.sync();
          const after = JSON.stringify(
            side === "referral"
              ? world.referral
              : { ...world.row, cosell_base: JSON.parse(edited).cosell_base },
          );
          expect(after).toBe(edited);
          expect(before?.conflicts).toEqual([]);
          expect(world.merge()[0]?.changes).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("reports what both sides edited, and leaves both values alone when nobody was named", () => {
    const careful = mappingOf({
      value: {
        as: "money",
        referral: ["details.dealValue", "details.currency"],
        opportunity: ["estimatedvalue", "transactioncurrencyid"],
      },
    });
    fc.assert(
      fc.property(fc.integer({ min: 101, max: 500 }), fc.integer({ min: 501, max: 900 }), (ours, theirs) => {
        const world = begin(careful);
        setDetail("dealValue")(ours)(world);
        setColumn("estimatedvalue")(theirs)(world);
        const plan = world.sync();
        expect(plan.conflicts).toMatchObject([{ field: "value", winner: null }]);
        expect([details(world).dealValue, world.row?.estimatedvalue]).toEqual([ours, theirs]);
        expect(world.sync().conflicts).toHaveLength(1);
      }),
    );
  });

  it("ends with the declared winner's value on both sides", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("referral", "opportunity"),
        fc.integer({ min: 101, max: 500 }),
        (winner, amount) => {
          const world = begin(
            mappingOf({
              value: {
                as: "money",
                referral: ["details.dealValue", "details.currency"],
                opportunity: ["estimatedvalue", "transactioncurrencyid"],
                conflict: winner,
              },
            }),
          );
          setDetail("dealValue")(amount)(world);
          setColumn("estimatedvalue")(amount + 1000)(world);
          expect(world.sync().conflicts).toMatchObject([{ winner }]);
          const kept = winner === "referral" ? amount : amount + 1000;
          expect([details(world).dealValue, world.row?.estimatedvalue]).toEqual([kept, kept]);
        },
      ),
    );
  });

  it("ends with the value of the side that was edited clearly later, or with both when none was", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(["referral", "opportunity"] as const, ["opportunity", "referral"] as const),
        fc.integer({ min: 0, max: 30 }),
        fc.integer({ min: 101, max: 500 }),
        ([first, second], minutes, amount) => {
          const world = begin(telling("newest"));
          const values = { referral: amount, opportunity: amount + 1000 };
          const edit = (side: Side) => {
            if (side === "referral") setDetail("dealValue")(values.referral)(world);
            else setColumn("estimatedvalue")(values.opportunity)(world);
            world.touch(side);
          };
          world.pass(60);
          edit(first);
          world.pass(minutes);
          edit(second);
          world.pass(30);
          const winner = minutes > 10 ? second : null;
          expect(world.sync().conflicts).toMatchObject([{ winner }]);
          const kept = SIDES.map((side) => values[winner ?? side]);
          expect([details(world).dealValue, world.row?.estimatedvalue]).toEqual(kept);
          // The row says now that they differ, and is the newer one for it.
          world.pass(30);
          const again = winner ? [] : [{ winner: null }];
          expect(world.sync().conflicts).toMatchObject(again);
          expect([details(world).dealValue, world.row?.estimatedvalue]).toEqual(kept);
        },
      ),
    );
  });

  it("leaves a conflict open that a seller was told of before the later edit was to win", () => {
    const world = begin(telling("report"));
    setColumn("estimatedvalue")(300)(world);
    world.touch("opportunity");
    setDetail("dealValue")(200)(world);
    world.touch("referral");
    world.pass(30);
    // The row says now that they differ, and is the newer one for it.
    world.sync();
    world.mapping = telling("newest");
    expect(world.sync().conflicts).toMatchObject([{ winner: null }]);
    expect([details(world).dealValue, world.row?.estimatedvalue]).toEqual([200, 300]);
  });

  it("never touches again what it was to fill once", () => {
    const filledOnce = mappings.map((mapping) => ({
      ...mapping,
      fields: mapping.fields.map((field) =>
        field.kind === "status" ? field : { ...field, direction: "both" as const, when: "create" as const },
      ),
    }));
    fc.assert(
      fc.property(
        filledOnce,
        fc.array(fc.oneof(referralEdit, rowEdit), { maxLength: 8 }),
        (mapping, edits) => {
          const world = begin(mapping);
          for (const edit of edits) edit(world);
          const before = world.snapshots();
          const { changes, conflicts } = world.sync();
          expect([changes.flatMap(({ fields }) => fields), conflicts]).toEqual([[], []]);
          expect(world.snapshots()).toEqual(before);
        },
      ),
      { numRuns: 200 },
    );
  });

  it("keeps in a note what somebody wrote and it overwrites", () => {
    fc.assert(
      fc.property(mappings, fc.array(fc.oneof(referralEdit, rowEdit), { maxLength: 8 }), (mapping, edits) => {
        const world = begin(mapping);
        const agreed = world.snapshots();
        for (const edit of edits) edit(world);
        const before = world.snapshots();
        world.sync();
        const after = world.snapshots();
        // People read amounts with commas in them.
        const kept = world.notes.join("\n").replaceAll(/(?<=\d),(?=\d{3})/g, "");
        for (const side of SIDES) {
          for (const { name, transform } of mapping.fields) {
            const written = before[side][name];
            const isLost = written && written !== agreed[side][name] && after[side][name] !== written;
            if (isLost && !transform.union) expect(kept).toContain(written);
          }
        }
      }),
      { numRuns: 400 },
    );
  });

  it("takes out of a list only what somebody took out on the other side, which emptying it is no part of unless blanks travel", () => {
    const edits = fc.array(fc.oneof(referralEdit, rowEdit), { maxLength: 4 });
    const elementsOf = (value: unknown) => new Set(String(value ?? "").split(", "));
    fc.assert(
      fc.property(mappings, fc.array(edits, { minLength: 2, maxLength: 4 }), (mapping, rounds) => {
        const world = begin(mapping);
        const field = mapping.fields.find(({ name }) => name === "solutions");
        for (const round of rounds) {
          for (const edit of round) edit(world);
          const { referral, opportunity } = world.snapshots();
          const before = { referral: referral.solutions, opportunity: opportunity.solutions };
          world.sync();
          for (const side of SIDES) {
            const there = before[side === "referral" ? "opportunity" : "referral"];
            const lost = elementsOf(before[side]).difference(elementsOf(world.snapshots()[side].solutions));
            for (const element of lost) expect(elementsOf(there)).not.toContain(element);
            if (there === null && field?.blank === "protect") expect([...lost]).toEqual([]);
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("never writes against a field's direction", () => {
    fc.assert(
      fc.property(mappings, fc.array(fc.oneof(referralEdit, rowEdit), { maxLength: 8 }), (mapping, edits) => {
        const world = begin(mapping);
        for (const edit of edits) edit(world);
        const directions = new Map(mapping.fields.map((field) => [field.name, field.direction]));
        for (const change of world.sync().changes.filter(({ action }) => action !== "note")) {
          const forbidden =
            change.side === "referral" ? "referral to opportunity" : "opportunity to referral";
          for (const { field } of change.fields) expect(directions.get(field)).not.toBe(forbidden);
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("the end of a deal", () => {
  const mapping = mappingOf({ status: STATUS });

  it("closes the opportunity when the referral was won or lost", () => {
    for (const [substatus, statecode] of [
      ["Won", 1],
      ["Lost", 2],
      ["Declined", 2],
    ] as const) {
      const world = begin(mapping);
      Object.assign(world.referral, { status: "Closed", substatus });
      expect(world.sync().changes.map(({ side, action }) => `${side} ${action}`)).toEqual([
        "opportunity update",
        "opportunity close",
      ]);
      expect(world.row?.statecode).toBe(statecode);
      expect(world.sync().changes).toEqual([]);
    }
  });

  it("closes the referral when the opportunity was won or lost", () => {
    for (const [statecode, statuscode, substatus] of [
      [1, 3, "Won"],
      [2, 4, "Lost"],
    ] as const) {
      const world = begin(mapping);
      Object.assign(world.row ?? {}, { statecode, statuscode });
      world.sync();
      expect(world.referral).toMatchObject({ status: "Closed", substatus });
      expect(world.sync().changes).toEqual([]);
    }
  });

  it("holds every move that Partner Center does not allow, and tries none", () => {
    const moves = [
      {
        referral: { status: "New", substatus: "Pending" },
        row: { statecode: 1, statuscode: 3 },
        why: /accept it/,
      },
      {
        referral: { status: "New", substatus: "Pending" },
        row: { statecode: 2, statuscode: 4 },
        why: /decline it/,
      },
    ];
    for (const { referral, row, why } of moves) {
      const world = new World(mapping, { ...referral, details: {} });
      world.sync();
      Object.assign(world.row ?? {}, row);
      const plan = world.sync();
      expect(plan.changes).toEqual([]);
      expect(plan.held).toMatchObject([
        { field: "status", side: "referral", reason: expect.stringMatching(why) },
      ]);
    }
  });

  it("holds an opportunity that was opened again after its referral was closed", () => {
    const world = begin(mapping);
    Object.assign(world.referral, { status: "Closed", substatus: "Won" });
    world.sync();
    Object.assign(world.row ?? {}, { statecode: 0, statuscode: 1 });
    const plan = world.sync();
    expect(plan.changes).toEqual([]);
    expect(plan.held).toMatchObject([{ field: "status", reason: expect.stringMatching(/final/) }]);
  });
});
