import { describe, expect, it } from "vitest";
import type { Base, Side, Snapshot } from "../../src/model/record.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { illegalMove } from "../../src/reconcile/merge/status.ts";
import { closedOnAfter, isReopened, isReopenedPair } from "../../src/reconcile/record/reopened.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { ORDINARY } from "./world.ts";

/**
 * The status machine, row by row: where the referral is, where the opportunity is, what they last agreed on,
 * which way the mapping lets status travel, and what comes of it. `held:` is followed by a part of the reason.
 */
type Direction = "both" | "to opportunity" | "to referral";
type Row = readonly [
  referral: string,
  opportunity: string,
  base: string | null,
  direction: Direction,
  expected: string,
];

const OPEN = ["0/1", "0/2", "0/100000099"];
const LOST = ["2/4", "2/5", "2/100000077"];
const CLOSED_AS_LOST = ["Closed/Lost", "Closed/Declined", "Closed/Expired", "Closed/Error"];
const RUNNING = ["New/Pending", "New/Received", "Active/Accepted"];

const TABLE: readonly Row[] = [
  // Nothing to do where both mean the same, whatever they agreed on before.
  ...RUNNING.flatMap((referral) =>
    OPEN.flatMap((row): Row[] => [
      [referral, row, "open", "both", "nothing"],
      [referral, row, null, "both", "nothing"],
    ]),
  ),
  ...CLOSED_AS_LOST.flatMap((referral) => LOST.map((row): Row => [referral, row, "open", "both", "nothing"])),
  ["Closed/Won", "1/3", "open", "both", "nothing"],

  // Partner Center closed it.
  ["Closed/Won", "0/1", "open", "both", "opportunity won"],
  ["Closed/Won", "0/2", "open", "to opportunity", "opportunity won"],
  ...CLOSED_AS_LOST.map((referral): Row => [referral, "0/1", "open", "both", "opportunity lost"]),
  ["Closed/Won", "0/1", null, "to opportunity", "opportunity won"],
  ["Closed/Won", "0/1", null, "both", "conflict"],
  [
    "Closed/Won",
    "0/1",
    "open",
    "to referral",
    "held: the referral is Closed/Won in Partner Center, which is final",
  ],
  [
    "Closed/Lost",
    "0/1",
    null,
    "to referral",
    "held: the referral is Closed/Lost in Partner Center, which is final",
  ],

  // A seller closed it.
  ["Active/Accepted", "1/3", "open", "both", "referral won"],
  ["Active/Accepted", "1/100000001", "open", "to referral", "referral won"],
  ...LOST.map((row): Row => ["Active/Accepted", row, "open", "both", "referral lost"]),
  ["Active/Accepted", "1/3", "open", "to opportunity", "held: reopen the opportunity"],
  ["Active/Accepted", "1/3", null, "both", "conflict"],
  ["New/Pending", "1/3", "open", "both", "held: accept it before it is won"],
  ["New/Received", "1/3", "open", "to referral", "held: accept it before it is won"],
  ["New/Pending", "2/4", "open", "both", "held: decline it, with a reason"],
  ["New/Received", "2/5", "open", "both", "held: decline it, with a reason"],

  // A seller reopened what Partner Center has closed for good.
  ["Closed/Won", "0/1", "won", "both", "held: somebody reopened the opportunity"],
  ["Closed/Lost", "0/1", "lost", "to referral", "held: somebody reopened the opportunity"],
  ["Closed/Won", "0/1", "won", "to opportunity", "held: somebody reopened the opportunity"],
  ["Closed/Expired", "0/2", "lost", "to opportunity", "held: somebody reopened the opportunity"],
  ["Active/Accepted", "0/1", "open", "both", "nothing"],

  // Two ends: neither side takes a write any more.
  ["Closed/Won", "2/4", "open", "both", "held: the referral is won, which is final"],
  ["Closed/Lost", "1/3", "open", "both", "held: the referral is lost, which is final"],
  ["Closed/Declined", "1/3", "lost", "to referral", "held: the referral is lost, which is final"],
  ["Closed/Won", "2/5", "won", "to opportunity", "held: the referral is won, which is final"],

  // What nobody has described is never written over.
  ["None/None", "1/3", "open", "both", "held: the mapping does not have the status"],
  ["Active/Archived", "1/3", "open", "both", "held: the mapping does not have the status"],
  ["Active/Accepted", "7/99", "open", "both", "held: the mapping does not have the state 7"],
];

const DIRECTIONS = {
  both: "both",
  "to opportunity": "referral to opportunity",
  "to referral": "opportunity to referral",
} as const;

const VALUES = {
  ...STATUS.values,
  open: { referral: RUNNING, opportunity: [1, 2] },
  lost: { referral: CLOSED_AS_LOST, opportunity: [4, 5] },
};

