import { describe, expect, it } from "vitest";
import { differences, formatReceipt, parseReceipt, receiptOf } from "../../src/reconcile/plan/receipt.ts";
import { keyedWith } from "../../src/reconcile/record/fingerprint.ts";
import { changeOf, dealOf, planOf } from "../report/results.ts";

const keyed = keyedWith(Buffer.from("key"));
const of = (plan: Parameters<typeof planOf>[0], mapping = "m") => receiptOf(planOf(plan), mapping, keyed);
const changes = [changeOf(1), changeOf(2), changeOf(3, { side: "referral" })];
const link = dealOf(1);

describe("a receipt", () => {
  it("comes back as it was written", () => {
    const receipt = of({ changes });
    expect(parseReceipt(formatReceipt(receipt))).toEqual(receipt);
    expect(formatReceipt(receipt)).toMatch(/^[\w-]+$/);
  });

  it.each(["", "hello", "AAAA", formatReceipt({ mapping: "m", deals: {} }).slice(1)])(
    "is not read from %j",
    (word) => {
      expect(parseReceipt(word)).toBeNull();
    },
  );

  it("does not swell up in memory", () => {
    const bomb = formatReceipt({ mapping: "x".repeat(20_000_000), deals: {} });
    expect(bomb.length).toBeLessThan(60_000);
    expect(parseReceipt(bomb)).toBeNull();
  });

  it("holds no value, nor a hash that others could make", () => {
    const text = JSON.stringify(of({ changes }));
    expect(text).not.toContain("7500");
    expect(text).not.toBe(
      JSON.stringify(receiptOf(planOf({ changes }), "m", keyedWith(Buffer.from("other")))),
    );
  });

  it("tells equal values of two deals apart", () => {
    const { deals } = of({ changes: [changeOf(1), changeOf(2)] });
    const hashes = Object.values(deals).flatMap((deal) => Object.values(deal));
    expect(new Set(hashes).size).toBe(2);
  });

  it("of five hundred changes fits into a comment", () => {
    const many = Array.from({ length: 500 }, (_, number) => changeOf(number));
    expect(formatReceipt(of({ changes: many })).length).toBeLessThan(40_000);
  });
});

describe("the differences of two plans", () => {
  const reviewed = of({ changes });

  it("are none when nothing differs, whatever the order", () => {
    expect(differences(reviewed, of({ changes: changes.toReversed() }))).toEqual([]);
  });

  it.each([
    ["a change less", { changes: changes.slice(1) }, "CRM update: deal value is not planned any more"],
    [
      "another value",
      { changes: [changeOf(1, { fields: [{ field: "deal value", to: "1.00 EUR" }] }), ...changes.slice(1)] },
      "CRM update: deal value would write another value",
    ],
    [
      "one field more",
      { changes: [...changes, changeOf(1, { fields: [{ field: "notes", to: "x" }] })] },
      "CRM update: notes is new",
    ],
    ["a close", { changes: [...changes, changeOf(1, { action: "close", fields: [] })] }, "CRM close is new"],
    [
      "a conflict",
      {
        changes,
        conflicts: [{ link, field: "notes", referral: "a", opportunity: "b", winner: null, hasBase: true }],
      },
      "conflict: notes is new",
    ],
    [
      "something held",
      { changes, held: [{ link, field: "status", side: "referral" as const, reason: "no" }] },
      "held back: status is new",
    ],
    ["a question", { changes, questions: [{ referral: link.referral, text: "who?" }] }, "held back is new"],
  ])("name %s", (_what, plan, expected) => {
    expect(differences(reviewed, of(plan))).toEqual([`deal 7c1f2b9e: ${expected}`]);
  });

  it("name another mapping first", () => {
    expect(differences(reviewed, of({ changes }, "other"))).toEqual([
      "the mapping is not the one of the review",
    ]);
  });
});
