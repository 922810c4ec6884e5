import { describe, expect, it } from "vitest";
import type { Action, Plan } from "../../src/model/plan.ts";
import { guard, type Limits } from "../../src/reconcile/plan/guard.ts";
import { whatLetThrough } from "../../src/reconcile/plan/let-through.ts";
import { mappingOf, STATUS } from "./fields.ts";

const DIGEST = "d".repeat(64);
const EARLIER = "e".repeat(64);
const USUAL: Limits = { maxChanges: 500, maxChangeShare: 0.3, expectedDigest: null };
const OPEN: Limits = { maxChanges: 9000, maxChangeShare: 1, expectedDigest: null };

function planOf(count: number, action: Action = "create", to: string | null = "new"): Plan {
  const changes = Array.from({ length: count }, (_, index) => ({
    side: "opportunity" as const,
    action,
    link: { referral: `referral-${index}`, opportunity: `row-${index}` },
    etag: null,
    fields: [{ field: "name", to }],
  }));
  return { changes, conflicts: [], held: [], warnings: [], questions: [] };
}

const { fields } = mappingOf({
  name: { as: "text", longest: 50, referral: "name", opportunity: "name", blank: "propagate" },
  status: STATUS,
});

interface Case {
  readonly plan?: Plan;
  readonly limits?: Partial<Limits>;
  /** What an earlier plan of a thousand records has left. */
  readonly left?: number;
}

/** Of a plan that the guard lets through, with a hundred deals that are linked. */
function letThrough({ plan = planOf(1), limits = {}, left }: Case) {
  const whole = { records: 1000, deals: 0 };
  const accepted =
    left === undefined ? null : { mapping: "m", plan: EARLIER, whole, records: left, deals: 0 };
  const given = { ...USUAL, ...limits };
  const known = { linked: 100, accepted, fields };
  const passed = guard(plan, { digest: DIGEST, mapping: "m" }, given, known);
  return whatLetThrough(plan, { digest: DIGEST, passed }, given, known);
}

describe("what let a plan through", () => {
  it.each<[string, Case, object | null]>([
    ["nothing, where the usual limits do", { plan: planOf(500) }, null],
    ["nothing, whatever the limits are, of a plan that they need not be for", { limits: OPEN }, null],
    ["nothing, where nothing is written", { plan: planOf(0), limits: { expectedDigest: DIGEST } }, null],
    ["a larger max-changes", { plan: planOf(501), limits: OPEN }, { by: "max-changes: 9000", plan: DIGEST }],
    [
      "a larger max-change-share",
      { plan: planOf(31, "update"), limits: { maxChangeShare: 0.4 } },
      { by: "max-change-share: 0.4", plan: DIGEST },
    ],
    [
      "what lets a field be emptied in many deals",
      { plan: planOf(10, "update", null), limits: OPEN },
      { by: "max-change-share: 1", plan: DIGEST },
    ],
    [
      "nothing, of one that goes on with it after an earlier run, beside what that has left",
      { plan: planOf(10, "update", null), left: 10 },
      null,
    ],
    [
      "both",
      { plan: planOf(600, "update"), limits: OPEN },
      { by: "max-changes: 9000, max-change-share: 1", plan: DIGEST },
    ],
    [
      "a person who has seen it, also where the limits would have done",
      { limits: { expectedDigest: DIGEST } },
      { by: "expected-plan-digest", plan: DIGEST },
    ],
    [
      "an earlier run that had no time for all",
      { plan: planOf(700), left: 700 },
      { by: "earlier run", plan: EARLIER },
    ],
    [
      "the review of the plan that this is the rest of",
      { plan: planOf(700), left: 700, limits: { expectedDigest: EARLIER } },
      { by: "expected-plan-digest", plan: EARLIER },
    ],
    ["nothing, of an ordinary plan beside such a rest", { left: 700 }, null],
  ])("is %s", (_what, given, expected) => {
    expect(letThrough(given)).toEqual(expected);
  });
});