function outcomeOf([referral, opportunity, agreed, direction]: Row): string {
  const [status, substatus] = referral.split("/");
  const [statecode, statuscode] = opportunity.split("/").map(Number);
  const mapping = mappingOf({ status: { ...STATUS, values: VALUES, direction: DIRECTIONS[direction] } });
  const fields: Snapshot = agreed === null ? {} : { status: agreed };
  const base: Base = { ...BASE, fields };
  const pair = pairOf(referralOf({ status, substatus }), rowOf({ statecode, statuscode }, "o1", base), base);
  const merge = mergePair(pair, { ...ORDINARY, mapping });
  const moves = merge.changes.flatMap(({ side, action, fields: changed }) =>
    action === "note" ? [] : changed.map(({ to }) => `${side} ${to}`),
  );
  const conflicts = merge.conflicts.map(() => "conflict");
  return (
    [...moves, ...conflicts, ...merge.held.map(({ reason }) => `held: ${reason}`)].join(", ") || "nothing"
  );
}

/** Each move by itself, also those that a merge has no occasion for: what is asked of which side, and the ruling. */
const MOVES: readonly (readonly [
  side: Side,
  to: string,
  referral: string,
  statecode: number,
  says: string | null,
])[] = [
  ["referral", "won", "Active/Accepted", 1, null],
  ["referral", "lost", "Active/Accepted", 2, "wants a reason for a lost deal"],
  ["referral", "won", "New/Pending", 1, "accept it before it is won"],
  ["referral", "lost", "New/Received", 2, "decline it, with a reason"],
  ["referral", "won", "Closed/Lost", 1, "which is final"],
  ["referral", "lost", "Closed/Won", 2, "which is final"],
  ["referral", "open", "Closed/Won", 0, "final: set the opportunity to match it"],
  ["referral", "won", "Paused/OnHold", 1, "a state that this version does not know"],
  ["opportunity", "won", "Closed/Won", 0, null],
  ["opportunity", "lost", "Closed/Declined", 0, null],
  ["opportunity", "open", "Active/Accepted", 1, "reopen the opportunity"],
  ["opportunity", "lost", "Closed/Lost", 1, "close it as lost"],
  ["opportunity", "won", "Closed/Won", 2, "close it as won"],
];

describe("a move", () => {
  it.each(MOVES)("of the %s to %s, with %s and statecode %i: %s", (side, to, state, statecode, says) => {
    const [status, substatus] = state.split("/");
    const records = { referral: referralOf({ status, substatus }), opportunity: rowOf({ statecode }) };
    const ruling = illegalMove({ side, to, ...records, base: "open", isReopened: false, reason: null });
    if (says === null) expect(ruling).toBeNull();
    else expect(ruling).toContain(says);
  });
});

describe("an opportunity that its seller has closed and reopened", () => {
  const opportunity = rowOf({ statecode: 0, actualclosedate: "2026-11-20" });
  const referral = referralOf({ status: "Closed", substatus: "Won" });

  it.each([
    ["opportunity", "won"],
    ["referral", "open"],
  ] as const)("is not closed again, whatever the base says of its status: %s %s", (side, to) => {
    const move = { side, to, referral, opportunity, base: "open", isReopened: true, reason: null };
    expect(illegalMove(move)).toContain("somebody reopened");
  });

  it.each([
    ["was never closed before", rowOf({ statecode: 0 }), undefined, false],
    ["was closed since the base was written", opportunity, undefined, true],
    ["had been closed by then", opportunity, "2026-11-20", false],
    ["was closed once more since", opportunity, "2026-11-10", true],
    [
      "may have been closed twice that day",
      { ...opportunity, modified: "2026-11-20T17:00:00Z" },
      "2026-11-20",
      true,
    ],
    ["is closed now", rowOf({ statecode: 1, actualclosedate: "2026-11-20" }), undefined, false],
  ])("is known by the day: it %s", (_what, row, closedOn, expected) => {
    expect(isReopened(row, closedOn === undefined ? BASE : { ...BASE, closedOn })).toBe(expected);
  });

  it.each([
    ["with the referral", "2026-11-20T16:00:00.0000000Z", true],
    ["long before the referral", "2026-11-25T16:00:00.0000000Z", false],
    ["before a referral of which no day is known", null, false],
  ])("on the day that the base knows, was closed %s", (_what, closedDateTime, expected) => {
    const over = referralOf({ status: "Closed", substatus: "Won", closedDateTime });
    expect(isReopenedPair(pairOf(over, opportunity, { ...BASE, closedOn: "2026-11-20" }))).toBe(expected);
  });

  it("has the base take the day for as long as the referral goes on", () => {
    const active = referralOf({ status: "Active", substatus: "Accepted" });
    expect(closedOnAfter(pairOf(active, opportunity))).toBe("2026-11-20");
    expect(closedOnAfter(pairOf(referral, opportunity))).toBeUndefined();
    const before = { ...BASE, closedOn: "2026-11-10" };
    expect(closedOnAfter(pairOf(referral, opportunity, before))).toBe("2026-11-10");
  });
});

describe("the status of a deal", () => {
  it.each(TABLE)("%s and %s, agreed on %s, %s: %s", (...row) => {
    const expected = row[4];
    const outcome = outcomeOf(row);
    if (expected.startsWith("held: ")) {
      expect(outcome).toMatch(/^held: [^,]*/);
      expect(outcome).toContain(expected.slice("held: ".length));
      expect(outcome).not.toMatch(/^(referral|opportunity) /);
    } else expect(outcome).toBe(expected);
  });
});
