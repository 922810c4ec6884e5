import { describe, expect, it } from "vitest";
import { projectForNew } from "../../src/mapping/fallback.ts";
import type { RemoteRecord, Side } from "../../src/model/record.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { pairOf, referralOf } from "../reconcile/deals.ts";
import { mappingOf } from "../reconcile/fields.ts";
import * as shares from "../reconcile/shares.ts";
import { LOOKUPS, NOW, ORDINARY } from "../reconcile/world.ts";

const OTHERWISE = { referral: "customerProfile.name", opportunity: "topic", value: "A deal" };
const mappingWith = (settings: object) =>
  mappingOf({
    name: { as: "text", longest: 50, referral: "name", opportunity: "name", audit: "value", ...settings },
  });
const recordOf = (side: Side, properties: object): RemoteRecord => ({
  ...referralOf(),
  side,
  properties: { ...properties },
});

describe("what a new record takes", () => {
  const referral = (name: unknown, customer: unknown = null) => ({
    name,
    customerProfile: { name: customer },
  });

  it.each<
    [what: string, direction: string, when: string, side: Side, record: object, name: unknown, from?: string]
  >([
    [
      "the field's own place",
      "referral to opportunity",
      "always",
      "referral",
      referral("Deal", "Foods"),
      "Deal",
    ],
    [
      "the other property",
      "referral to opportunity",
      "always",
      "referral",
      referral(" ", "Foods"),
      "Foods",
      "customerProfile.name",
    ],
    ["the value", "referral to opportunity", "always", "referral", referral(null, ""), "A deal", "value"],
    [
      "the value where the other property is no text",
      "referral to opportunity",
      "always",
      "referral",
      referral(null, { a: 1 }),
      "A deal",
      "value",
    ],
    [
      "a blank for what only goes back",
      "opportunity to referral",
      "create",
      "referral",
      referral(null, "Foods"),
      null,
    ],
    ["nothing for what is unknown", "referral to opportunity", "always", "referral", {}, undefined],
    [
      "the other property, filled once",
      "both",
      "create",
      "referral",
      referral(null, "Foods"),
      "Foods",
      "customerProfile.name",
    ],
    ["a blank, since it would go back", "both", "always", "referral", referral(null, "Foods"), null],
    ["the other column", "both", "always", "opportunity", { name: null, topic: "Topic" }, "Topic", "topic"],
    [
      "the value for a column",
      "opportunity to referral",
      "always",
      "opportunity",
      { name: "", topic: null },
      "A deal",
      "value",
    ],
    [
      "a blank for what goes the other way",
      "referral to opportunity",
      "always",
      "opportunity",
      { name: null, topic: "Topic" },
      null,
    ],
  ])("is %s", (_what, direction, when, side, record, name, from) => {
    const seen = projectForNew(
      mappingWith({ direction, when, otherwise: OTHERWISE }),
      recordOf(side, record),
      LOOKUPS,
    );
    expect(seen.snapshot.name).toBe(name);
    expect(seen.otherwise?.name).toBe(from);
  });

  it("is blank where the mapping has no value, and the other property none", () => {
    const mapping = mappingWith({
      direction: "referral to opportunity",
      otherwise: { referral: "customerProfile.name" },
    });
    const { snapshot, otherwise } = projectForNew(mapping, recordOf("referral", referral("", "")), LOOKUPS);
    expect([snapshot, otherwise]).toEqual([{ name: null }, {}]);
  });

  it("is read with every row", () => {
    expect(mappingWith({ otherwise: OTHERWISE }).columns).toContain("topic");
    expect(mappingWith({}).columns).not.toContain("topic");
  });
});

describe("an opportunity that was made with a fallback", () => {
  it.each([{ direction: "referral to opportunity" }, { direction: "both", when: "create" }])(
    "is in step, and stays so when its seller edits it: %j",
    (settings) => {
      const mapping = mappingWith({ ...settings, otherwise: OTHERWISE });
      const context = { ...ORDINARY, mapping };
      const referral = recordOf("referral", {
        status: "Active",
        substatus: "Accepted",
        name: "",
        customerProfile: { name: "Foods" },
      });
      const made = mergePair(pairOf(referral, null), context);
      expect(made.changes.map(({ action, fields }) => [action, fields])).toEqual([
        ["create", [{ field: "name", to: "Foods", otherwise: "customerProfile.name" }]],
      ]);
      const base = { change: "run.1", referralModified: NOW, fields: made.agreed };
      for (const name of ["Foods", "Edited"]) {
        const row = recordOf("opportunity", { name, statecode: 0 });
        const { changes, conflicts } = mergePair(pairOf(referral, row, base), context);
        expect({ name, changes, conflicts }).toEqual({ name, changes: [], conflicts: [] });
      }
    },
  );
});

describe("a referral that was made with a fallback", () => {
  it("has it, says where it is from, and the opportunity takes it", () => {
    const fields = shares.MAPPING.fields.map((field) => {
      if (field.name !== "solutions") return field;
      const [otherwise] = mappingOf({
        solutions: {
          as: "solutions",
          referral: "details.requirements.solutions",
          opportunity: "cosell_products",
          otherwise: { value: "SOL-9" },
        },
      }).fields;
      return { ...field, otherwise: otherwise?.otherwise ?? null };
    });
    const context = shares.contextOf({ mapping: { ...shares.MAPPING, fields } });
    const merge = shares.plannedShare(shares.rowOf({ cosell_products: null }), {}, context);
    expect(merge.held).toEqual([]);
    const sent = merge.changes.flatMap((change) => change.fields);
    expect(sent).toContainEqual({ field: "solutions", to: "SOL-9", otherwise: "value" });
    expect(merge.pair.referral.properties.details).toMatchObject({
      requirements: { solutions: [{ id: "SOL-9" }] },
    });
    expect(shares.plannedShare(shares.rowOf({ cosell_products: null })).held).not.toEqual([]);
  });
});
