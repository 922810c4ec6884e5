import { describe, expect, it } from "vitest";
import type { RemoteRecord } from "../../src/model/record.ts";
import { explainFields } from "../../src/reconcile/merge/explain.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, ORDINARY } from "./world.ts";

type Text = string | null | undefined;

/** `undefined` is a value that was not returned, or of the base: never synced. */
interface Situation {
  readonly base: Text;
  readonly referral: Text;
  readonly opportunity: Text;
}

function explained({ base, referral, opportunity }: Situation, settings: object = {}) {
  const mapping = mappingOf({
    notes: { as: "text", longest: 50, referral: "details.notes", opportunity: "description", ...settings },
    status: STATUS,
  });
  const { description: _given, ...columns } = rowOf().properties as { description?: unknown };
  const row: RemoteRecord = {
    ...rowOf(),
    properties: { ...columns, ...(opportunity === undefined ? {} : { description: opportunity }) },
  };
  const fields = { status: "open", ...(base === undefined ? {} : { notes: base }) };
  const details = referral === undefined ? {} : { notes: referral };
  const pair = pairOf(referralOf({ details }), row, { ...BASE, fields });
  const merge = mergePair(pair, { ...ORDINARY, mapping });
  const [notes] = explainFields(merge, mapping, LOOKUPS);
  if (!notes) throw new Error("nothing was explained");
  return { notes, merge };
}

const told = (situation: Situation, settings?: object) => {
  const { notes } = explained(situation, settings);
  return `${notes.situation} → ${notes.decision}`;
};

describe("the explanation of a field", () => {
  it("says of an account that the deal has one, and not that Partner Center hid it", () => {
    const mapping = mappingOf({ status: STATUS }, { accounts: { match: ["domain"], otherwise: "ask" } });
    const pair = pairOf(referralOf(), rowOf({ _parentaccountid_value: "acme" }));
    const merge = mergePair(pair, { ...ORDINARY, mapping });
    const account = explainFields(merge, mapping, LOOKUPS).find(({ field }) => field === "account");
    expect(account).toMatchObject({
      situation: "the opportunity has one, so none is looked for",
      decision: "nothing: it is filled once, and left to the CRM",
    });
  });

  it.each([
    [{}, "Microsoft has no referral of this deal, or it was not read"],
    [{ microsoft: {} }, "Partner Center did not return it, or not in a form that is understood"],
  ])("says whether Microsoft's own referral is there of what only that has: %j", (properties, situation) => {
    const notes = { referral: "microsoft.details.notes", opportunity: "description" };
    const mapping = mappingOf({
      notes: { as: "text", longest: 50, direction: "referral to opportunity", ...notes },
      status: STATUS,
    });
    const merge = mergePair(pairOf(referralOf(properties), rowOf(), BASE), { ...ORDINARY, mapping });
    expect(explainFields(merge, mapping, LOOKUPS)).toContainEqual(
      expect.objectContaining({ field: "notes", situation }),
    );
  });

  it("comes before those about which nothing is to be done, where a person has to look at it", () => {
    const text = { as: "text", longest: 50 };
    const mapping = mappingOf({
      name: { ...text, referral: "name", opportunity: "name" },
      notes: { ...text, referral: "details.notes", opportunity: "description" },
      status: STATUS,
    });
    const pair = pairOf(referralOf({ details: { notes: "a" } }), rowOf({ description: "b" }), BASE);
    const merge = mergePair(pair, { ...ORDINARY, mapping });
    expect(explainFields(merge, mapping, LOOKUPS).map(({ field }) => field)[0]).toBe("notes");
  });

  it.each([
    [{ base: "a", referral: "a", opportunity: "a" }, {}, "both sides have the same value → nothing to do"],
    [
      { base: "a", referral: "b", opportunity: "a" },
      {},
      "only Partner Center changed it since the last sync → write it to the CRM (direction: both)",
    ],
    [
      { base: "a", referral: "a", opportunity: "b" },
      {},
      "only the CRM changed it since the last sync → write it to Partner Center (direction: both)",
    ],
    [
      { base: "a", referral: "b", opportunity: "c" },
      {},
      "both sides changed it since the last sync, to different values → a conflict that a person has to resolve (conflict: report)",
    ],
    [
      { base: "a", referral: "b", opportunity: "c" },
      { conflict: "referral" },
      "both sides changed it since the last sync, to different values → write it to the CRM, over what stands there (conflict: referral)",
    ],
    [
      { base: "a", referral: "a", opportunity: "b" },
      { direction: "referral to opportunity" },
      "only the CRM changed it since the last sync → write it to the CRM, over what stands there (direction: referral to opportunity)",
    ],
    [
      { base: undefined, referral: "b", opportunity: "c" },
      {},
      "it was never synced, and the sides have different values → a conflict that a person has to resolve (adopt: report)",
    ],
    [
      { base: undefined, referral: "b", opportunity: "c" },
      { adopt: "opportunity" },
      "it was never synced, and the sides have different values → write it to Partner Center, over what stands there (adopt: opportunity)",
    ],
    [
      { base: undefined, referral: null, opportunity: "c" },
      {},
      "it was never synced, and only the CRM has a value → write it to Partner Center (adopt: report)",
    ],
    [
      { base: "a", referral: null, opportunity: "a" },
      {},
      "only Partner Center changed it since the last sync → nothing: a blank is not carried over (blank: protect)",
    ],
    [
      { base: "a", referral: "b", opportunity: "a" },
      { when: "create" },
      "only Partner Center changed it since the last sync → nothing: it was filled once, and is left alone (when: create)",
    ],
    [
      { base: "a", referral: undefined, opportunity: "b" },
      {},
      "Partner Center did not return it, or not in a form that is understood → nothing: what is unknown is never taken for blank",
    ],
  ])("of %j with %j", (situation, settings, expected) => {
    expect(told(situation, settings)).toBe(expected);
  });

  it("says of every situation what the merge does, and never nothing without its reason", () => {
    const texts: readonly Text[] = [undefined, null, "a", "b", "c"];
    for (const base of texts)
      for (const referral of texts)
        for (const opportunity of texts)
          for (const settings of SETTINGS) {
            const { notes, merge } = explained({ base, referral, opportunity }, settings);
            const real = merge.changes.filter(({ action }) => action !== "note");
            const sides = real.filter(({ fields }) => fields.length > 0).map(({ side }) => side);
            const where = JSON.stringify({ base, referral, opportunity, settings });
            expect(notes.decision.includes("write it to Partner Center"), where).toBe(
              sides.includes("referral"),
            );
            expect(/write it to .*the CRM/.test(notes.decision), where).toBe(sides.includes("opportunity"));
            const open = merge.conflicts.some(({ winner }) => winner === null);
            expect(notes.decision.includes("a person has to resolve"), where).toBe(open);
            expect(notes.decision, where).not.toBe("nothing");
          }
  });
});

const SETTINGS = [
  {},
  { blank: "propagate" },
  { when: "create" },
  { direction: "referral to opportunity" },
  { direction: "referral to opportunity", blank: "propagate" },
  { direction: "opportunity to referral" },
  { conflict: "referral" },
  { conflict: "opportunity" },
  { conflict: "newest" },
  { conflict: "non-blank" },
  { adopt: "referral" },
  { adopt: "opportunity" },
];
