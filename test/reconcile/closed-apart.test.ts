import { describe, expect, it } from "vitest";
import type { Waiting } from "../../src/model/state.ts";
import { sayClosedApart } from "../../src/reconcile/merge/closed-apart.ts";
import { MAPPING, mergeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { LOOKUPS, NOW, REFERRAL } from "./world.ts";

const OURS = { details: { notes: "ours" } };
const THEIRS = { description: "theirs" };
const CLOSED = { status: "Closed", substatus: "Won" };
const WON = { statecode: 1, statuscode: 3 };
const LOST = { statecode: 2, statuscode: 4 };

function waitingFor(kind: Waiting["kind"], fields: readonly string[] = ["notes"]): Waiting {
  const etags = { referral: "r0", opportunity: "o0" };
  const times = { tries: 1, firstAt: NOW, nextAt: null };
  return { referral: REFERRAL, opportunity: null, kind, fields, reason: "", awaits: [], etags, ...times };
}

describe("a deal that is closed with a conflict", () => {
  it.each<[string, object, object, Waiting[], string[] | undefined]>([
    ["is open on both sides", OURS, THEIRS, [], undefined],
    [
      "is closed in Partner Center, so this run closes the row",
      { ...OURS, ...CLOSED },
      THEIRS,
      [],
      ["notes"],
    ],
    ["is closed in the CRM, so this run closes the referral", OURS, { ...THEIRS, ...WON }, [], ["notes"]],
    [
      "is closed by this run, which writes another field as well",
      OURS,
      { ...THEIRS, ...WON, name: "Renamed" },
      [],
      ["notes"],
    ],
    [
      "is closed by this run, and was in conflict before",
      OURS,
      { ...THEIRS, ...WON },
      [waitingFor("conflict")],
      ["notes"],
    ],
    [
      "was closed on both sides",
      { ...OURS, ...CLOSED },
      { ...THEIRS, ...WON },
      [waitingFor("conflict")],
      ["notes"],
    ],
    [
      "ended differently on the two",
      { ...OURS, ...CLOSED },
      { ...THEIRS, ...LOST },
      [waitingFor("conflict")],
      ["notes"],
    ],
    [
      "was closed on both sides, as an earlier run said",
      { ...OURS, ...CLOSED },
      { ...THEIRS, ...WON },
      [],
      undefined,
    ],
    [
      "waits for something else",
      { ...OURS, ...CLOSED },
      { ...THEIRS, ...LOST },
      [waitingFor("held")],
      undefined,
    ],
    ["was made equal before it was closed", CLOSED, WON, [waitingFor("conflict")], undefined],
    [
      "was half made equal",
      { ...OURS, ...CLOSED },
      { ...THEIRS, ...WON },
      [waitingFor("conflict", ["name", "notes"])],
      ["notes"],
    ],
    ["is closed without a conflict", CLOSED, {}, [], undefined],
    [
      "is closed in the CRM, and cannot be in Partner Center",
      { ...OURS, status: "New", substatus: "Pending" },
      { ...THEIRS, ...WON },
      [waitingFor("conflict")],
      undefined,
    ],
    [
      "is closed in the CRM, cannot be in Partner Center, and is only called won there",
      { ...OURS, status: "New", substatus: "Pending" },
      { ...THEIRS, ...WON, name: "won" },
      [waitingFor("conflict")],
      undefined,
    ],
  ])("%s", (_what, referral, row, waiting, apart) => {
    const merges = [mergeOf(pairOf(referralOf(referral), rowOf(row)))];
    const [said] = sayClosedApart(merges, { waiting, mapping: MAPPING, lookups: LOOKUPS });
    expect({ ...said, warnings: [] }).toEqual({ ...merges[0], warnings: [] });
    const warnings = said?.warnings.filter((warning) => warning.apart) ?? [];
    expect(warnings.map((warning) => warning.apart)).toEqual(apart ? [apart] : []);
    if (apart) expect(warnings[0]?.text).toContain(`differ in ${apart.join(", ")}:`);
  });
});

it("a deal that is closed with a conflict that a winner has decided is not apart", () => {
  const merge = mergeOf(pairOf(referralOf({ ...OURS, ...CLOSED }), rowOf(THEIRS)));
  const conflicts = merge.conflicts.map((one) => ({ ...one, winner: "referral" as const }));
  const seen = { waiting: [], mapping: MAPPING, lookups: LOOKUPS };
  expect(sayClosedApart([merge], seen)[0]?.warnings).toHaveLength(1);
  expect(sayClosedApart([{ ...merge, conflicts }], seen)[0]?.warnings).toEqual([]);
});
