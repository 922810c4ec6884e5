import { describe, expect, it } from "vitest";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Base } from "../../src/model/record.ts";
import { InStep } from "../../src/reconcile/merge/in-step.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { formatBase } from "../../src/reconcile/record/base.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, ORDINARY, REFERRAL } from "./world.ts";

type Text = string | null | undefined;

const CRM_LEADS = { direction: "opportunity to referral" };
const CRM_EMPTIES = { ...CRM_LEADS, blank: "propagate" };
const REFERRAL_LEADS = { direction: "referral to opportunity" };
const ONCE = { when: "create" };
/** Of all that is read here. */
const AFTER = "2026-12-24T10:00:00Z";

/** `undefined` is a value that was not returned, or of the base: never synced. */
const TABLE: readonly (readonly [
  settings: object,
  base: Text,
  row: Text,
  referral: Text,
  isInStep: boolean,
])[] = [
  [{}, "a", "a", "a", true],
  [{}, "a", "a", "b", false],
  [{}, "a", "a", null, false],
  [{}, "a", "b", "a", false],
  [{}, undefined, null, undefined, true],
  [{}, undefined, null, "a", false],
  [{}, undefined, "a", "a", false],
  [REFERRAL_LEADS, "a", "a", "a", true],
  [REFERRAL_LEADS, "a", "a", "b", false],
  // Somebody has written there what only comes from here.
  [CRM_LEADS, "a", "a", "b", false],
  [CRM_LEADS, "a", "a", "a", true],
  [CRM_LEADS, null, null, "b", true],
  [CRM_LEADS, undefined, null, "b", true],
  [CRM_LEADS, undefined, null, null, false],
  [CRM_LEADS, undefined, "a", "b", false],
  [CRM_EMPTIES, null, null, "b", false],
  [ONCE, "a", "a", "b", true],
  [ONCE, "a", "b", "a", false],
];

describe("a deal that a full read lets go of", () => {
  it.each(TABLE)("%j, base %s, row %s: with a referral that says %s it is one: %s", (settings, ...values) => {
    const [agreed, here, there, isInStep] = values;
    const notes = { as: "text", longest: 50, referral: "details.notes", opportunity: "description" };
    const mapping = mappingOf({ notes: { ...notes, ...settings }, status: STATUS });
    const fields = { status: "open", ...(agreed === undefined ? {} : { notes: agreed }) };
    const base: Base = { ...BASE, fields };
    const row = rowOf({ description: here }, "o1", base);
    const referral = referralOf({ details: { notes: there } });

    const inStep = new InStep(mapping, LOOKUPS);
    const needs = inStep.needsOf(row);
    expect(needs !== null && inStep.meets(referral, needs)).toBe(isInStep);

    const merge = mergePair(pairOf(referral, row, base), { ...ORDINARY, mapping });
    const comesTo = [...merge.changes, ...merge.conflicts, ...merge.held];
    if (isInStep) expect(comesTo).toEqual([]);
  });
});

describe("a deal whose fields are all in step", () => {
  const notes = { as: "text", longest: 50, referral: "details.notes", opportunity: "description" };
  const size = {
    as: "choice",
    referral: "microsoft.customerProfile.size",
    opportunity: "size",
    values: { Small: 1 },
    direction: "referral to opportunity",
  };
  const more = {
    columns: {
      "referral identifier": "cosell_referralid",
      base: "cosell_base",
      "sync reason": "cosell_syncreason",
    },
    accounts: { match: ["domain"] },
  };
  const mapping = mappingOf({ notes, size, status: STATUS }, more);
  const account = "_parentaccountid_value";

  function isLetGoOf(
    given: { readonly referral?: object; readonly row?: object; readonly base?: object },
    mappingNow: Mapping = mapping,
  ): boolean {
    const fields = { notes: "first", status: "open", account: "a" };
    const base: Base = { ...BASE, referral: REFERRAL, fields, ...given.base };
    const columns = { [account]: "a", size: null, cosell_base: formatBase(base, mappingNow.places) };
    const row = rowOf({ ...columns, ...given.row });
    const inStep = new InStep(mappingNow, LOOKUPS);
    const needs = inStep.needsOf(row);
    const referral = referralOf({ ...given.referral });
    return needs !== null && inStep.meets(referral, needs);
  }

  it("is let go of", () => {
    expect(isLetGoOf({})).toBe(true);
    expect(isLetGoOf({ referral: { microsoft: { customerProfile: {} } } })).toBe(true);
    // Its referral has not been touched since the last merge, nor has Microsoft's been listed.
    expect(isLetGoOf({ base: { referralModified: referralOf().modified } })).toBe(true);
    const fields = { notes: "first", size: "Small", status: "open", account: "a" };
    expect(isLetGoOf({ base: { fields }, row: { size: 1 } })).toBe(true);
  });

  it("is looked at where its referral says what nobody understands, of a field in which the row leads", () => {
    const leading = mappingOf({ notes: { ...notes, ...CRM_LEADS }, status: STATUS });
    const given = { base: { fields: { notes: null, status: "open" } }, row: { description: null } };
    const says = (words: unknown) =>
      isLetGoOf({ ...given, referral: { details: { notes: words } } }, leading);
    expect([says("theirs"), says({})]).toEqual([true, false]);
  });

  it.each([
    ["its base was written beside another referral", { base: { referral: "another" } }],
    ["its base was written when it had no referral", { base: { referralModified: "" } }],
    ["its referral was read at an earlier time than the last merge", { base: { referralModified: AFTER } }],
    [
      "its row still tells the seller of a conflict",
      { row: { cosell_syncreason: "notes: make them equal" } },
    ],
    ["its row was closed and reopened", { row: { actualclosedate: "2026-11-22" } }],
    [
      "it has no account yet",
      { row: { [account]: null }, base: { fields: { notes: "first", status: "open" } } },
    ],
    [
      "its base has a field that the mapping has not",
      { base: { fields: { notes: "first", status: "open", stage: "a" } } },
    ],
    [
      "nobody has answered it",
      { referral: { status: "New", substatus: "Pending", expirationDateTime: AFTER } },
    ],
    ["its referral says what nobody understands", { referral: { details: { notes: {} } } }],
    [
      "Microsoft's referral says what nobody understands",
      { referral: { microsoft: { customerProfile: { size: "Huge" } } } },
    ],
  ])("is looked at all the same where %s", (_what, given) => {
    expect(isLetGoOf(given)).toBe(false);
  });

  it("is let go of where its base has a field that this run leaves out", () => {
    const fields = { notes: "first", status: "open", stage: "a", account: "a" };
    expect(isLetGoOf({ base: { fields } }, { ...mapping, leftOut: ["stage"] })).toBe(true);
  });
});

