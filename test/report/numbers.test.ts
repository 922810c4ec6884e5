import { describe, expect, it } from "vitest";
import { leftOf, numbersOf } from "../../src/report/numbers.ts";
import { totalsOf } from "../../src/report/totals.ts";
import { changeOf, dealOf, outcomeOf, planOf, resultOf, waitingOf } from "./results.ts";

const RUN = { run: "7-1-sync", at: "2026-11-23T10:00:00.000Z", outcomes: [], waiting: [] };

describe("the numbers that a run leaves on its branch", () => {
  it("have as left what was planned and not begun, and all deals that are for later runs", () => {
    const changes = [1, 2, 3].map((number) => changeOf(number));
    const [done, notBegun] = changes.map((change) => outcomeOf(change));
    const outcomes = [done, { ...notBegun, outcome: "failed" as const, untried: true }].filter(Boolean);
    const begun = outcomes as ReturnType<typeof outcomeOf>[];
    expect(leftOf(planOf({ changes }), begun)).toBe(2);
    const later = { newDeals: 10, linkedDeals: 5, after: "", size: { records: 15, deals: 15 } };
    const { left, updated, failed } = numbersOf({
      ...RUN,
      plan: planOf({ changes, later }),
      outcomes: begun,
    });
    expect({ left, updated, failed }).toEqual({ left: 17, updated: 1, failed: 0 });
  });

  it("count what waits by what ends it, and a step to approve beside what else keeps its deal", () => {
    const awaits = ["close: won"];
    const waiting = [
      waitingOf(1),
      waitingOf(2, { awaits }),
      waitingOf(3, { kind: "held" }),
      waitingOf(4, { kind: "held", awaits }),
      waitingOf(5, { kind: "question" }),
      waitingOf(6, { kind: "failed" }),
      waitingOf(7, { kind: "lost base" }),
      waitingOf(8, { kind: "unanswered" }),
    ];
    expect(numbersOf({ ...RUN, plan: planOf(), waiting }).waiting).toEqual({
      conflicts: 2,
      held: 2,
      approvals: 2,
      retried: 2,
    });
  });
});

describe("the numbers of a summary", () => {
  it("leave out what is out of scope on purpose, and what was not begun", () => {
    const held = { link: dealOf(1), field: null, side: "referral", reason: "for a test" } as const;
    const change = changeOf(2);
    const outcomes = [{ ...outcomeOf(change, "failed", "not tried"), untried: true }];
    const plan = planOf({ changes: [change], held: [held, { ...held, awaits: "scope" }] });
    expect(totalsOf(resultOf({ plan, outcomes }))).toMatchObject({ changes: 1, held: 1, failed: 0 });
  });

  it("have as noted the rows that take no field, and neither notes nor closes", () => {
    const changes = (["update", "note", "close"] as const).map((action, number) =>
      changeOf(number, { action, fields: [] }),
    );
    expect(totalsOf(resultOf({ plan: planOf({ changes }) }))).toMatchObject({ changes: 0, ownOnly: 1 });
  });
});
