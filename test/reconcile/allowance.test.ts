import { describe, expect, it } from "vitest";
import type { Change } from "../../src/model/plan.ts";
import type { Allowance, Fate, Settled } from "../../src/model/state.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import {
  acceptedAllowance,
  allowanceAfter,
  allowanceOf,
  allowanceToLeave,
} from "../../src/reconcile/plan/allowance.ts";
import { intentOf, mergeOf, outcomeOf, pairOf, referralOf } from "./deals.ts";

const REST: Allowance = {
  mapping: "m",
  plan: "p",
  whole: { records: 900, deals: 90 },
  records: 100,
  deals: 10,
};
const STATE = { ...EMPTY_STATE, unfinished: REST };
const NOTHING = { changes: [] };

describe("what is left of a plan that was let through", () => {
  it.each<readonly [Fate, { records: number; deals: number }]>([
    ["applied", { records: 99, deals: 9 }],
    // Nobody can say, so it is not let through again.
    ["unclear", { records: 99, deals: 9 }],
    ["open", { records: 100, deals: 10 }],
    ["superseded", { records: 100, deals: 10 }],
  ])("after the write of a dead run that is %s", (fate, left) => {
    const intent = intentOf({ fields: [{ field: "name", target: null }] });
    expect(allowanceOf(STATE, { settled: [{ intent, fate }], plan: NOTHING })).toEqual({ ...REST, ...left });
  });

  describe("after a write that may yet arrive", () => {
    const [change] = mergeOf(pairOf(referralOf({ name: "Better name" }))).changes;
    const { link, side, action } = change as Change;
    const intent = intentOf({ ...link, side, action });
    const settled: Settled[] = [{ intent, fate: "open" }];
    const journal = { run: "1.1", intents: [intent], writing: true };

    it("lacks it, as its run may be alive and write it beside what this one writes", () => {
      expect(allowanceOf({ ...STATE, journal }, { settled, plan: NOTHING })?.records).toBe(99);
    });

    it("has it where this plan writes the record again, which then happens once", () => {
      expect(allowanceOf({ ...STATE, journal }, { settled, plan: { changes: [change as Change] } })).toEqual(
        REST,
      );
    });

    it("has it for a later run, whose plan is not known", () => {
      expect(allowanceOf({ ...STATE, journal }, { settled, plan: null })).toEqual(REST);
    });

    it("has it where its run has recorded its outcomes, and left it out itself", () => {
      const recorded = { ...journal, writing: false };
      expect(allowanceOf({ ...STATE, journal: recorded }, { settled, plan: NOTHING })).toEqual(REST);
    });
  });

  it("lacks nothing for a note, nor for what an earlier run has found out and taken off", () => {
    const note = { intent: intentOf({ action: "note" }), fate: "applied" } as const;
    const known = { intent: intentOf({ found: "applied" }), fate: "applied" } as const;
    expect(allowanceOf(STATE, { settled: [note, known], plan: NOTHING })).toEqual(REST);
  });

  it("is still that plan's when all of it has arrived, for whoever starts the job again by its digest", () => {
    const last = { ...EMPTY_STATE, unfinished: { ...REST, records: 1, deals: 0 } };
    const rest = allowanceOf(last, { settled: [{ intent: intentOf(), fate: "applied" }], plan: NOTHING });
    expect(rest).toEqual({ ...REST, records: 0, deals: 0 });
  });

  it("is nothing without a plan, and nothing to another mapping", () => {
    expect(
      allowanceOf(EMPTY_STATE, { settled: [{ intent: intentOf(), fate: "applied" }], plan: NOTHING }),
    ).toBeNull();
    expect(acceptedAllowance(REST, "m")).toEqual(REST);
    expect(acceptedAllowance(REST, "another")).toBeNull();
    expect(acceptedAllowance(null, "m")).toBeNull();
  });

  it("lacks what a run has written that looked at one referral", () => {
    const [change] = mergeOf(pairOf(referralOf({ name: "Better name" }))).changes;
    expect(allowanceAfter(REST, [outcomeOf(change, "applied")])).toEqual({ ...REST, records: 99, deals: 9 });
    expect(allowanceAfter(REST, [outcomeOf(change, "failed")])).toEqual(REST);
    const note = { ...(change as Change), action: "note" as const };
    expect(allowanceAfter(REST, [outcomeOf(note, "applied")])).toEqual(REST);
    expect(allowanceAfter(null, [outcomeOf(change, "applied")])).toBeNull();
  });
});

describe("what a run leaves to the next one", () => {
  it("is what it has not begun, and no more than it was let through with", () => {
    const portions = [
      { records: 30, deals: 3 },
      { records: 20, deals: 8 },
    ];
    const done = { whole: portions, notBegun: portions, isMoreLeft: false };
    expect(allowanceToLeave(REST, done)).toEqual({ ...REST, records: 50, deals: 10 });
    expect(allowanceToLeave({ ...REST, records: 40 }, done)).toEqual({ ...REST, records: 40, deals: 10 });
    expect(allowanceToLeave(REST, { ...done, notBegun: [] })).toBeNull();
  });

  it("lacks what it has begun, and has what is left to later runs", () => {
    const whole = [
      { records: 30, deals: 3 },
      { records: 20, deals: 2 },
    ];
    const left = (isMoreLeft: boolean) =>
      allowanceToLeave(REST, { whole, notBegun: whole.slice(1), isMoreLeft });
    expect(left(false)).toEqual({ ...REST, records: 20, deals: 2 });
    // It was let through with a hundred, of which thirty are begun.
    expect(left(true)).toEqual({ ...REST, records: 70, deals: 7 });
    const little = { ...REST, records: 25, deals: 2 };
    expect(allowanceToLeave(little, { whole, notBegun: [], isMoreLeft: true })).toMatchObject({
      records: 0,
      deals: 0,
    });
  });
});
