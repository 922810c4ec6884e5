import { describe, expect, it } from "vitest";
import type { Base } from "../../src/model/record.ts";
import { NOTHING_APPROVED } from "../../src/reconcile/merge/approval.ts";
import { InStep } from "../../src/reconcile/merge/in-step.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, NOW } from "./world.ts";

type Text = string | null | undefined;

const CRM_LEADS = { direction: "opportunity to referral" };
const CRM_EMPTIES = { ...CRM_LEADS, blank: "propagate" };
const REFERRAL_LEADS = { direction: "referral to opportunity" };
const ONCE = { when: "create" };

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

    const merge = mergePair(pairOf(referral, row, base), {
      ...{ mapping, lookups: LOOKUPS, now: NOW, approvals: NOTHING_APPROVED },
      ...{ closesPending: new Set<string>(), resolutions: new Map() },
    });
    const comesTo = [...merge.changes, ...merge.conflicts, ...merge.held];
    if (isInStep) expect(comesTo).toEqual([]);
  });
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
