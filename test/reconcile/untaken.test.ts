import { describe, expect, it } from "vitest";
import { type ChangeOutcome, NOTHING_DONE } from "../../src/model/plan.ts";
import { parseBase } from "../../src/reconcile/record/base.ts";
import { untaken } from "../../src/reconcile/write/untaken.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { MAPPING, mergeOf, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, NOW } from "./world.ts";

describe("the answer to a change of a referral", () => {
  const [change] = mergeOf(pairOf(referralOf(), rowOf({ description: "second" }))).changes;
  const found = (properties: object) =>
    change && untaken(change, referralOf(properties), { mapping: MAPPING, lookups: LOOKUPS });

  it.each([
    ["shows it as it was sent", { details: { notes: "second" } }, null],
    ["does not show it", { details: {} }, null],
    ["shows something else where nothing was sent", { name: "Else", details: { notes: "second" } }, null],
    ["shows what was there before", { details: { notes: "first" } }, { notes: "first" }],
    ["shows it empty", { details: { notes: null } }, { notes: null }],
  ])("is worth a look only where it shows otherwise what was sent: it %s", (_what, properties, shown) => {
    expect(found(properties)).toEqual(shown);
  });

  it("is worth a look where it shows that a seller's answer was not taken", () => {
    const decision = {
      as: "decision",
      referral: ["status", "substatus"],
      opportunity: "new_decision",
      direction: "opportunity to referral",
      values: { accept: 1, decline: 2 },
    };
    const mapping = mappingOf({ status: STATUS, decision });
    const answer = { side: "referral", action: "update", link: pairOf().link, etag: "r1" } as const;
    const given = { ...answer, fields: [{ field: "decision", to: "accepted" }] };
    const shownBy = (properties: object) =>
      untaken(given, referralOf(properties), { mapping, lookups: LOOKUPS });
    expect(shownBy({ status: "Active", substatus: "Accepted" })).toBeNull();
    expect(shownBy({ status: "New", substatus: "Pending" })).toEqual({ decision: null });
  });

  it("stands in a base beside what could not be decided, and the day on which the row was closed", () => {
    const both = { name: "Theirs", details: { notes: "second" } };
    const merge = mergeOf(pairOf(referralOf(both), rowOf({ name: "Ours", actualclosedate: "2026-11-20" })));
    const [toRow] = merge.changes;
    if (!toRow) throw new Error("the row is not written");
    const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(toRow, merge, "run.1", NOTHING_DONE);
    const base = "columns" in write ? parseBase(write.columns.cosell_base, MAPPING.places) : null;
    expect(base).toMatchObject({ undecided: ["name"], closedOn: "2026-11-20", fields: { notes: "second" } });
  });

  it("is the version from which on another reading is a stale one", () => {
    const merge = mergeOf(pairOf(referralOf(), rowOf({ description: "second" })));
    const [toReferral, toRow] = merge.changes;
    if (!toRow) throw new Error("the row is not written");
    const modified = "2026-11-23T11:00:00Z";
    const baseAfter = (referral: ChangeOutcome) => {
      const write = new Writes(MAPPING, LOOKUPS, NOW).opportunity(toRow, merge, "run.2", {
        ...NOTHING_DONE,
        referral,
      });
      return "columns" in write ? JSON.parse(String(write.columns.cosell_base)) : null;
    };
    expect(baseAfter(outcomeOf(toReferral, "applied", { modified }))).toMatchObject({ m: modified });
    expect(baseAfter(outcomeOf(toReferral, "rejected"))).toMatchObject({ m: merge.pair.referral.modified });
  });
});
