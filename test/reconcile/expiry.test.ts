import { describe, expect, it } from "vitest";
import type { Waiting } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { BASE, outcomeOf, pairOf, referralOf, rowOf } from "./deals.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { ORDINARY } from "./world.ts";

const MAPPING = mappingOf({
  name: { as: "text", longest: 50, referral: "name", opportunity: "name" },
  value: {
    as: "money",
    referral: ["details.dealValue", "details.currency"],
    opportunity: ["estimatedvalue", "transactioncurrencyid"],
  },
  status: STATUS,
  decision: {
    as: "decision",
    referral: ["status", "substatus"],
    opportunity: "cosell_decision",
    values: { accept: 20, decline: 21 },
  },
});

const EXPIRY = "2026-12-10T15:00:00.1234567Z";

function mergeAt(now: string, referral: object = {}, row: object = {}) {
  const fields = { name: "Deal", value: "30000.00 USD", status: "open", decision: null };
  const base = { ...BASE, fields };
  const given = {
    status: "New",
    substatus: "Pending",
    expirationDateTime: EXPIRY,
    createdDateTime: "2026-11-01T08:00:00.0000000Z",
    details: { dealValue: 30000, currency: "USD" },
    ...referral,
  };
  const columns = { estimatedvalue: 30000, _transactioncurrencyid_value: "cur-usd", cosell_decision: null };
  const pair = pairOf(referralOf(given), rowOf({ ...columns, ...row }, "o1", base), base);
  return mergePair(pair, { ...ORDINARY, mapping: MAPPING, now });
}

function waitingAt(now: string, before: readonly Waiting[] = [], merge = mergeAt(now)): Waiting[] {
  const outcomes = merge.changes.map((change) => outcomeOf(change, "applied"));
  const facts = {
    questions: [],
    looked: [],
    unreadable: [],
    unwanted: [],
    intents: [],
    settled: [],
    reads: null,
    mappingDigest: "m",
  };
  return [
    ...checkpoint(
      { ...EMPTY_STATE, waiting: before },
      { ...facts, run: "run", now, merges: [merge], outcomes },
    ).waiting,
  ];
}

describe("a referral that waits for its answer", () => {
  it.each([
    ["2026-11-30T00:00:00.000Z", "unanswered", "2026-12-05T15:00:00.123Z", "there is time"],
    ["2026-12-05T15:00:00.122Z", "unanswered", "2026-12-05T15:00:00.123Z", "a moment before"],
    ["2026-12-05T15:00:00.124Z", "expiring", "2026-12-08T15:00:00.123Z", "five days before"],
    ["2026-12-08T15:00:00.124Z", "expiring", "2026-12-10T15:00:00.123Z", "two days before"],
    ["2026-12-10T15:00:00.124Z", "expiring", null, "too late"],
  ])("at %s is %s and looked at again at %s: %s", (now, kind, nextAt, _what) => {
    expect(waitingAt(now)).toMatchObject([
      { kind, nextAt, reason: "nobody has answered it, and it expires on 2026-12-10: accept or decline it" },
    ]);
  });

  it.each([
    ["2026-12-04T15:00:00.000Z", []],
    [
      "2026-12-05T16:00:00.000Z",
      ["nobody has answered it, and it expires on 2026-12-10, in 5 days: accept or decline it"],
    ],
    [
      "2026-12-09T16:00:00.000Z",
      ["nobody has answered it, and it expires on 2026-12-10, in 1 day: accept or decline it"],
    ],
    [
      "2026-12-10T16:00:00.000Z",
      ["nobody has answered it, and it expires on 2026-12-10, in 0 days: accept or decline it"],
    ],
  ])("at %s warns of %j", (now, texts) => {
    expect(mergeAt(now).warnings.map(({ text }) => text)).toEqual(texts);
  });

  it("is looked at in time also when it waits for something else", () => {
    const conflict = mergeAt(
      "2026-11-30T00:00:00.000Z",
      { details: { dealValue: 1, currency: "USD" } },
      { estimatedvalue: 2 },
    );
    expect(waitingAt("2026-11-30T00:00:00.000Z", [], conflict)).toMatchObject([
      { kind: "conflict", nextAt: "2026-12-05T15:00:00.123Z" },
    ]);
  });

  it("goes on waiting when only a value of it is changed", () => {
    const now = "2026-12-09T00:00:00.000Z";
    const edited = mergeAt(now, {}, { name: "accepted", estimatedvalue: 40000 });
    expect(edited.changes).toMatchObject([
      { side: "referral", fields: [{ to: "accepted" }, { field: "value" }] },
      {},
    ]);
    expect(edited.warnings).toHaveLength(1);
    expect(waitingAt(now, [], edited)).toMatchObject([{ kind: "expiring" }]);
  });

  it("waits for nothing where the deal is out of the mapping's scope", () => {
    const now = "2026-12-01T10:00:00.000Z";
    expect(waitingAt(now)).toHaveLength(1);
    expect(waitingAt(now, [], { ...mergeAt(now), leftAlone: "out of scope" })).toEqual([]);
  });

  it("waits no longer once it is answered, or has no date", () => {
    const now = "2026-12-09T00:00:00.000Z";
    const accepted = mergeAt(now, {}, { cosell_decision: 20 });
    expect(accepted.warnings).toEqual([]);
    expect(waitingAt(now, waitingAt(now), accepted)).toEqual([]);
    expect(waitingAt(now, [], mergeAt(now, { expirationDateTime: null }))).toEqual([]);
    expect(waitingAt(now, [], mergeAt(now, { status: "Active", substatus: "Accepted" }))).toEqual([]);
  });

  it.each(["soon", "0001-01-01T00:00:00Z", ["2026-12-10"], {}])(
    "has no date where Partner Center says something else, %j",
    (expirationDateTime) => {
      const merge = mergeAt("2026-12-09T00:00:00.000Z", { expirationDateTime });
      expect(merge.warnings).toEqual([]);
      expect(waitingAt("2026-12-09T00:00:00.000Z", [], merge)).toEqual([]);
    },
  );

  it("that is accepted and won at once is looked at by the very next run", () => {
    const now = "2026-12-01T00:00:00.000Z";
    const merge = mergeAt(now, {}, { cosell_decision: 20, statecode: 1, statuscode: 3 });
    expect(waitingAt(now, [], merge)).toMatchObject([{ kind: "held", nextAt: now }]);
  });
});

