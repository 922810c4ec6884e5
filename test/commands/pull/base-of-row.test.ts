import { describe, expect, it } from "vitest";
import { equalsItsBase } from "../../../src/commands/pull/base-of-row.ts";
import type { Base } from "../../../src/model/record.ts";
import { formatBase } from "../../../src/reconcile/record/base.ts";
import { rowOf } from "../../reconcile/deals.ts";
import { mappingOf, NAME, STATUS } from "../../reconcile/fields.ts";
import { LOOKUPS, REFERRAL } from "../../reconcile/world.ts";

const KIND = {
  as: "choice",
  referral: "qualification",
  opportunity: "cosell_kind",
  values: { Direct: 1, SalesQualified: 2 },
};
const MAPPING = mappingOf({
  name: NAME,
  notes: { as: "text", longest: 50, referral: "details.notes", opportunity: "description", when: "create" },
  kind: KIND,
  status: STATUS,
});
const OPEN = { name: "Deal", notes: "first", kind: null, status: "open" };
const WON = { statecode: 1, statuscode: 3 };

/** Whether a run takes this row, which was listed as changed, for one that nobody has touched. */
function isUntouched(properties: object, fields: Base["fields"] = OPEN, more: Partial<Base> = {}) {
  const base = { change: "run.1", referralModified: "2026-11-23T09:00:00Z", fields, ...more };
  const written = { cosell_kind: null, cosell_base: formatBase(base, MAPPING.places) };
  return equalsItsBase(MAPPING, rowOf({ ...written, ...properties }), async () => LOOKUPS);
}

describe("a row that was listed as changed", () => {
  it.each<[string, object, Base["fields"]?, Partial<Base>?]>([
    ["says what both sides agreed on", {}],
    ["differs where a field is filled once only", { description: "second" }],
    [
      "lacks what was never known of the other side",
      {},
      { ...OPEN, kind: undefined } as unknown as Base["fields"],
    ],
    [
      "is closed as its base says, whatever else differs",
      { ...WON, name: "Other" },
      { ...OPEN, status: "won" },
    ],
    ["has a base that was written beside this referral", {}, OPEN, { referral: REFERRAL }],
    [
      "was closed on a day that its base knows of",
      { actualclosedate: "2026-10-01" },
      OPEN,
      { closedOn: "2026-10-01" },
    ],
  ])("is our own doing where it %s", async (_what, properties, fields, more) => {
    expect(await isUntouched(properties, fields, more)).toBe(true);
  });

  it.each<[string, object, Base["fields"]?, Partial<Base>?]>([
    ["has no base", { cosell_base: null }],
    ["differs", { name: "Other" }],
    ["has a value that cannot be understood, where it had none", { cosell_kind: 99 }],
    ["is open, though its base says that it is over", {}, { ...OPEN, status: "won" }],
    ["is closed another way than its base says", { statecode: 2, statuscode: 4 }, { ...OPEN, status: "won" }],
    ["has a base that was written beside another referral", {}, OPEN, { referral: "another" }],
    ["no longer says what it said of another referral", {}, OPEN, { ofAnother: { kind: "Direct" } }],
    ["was closed since, and reopened", { actualclosedate: "2026-10-01" }],
  ])("is looked at where it %s", async (_what, properties, fields, more) => {
    expect(await isUntouched(properties, fields, more)).toBe(false);
  });
});
