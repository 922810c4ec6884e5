import { describe, expect, it } from "vitest";
import { type Merge, NOTHING_DONE } from "../../src/model/plan.ts";
import type { Base } from "../../src/model/record.ts";
import type { Waiting } from "../../src/model/state.ts";
import { isReferralUpdate } from "../../src/reconcile/merge/hold-back.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { answerFirst } from "../../src/reconcile/write/answer-first.ts";
import { Writes } from "../../src/reconcile/write/writes.ts";
import { BASE, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { LOOKUPS, NOW, ORDINARY } from "./world.ts";

const MAPPING = mappingOf({
  status: {
    ...STATUS,
    values: {
      ...STATUS.values,
      open: { ...STATUS.values.open, referral: ["New/Pending", "New/Received", "Active/Accepted"] },
    },
  },
  reason: {
    as: "closing reason",
    referral: "statusReason",
    opportunity: "cosell_declinereason",
    longest: 250,
    "by status code": {
      4: "Customer did not respond",
      5: "Customer chose another vendor",
      7: "Customer chose another vendor",
    },
  },
  decision: {
    as: "decision",
    referral: ["status", "substatus"],
    opportunity: "cosell_decision",
    values: { accept: 20, decline: 21 },
  },
  shown: { as: "referral status", referral: ["status", "substatus"], opportunity: "cosell_referralstatus" },
  expires: {
    as: "date",
    referral: "expirationDateTime",
    opportunity: "cosell_expireson",
    direction: "referral to opportunity",
    blank: "propagate",
  },
});

const FIELDS = { status: "open", reason: null, decision: null, shown: "New/Pending", expires: "2026-12-01" };

interface Situation {
  readonly referral?: string;
  readonly row?: string;
  readonly decision?: number | null;
  readonly reason?: string | null;
  readonly expires?: string | null;
  /** Whether a sync has never seen the two. */
  readonly isNew?: boolean;
}

function merged({
  referral = "New/Pending",
  row = "0/1",
  decision = null,
  reason = null,
  isNew = false,
}: Situation) {
  const [status, substatus] = referral.split("/");
  const [statecode, statuscode] = row.split("/").map(Number);
  const base: Base = { ...BASE, fields: { ...FIELDS, shown: referral } };
  const columns = {
    cosell_decision: decision,
    cosell_declinereason: reason,
    cosell_referralstatus: referral,
    cosell_expireson: "2026-12-01",
  };
  const pair = pairOf(
    referralOf({ status, substatus, statusReason: null, expirationDateTime: "2026-12-01T00:00:00Z" }),
    rowOf({ statecode, statuscode, ...columns }, "o1", isNew ? null : base),
    isNew ? null : base,
  );
  return mergePair(pair, { ...ORDINARY, mapping: MAPPING });
}

const described = (situation: Situation) => {
  const { changes, held } = merged(situation);
  const moves = changes.map(
    ({ side, action, fields }) =>
      `${side} ${action}: ${fields.map(({ field, to }) => `${field} ${to}`).join(", ")}`,
  );
  return [...moves, ...held.map(({ field, reason }) => `held ${field}: ${reason}`)];
};

const [ACCEPT, DECLINE] = [20, 21];
const SHOWN_ACCEPTED = "opportunity update: shown Active/Accepted, expires null";

describe("the answer to a new referral", () => {
  it.each(["New/Pending", "New/Received"])("accepts one that is %s, and shows it at once", (referral) => {
    expect(described({ referral, decision: ACCEPT })).toEqual([
      "referral update: decision accepted",
      SHOWN_ACCEPTED,
    ]);
  });

  it("declines with the reason, shows it, and closes the opportunity as lost", () => {
    expect(described({ decision: DECLINE, reason: "Not a customer" })).toEqual([
      "referral update: decision declined, reason Not a customer",
      "opportunity update: shown Closed/Declined, expires null",
      "opportunity close: status lost",
    ]);
  });

  it("declines in the first sync of an opportunity that somebody has tied by hand, and closes it as well", () => {
    const seen = merged({ decision: DECLINE, reason: "Not a customer", isNew: true });
    expect(seen.changes.map(({ side, action }) => [side, action])).toEqual([
      ["referral", "update"],
      ["opportunity", "update"],
      ["opportunity", "close"],
    ]);
    expect(seen.conflicts.map(({ field }) => field)).not.toContain("status");
  });

  it("declines for the reason of the status code where the seller closed the opportunity too", () => {
    expect(described({ decision: DECLINE, row: "2/5" })).toEqual([
      "referral update: decision declined, reason Customer chose another vendor",
    ]);
  });

  it.each([
    ["without a reason", { decision: DECLINE }, /wants a reason when a referral is declined/],
    [
      "of a deal that is won",
      { decision: DECLINE, reason: "No", row: "1/3" },
      /although the opportunity is won/,
    ],
    [
      "to decline after it was accepted",
      { referral: "Active/Accepted", decision: DECLINE, reason: "No" },
      /already and can no longer be declined; close the opportunity as lost/,
    ],
    [
      "to accept after it was declined",
      { referral: "Closed/Declined", decision: ACCEPT, row: "0/1" },
      /Closed\/Declined already and can no longer be accepted/,
    ],
    [
      "to accept after it expired",
      { referral: "Closed/Expired", decision: ACCEPT },
      /mapping does not have the status|can no longer be accepted/,
    ],
  ])("is held %s, and nothing of it is tried", (_what, situation, reason) => {
    const { changes, held } = merged(situation as Situation);
    expect(held.map((one) => one.reason).join("\n")).toMatch(reason);
    expect(changes.filter(({ side }) => side === "referral")).toEqual([]);
  });

  it.each([
    ["won", "1/3"],
    ["lost", "2/4"],
  ])("comes first: a deal that is accepted and %s at once is closed by the next run", (end, row) => {
    const { changes, held } = merged({ decision: ACCEPT, row });
    expect(changes.map(({ side, fields }) => [side, fields.map(({ to }) => to)])).toEqual([
      ["referral", ["accepted"]],
    ]);
    expect(held).toMatchObject([
      {
        field: "status",
        reason: `the referral is accepted in this run and can be ${end} in the next`,
        awaits: "next run",
      },
    ]);
  });

  it("is nothing new once Partner Center has it", () => {
    expect(described({ referral: "Active/Accepted", decision: ACCEPT }).join()).not.toContain(
      "referral update",
    );
  });
});

describe("why a deal is lost", () => {
  it.each([
    ["2/4", null, "Customer did not respond"],
    ["2/5", null, "Customer chose another vendor"],
    ["2/5", "Budget was cut", "Budget was cut"],
  ])("is told with its end: %s and %j", (row, reason, told) => {
    expect(described({ referral: "Active/Accepted", row, reason })).toEqual([
      `referral update: status lost, reason ${told}`,
    ]);
  });

  it("is not told while the deal is open, or when it is won", () => {
    expect(described({ referral: "Active/Accepted", reason: "Too early" })).toEqual([]);
    expect(described({ referral: "Active/Accepted", row: "1/3", reason: "Too early" })).toEqual([
      "referral update: status won",
    ]);
  });

  it("has to be known: a loss without one is held", () => {
    expect(described({ referral: "Active/Accepted", row: "2/77" }).join()).toMatch(
      /^held status: Partner Center wants a reason for a lost deal/,
    );
  });

  it.each([
    ["Customer chose another vendor", "Lost", 5],
    ["Customer did not respond", "Lost", 4],
    ["In words that no table has", "Lost", 4],
    [null, "Lost", 4],
    ["Customer chose another vendor", "Won", 3],
  ])("from Partner Center, %j, closes with status reason: %s %i", (statusReason, substatus, statuscode) => {
    const referral = referralOf({ status: "Closed", substatus, statusReason });
    const base: Base = { ...BASE, fields: FIELDS };
    const pair = pairOf(referral, rowOf({ cosell_declinereason: null }, "o1", base), base);
    const merge = mergePair(pair, { ...ORDINARY, mapping: MAPPING });
    const close = merge.changes.find(({ action }) => action === "close");
    if (!close) throw new Error("no close planned");
    expect(new Writes(MAPPING, LOOKUPS, NOW).opportunity(close, merge, "run.1", NOTHING_DONE)).toMatchObject({
      action: "close",
      as: substatus.toLowerCase(),
      statuscode,
    });
    // What the closed row will read as, so that it does not look like an edit.
    expect(merge.agreed.reason).toBe(statusReason ?? "Customer did not respond");
  });
});

describe("an answer that goes by itself, after a refusal", () => {
  const more = [
    { field: "expires", to: "2027-01-01" },
    { field: "shown", to: "x", resolved: true },
  ] as const;
  const declined = merged({ decision: DECLINE, reason: "Not a customer" });
  const changes = declined.changes.map((change) =>
    isReferralUpdate(change) ? { ...change, fields: [...change.fields, ...more] } : change,
  );
  const merge: Merge = { ...declined, changes, agreed: { ...declined.agreed, expires: "2027-01-01" } };
  const waiting = (kind: Waiting["kind"]) => ({ kind }) as Waiting;

  it("takes along its reason and what a person has decided for this run, and leaves the rest as it was", () => {
    const apart = answerFirst(merge, waiting("rejected"), MAPPING);
    const sent = apart.changes.find(isReferralUpdate)?.fields.map(({ field }) => field);
    expect(sent?.toSorted()).toEqual(["decision", "reason", "shown"]);
    expect(apart.held).toMatchObject([...declined.held, { field: "expires", awaits: "next run" }]);
    expect(apart.agreed).toEqual({ ...merge.agreed, expires: FIELDS.expires });
  });

  it("is one that was refused before, and that has something beside it", () => {
    for (const entry of [undefined, waiting("failed")])
      expect(answerFirst(merge, entry, MAPPING)).toBe(merge);
    expect(answerFirst(declined, waiting("rejected"), MAPPING)).toBe(declined);
  });
});
