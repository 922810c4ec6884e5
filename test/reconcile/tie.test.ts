import { describe, expect, it } from "vitest";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { tie } from "../../src/reconcile/share/share.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, ORDINARY } from "./world.ts";

const NOTES = { as: "text", longest: 20, referral: "details.notes", opportunity: "description" };

/** What the row of a shared deal takes from its referral, and what is agreed on. */
function tied(field: object, { row, shown, sent }: { row: unknown; shown: unknown; sent: boolean }) {
  const mapping = mappingOf({ notes: { ...NOTES, ...field }, status: STATUS });
  const opportunity = rowOf({ description: row });
  const context = { mapping, lookups: LOOKUPS, sent: new Set(sent ? ["notes"] : []) };
  const { fields, agreed } = tie(opportunity, referralOf({ details: { notes: shown } }), context);
  return { written: fields.map(({ to }) => to), agreed: agreed.notes };
}

const TO_ROW = { direction: "referral to opportunity" };

describe("the row of a deal that was shared just now", () => {
  it("is filled where it is blank", () => {
    const seen = { row: null, shown: "By default", sent: false };
    for (const field of [TO_ROW, {}])
      expect(tied(field, seen)).toEqual({ written: ["By default"], agreed: "By default" });
  });

  it.each([
    ["which the field overwrites, as it goes one way", TO_ROW],
    ["which the mapping wants to give way", { adopt: "referral" }],
  ])("keeps for the next run, which leaves a note, what its seller typed and %s", (_why, field) => {
    const seen = { row: "By its seller", shown: "By default", sent: false };
    expect(tied(field, seen)).toEqual({ written: [], agreed: undefined });
  });

  it("leaves to the next run, which says why, what cannot be written", () => {
    const row = "Longer than what is compared of it";
    expect(tied(TO_ROW, { row, shown: "Short", sent: false })).toEqual({ written: [], agreed: undefined });
    // Nothing that stands there is in the way: all of it is read.
    expect(tied(TO_ROW, { row: null, shown: "Short", sent: false }).written).toEqual(["Short"]);
  });

  it.each([{}, { adopt: "referral" }, { adopt: "opportunity" }, { direction: "opportunity to referral" }])(
    "agrees on what the referral shows instead of what it was made with, so that this is sent as a change: %j",
    (field) => {
      const seen = { row: "By its seller", shown: "By default", sent: true };
      expect(tied(field, seen)).toEqual({ written: [], agreed: "By default" });
    },
  );

  it("has nothing agreed of what the referral was made with and shows as blank, which the next run sends", () => {
    expect(tied({}, { row: "By its seller", shown: null, sent: true })).toEqual({
      written: [],
      agreed: undefined,
    });
  });
});

describe("a list that a referral was made with, and shows otherwise", () => {
  const SOLUTIONS = {
    as: "solutions",
    referral: "details.requirements.solutions",
    opportunity: "cosell_products",
  };
  const TEAM = { as: "team", referral: "team", opportunity: "cosell_team" };
  const [mira, paul] = ["Mira Sato <mira@a.example>", "Paul Renner <paul@a.example>"];
  const member = (firstName: string, lastName: string, email: string) => ({ firstName, lastName, email });

  function tiedAs(field: { readonly opportunity: string }, row: string, shown: object) {
    const mapping = mappingOf({ list: field, status: STATUS });
    const opportunity = rowOf({ [field.opportunity]: row });
    const referral = referralOf(shown);
    const { fields, agreed } = tie(opportunity, referral, {
      mapping,
      lookups: LOOKUPS,
      sent: new Set(["list"]),
    });
    const taken = Object.fromEntries(fields.map(({ to }) => [field.opportunity, to]));
    const base = { ...BASE, fields: agreed };
    const next = mergePair(pairOf(referral, rowOf({ [field.opportunity]: row, ...taken }), base), {
      ...ORDINARY,
      mapping,
    });
    return {
      row: Object.values(taken),
      next: next.changes.flatMap(({ side, fields }) => fields.map(({ to }) => [side, to])),
    };
  }
  const solutions = (...ids: readonly string[]) => ({
    details: { requirements: { solutions: ids.map((id) => ({ id })) } },
  });

  it("gives the row what Partner Center has added", () => {
    const team = [member("Mira", "Sato", "mira@a.example"), member("Paul", "Renner", "paul@a.example")];
    expect(tiedAs(TEAM, paul, { team })).toEqual({ row: [`${mira}; ${paul}`], next: [] });
    expect(tiedAs(SOLUTIONS, "SOL-1", solutions("SOL-1", "SOL-2"))).toEqual({
      row: ["SOL-1, SOL-2"],
      next: [],
    });
  });

  it("sends what Partner Center has left out, and takes nothing from either side", () => {
    const left = tiedAs(SOLUTIONS, "SOL-1, SOL-2", solutions("SOL-1"));
    expect(left).toEqual({ row: [], next: [["referral", "SOL-1, SOL-2"]] });
    const both = [
      ["referral", "SOL-1, SOL-2"],
      ["opportunity", "SOL-1, SOL-2"],
    ];
    expect(tiedAs(SOLUTIONS, "SOL-1", solutions("SOL-2"))).toEqual({ row: [], next: both });
  });

  it("is its seller's where the field only goes there, or nobody can say whose name of a member counts", () => {
    const alone = { ...SOLUTIONS, direction: "opportunity to referral" };
    expect(tiedAs(alone, "SOL-1", solutions("SOL-1", "SOL-2"))).toEqual({
      row: [],
      next: [["referral", "SOL-1"]],
    });
    const renamed = { team: [member("Pablo", "Renner", "paul@a.example")] };
    expect(tiedAs(TEAM, paul, renamed)).toEqual({ row: [], next: [["referral", paul]] });
  });
});