describe("a deal that shows a text of ours or of Microsoft's, whose referral comes after ours", () => {
  const [ours, microsofts] = ["details.notes", "microsoft.details.notes"];
  it.each([
    [[microsofts, ours], "theirs", "ours", "theirs", true],
    [[microsofts, ours], "theirs", "ours", null, false],
    [[microsofts, ours], "theirs", "ours", "another", false],
    [[microsofts, ours], "ours", "ours", null, true],
    [[microsofts, ours], null, null, null, true],
    [[ours, microsofts], "ours", "ours", "theirs", true],
    [[ours, microsofts], "theirs", null, "theirs", true],
    [[ours, microsofts], "theirs", null, null, false],
    [[ours, microsofts], null, null, null, true],
  ])(
    "by %j, with %s on the row, %s ours and %s Microsoft's, comes to nothing: %s",
    (places, shown, our, their, isNothing) => {
      const field = {
        as: "first text",
        referral: places,
        opportunity: "cosell_notes",
        longest: 50,
        blank: "propagate",
      };
      const mapping = mappingOf({ notes: field, status: STATUS });
      const base: Base = { ...BASE, fields: { notes: shown, status: "open" } };
      const row = rowOf({ cosell_notes: shown, cosell_base: formatBase(base, mapping.places) });
      const microsoft = { ...referralOf(), properties: { details: { notes: their } } };
      const referral = referralOf({ details: { notes: our } });

      const inStep = new InStep(mapping, LOOKUPS);
      const needs = inStep.needsOf(row);
      if (!needs || "end" in needs.form) throw new Error("the row is not in step with its base");
      const isLetGoOf = inStep.meets(referral, needs) && inStep.microsoftMeets(microsoft, needs.form);

      const whole = referralOf({ details: { notes: our }, microsoft: microsoft.properties });
      const merge = mergePair(pairOf(whole, row, base), { ...ORDINARY, mapping });
      expect(merge.changes.length === 0).toBe(isNothing);
      // It may be looked at for nothing, but not be let go of.
      expect(isLetGoOf && !isNothing).toBe(false);
    },
  );
});

describe("a deal that is over", () => {
  const ends = {
    open: { statecode: 0 },
    won: { statecode: 1, statuscode: 3 },
    lost: { statecode: 2, statuscode: 4 },
  };
  it.each([
    ["won", "won", "Closed/Won", true],
    ["lost", "lost", "Closed/Declined", true],
    ["won", "open", "Closed/Won", false],
    ["won", "lost", "Closed/Won", false],
    ["won", "won", "Closed/Lost", false],
    ["won", "won", "Active/Accepted", false],
    ["open", "won", "Closed/Won", false],
  ] as const)(
    "by its base %s, its row %s, its referral %s is let go of: %s",
    (agreed, end, there, isInStep) => {
      const mapping = mappingOf({ status: STATUS });
      const row = rowOf(ends[end], "o1", { ...BASE, fields: { status: agreed } });
      const [status, substatus] = there.split("/");
      const inStep = new InStep(mapping, LOOKUPS);
      const needs = inStep.needsOf(row);
      expect(needs !== null && inStep.meets(referralOf({ status, substatus }), needs)).toBe(isInStep);
    },
  );
});