describe("a deal that is won", () => {
  const won = { statecode: 1, statuscode: 3 };
  const active = { status: "Active", substatus: "Accepted" };
  const worth = (amount: number, currency: string) => ({
    ...won,
    estimatedvalue: amount,
    _transactioncurrencyid_value: `cur-${currency}`,
  });
  const texts = (now: string, row: object = won) =>
    mergeAt(now, active, row).warnings.map(({ text }) => text);

  it("within 72 hours of its creation is worth a warning, and won all the same", () => {
    expect(texts("2026-11-04T07:59:59.000Z")).toEqual([
      "it is won 71 hours after it was created: to be registered for incentives, a deal needs 72 hours in between",
    ]);
    expect(texts("2026-11-01T09:30:00.000Z")).toEqual([expect.stringMatching(/^it is won 1 hour after /)]);
    expect(texts("2026-11-04T08:00:00.000Z")).toEqual([]);
    expect(mergeAt("2026-11-01T09:00:00.000Z", active, won).changes).toHaveLength(1);
  });

  it.each([
    [24_999.99, "usd", 1],
    [25_000, "usd", 0],
    [100, "eur", 0],
  ])("for %f in %s gives %i warnings of the threshold in dollars", (amount, currency, count) => {
    const found = texts("2026-11-20T00:00:00.000Z", worth(amount, currency));
    expect(found.filter((text) => text.includes("25,000 US dollars"))).toHaveLength(count);
  });

  it("is the only one with such warnings: not one that is lost, nor one whose value changes", () => {
    expect(texts("2026-11-01T09:00:00.000Z", { statecode: 2, statuscode: 4, estimatedvalue: 1 })).toEqual([]);
    expect(texts("2026-11-01T09:00:00.000Z", { estimatedvalue: 1 })).toEqual([]);
    expect(texts("2026-11-01T09:00:00.000Z", { name: "won" })).toEqual([]);
  });

  it("in Partner Center gives no warning: it is too late", () => {
    const merge = mergeAt("2026-11-02T00:00:00.000Z", { status: "Closed", substatus: "Won" });
    expect(merge.warnings).toEqual([]);
  });
});
