import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { RefusalError } from "../../src/errors.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Change, Plan } from "../../src/model/plan.ts";
import type { Side } from "../../src/model/record.ts";
import type { Allowance } from "../../src/model/state.ts";
import { allowanceToLeave } from "../../src/reconcile/plan/allowance.ts";
import { guard, guardReads, type Limits, mostAgain, type Returned } from "../../src/reconcile/plan/guard.ts";
import { sizeOf } from "../../src/reconcile/plan/size.ts";
import { mappingOf, STATUS } from "./fields.ts";

const NO_LIMITS: Limits = { maxChanges: 1_000_000, maxChangeShare: 1, expectedDigest: null };
const DIGEST = "d".repeat(64);

function changes(count: number, more: Partial<Change> = {}): Change[] {
  return Array.from({ length: count }, (_, index) => ({
    side: "opportunity",
    action: "update",
    link: { referral: `referral-${index}`, opportunity: `row-${index}` },
    etag: "e",
    fields: [{ field: "name", to: "new" }],
    ...more,
  }));
}

const planOf = (...parts: readonly Change[][]): Plan => ({
  changes: parts.flat(),
  conflicts: [],
  held: [],
  warnings: [],
  questions: [],
});

interface Case {
  readonly plan: Plan;
  readonly linked?: number;
  readonly limits?: Partial<Limits>;
  readonly accepted?: Allowance | null;
  readonly fields?: Mapping["fields"];
}

/** The message and the way out, or `null` when the plan goes through. */
function refusal({ plan, linked = 1000, limits = {}, accepted = null, fields = [] }: Case): string | null {
  try {
    guard(plan, { digest: DIGEST, mapping: "m" }, { ...NO_LIMITS, ...limits }, { linked, accepted, fields });
    return null;
  } catch (error) {
    if (error instanceof RefusalError) return `${error.message}\n${error.fix}`;
    throw error;
  }
}

describe("the guard on the number of records", () => {
  it("lets through exactly max-changes, and refuses one more with the numbers and the way out", () => {
    const limits = { maxChanges: 20 };
    expect(refusal({ plan: planOf(changes(20)), limits })).toBeNull();
    expect(
      refusal({ plan: planOf(changes(18), changes(21, { action: "create" }).slice(18)), limits }),
    ).toBe(`The plan writes 21 records (3 of them new), more than max-changes allows (20).
Look at the plan, in the summary. If it is right, run once with max-changes: 21, or with its digest as expected-plan-digest.`);
  });

  it("names both ways out of a plan that exceeds both limits, so that whoever takes them is not refused again", () => {
    const plan = planOf(changes(21));
    const limits = { maxChanges: 20, maxChangeShare: 0.3 };
    const told = refusal({ plan, linked: 30, limits });
    expect(told).toContain(
      "writes 21 records (0 of them new), more than max-changes allows (20), and changes 21 of 30 linked deals (70 %), more than max-change-share allows (30 %).",
    );
    expect(told).toContain("run once with max-changes: 21 and max-change-share: 0.7, or with its digest");
    expect(refusal({ plan, linked: 30, limits: { maxChanges: 21, maxChangeShare: 0.7 } })).toBeNull();
  });

  it("counts records and not writes: a row that is updated and closed is one", () => {
    const plan = planOf(changes(20), changes(20, { action: "close" }));
    expect(refusal({ plan, limits: { maxChanges: 20 } })).toBeNull();
  });

  it("counts both sides of a deal", () => {
    const plan = planOf(changes(11), changes(10, { side: "referral" }));
    expect(refusal({ plan, limits: { maxChanges: 20 } })).toContain("writes 21 records");
  });

  it("counts rows that only note what both sides agree on", () => {
    const limits = { maxChanges: 20 };
    expect(refusal({ plan: planOf(changes(21, { fields: [] })), limits })).toContain("writes 21 records");
  });
});

describe("the guard, where a run takes up only some of the deals", () => {
  const plan = {
    ...planOf(changes(10, { action: "create" })),
    later: { newDeals: 40, linkedDeals: 0, after: "z", size: { records: 80, deals: 0 } },
  };

  it("counts the others too, and says so", () => {
    expect(refusal({ plan, limits: { maxChanges: 90 } })).toBeNull();
    expect(refusal({ plan, limits: { maxChanges: 89 } })).toBe(
      `The plan writes 90 records (10 of them new, and up to 80 for 40 new deals that later runs take up), more than max-changes allows (89).
Look at the plan, in the summary. If it is right, run once with max-changes: 90, or with its digest as expected-plan-digest.`,
    );
  });

  it("lets them through together with the plan", () => {
    const let90 = guard(
      plan,
      { digest: DIGEST, mapping: "m" },
      { ...NO_LIMITS, maxChanges: 90 },
      { linked: 0, accepted: null, fields: [] },
    );
    expect(let90).toMatchObject({ records: 90, whole: { records: 90 } });
  });

  it("sees a wrong mapping for what it is, also where one run changes no large share", () => {
    const later = { newDeals: 1, linkedDeals: 900, after: "z", size: { records: 902, deals: 900 } };
    const wrong = { ...planOf(changes(100)), later };
    const limits = { maxChanges: 2000, maxChangeShare: 0.3 };
    expect(refusal({ plan: wrong, limits, linked: 1000 })).toContain(
      "The plan changes 1000 of 1000 linked deals (100 %; up to 900 of them in later runs), more than max-change-share allows (30 %).",
    );
    expect(refusal({ plan: wrong, limits: { ...limits, maxChanges: 500 } })).toContain(
      "The plan writes 1002 records (0 of them new, and up to 902 for 1 new deals and 900 linked deals that later runs take up)",
    );
  });

  it("lets the rest through to its end, whatever the deals of one run make of those of the next", () => {
    const runs = [100, 90, 112, 95, 103];
    const limits = { ...NO_LIMITS, maxChanges: 5, maxChangeShare: 0.1 };
    let accepted: Allowance | null = null;
    runs.forEach((count, number) => {
      const left = runs.length - 1 - number;
      const size = { records: Math.ceil(count * left * 1.1), deals: Math.ceil(count * left * 1.1) };
      const later = { newDeals: 0, linkedDeals: 200 * left, after: "z", size };
      const plan = { ...planOf(changes(count)), ...(left > 0 ? { later } : {}) };
      const given: Limits = number === 0 ? NO_LIMITS : limits;
      const passed = guard(plan, { digest: DIGEST, mapping: "m" }, given, {
        linked: 1000,
        accepted,
        fields: [],
      });
      const own = { records: count, deals: count };
      accepted = allowanceToLeave(passed, { whole: [own], notBegun: [], isMoreLeft: left > 0 });
    });
    expect(accepted).toBeNull();
  });

  it("lets no run write more beside its limits than is left of what was let through", () => {
    const whole = { records: 100, deals: 100 };
    const accepted = { mapping: "m", plan: DIGEST, whole, records: 50, deals: 50 };
    const later = { newDeals: 0, linkedDeals: 500, after: "z", size: { records: 500, deals: 0 } };
    const limits = { maxChanges: 5 };
    expect(refusal({ plan: { ...planOf(changes(55)), later }, limits, accepted })).toBeNull();
    expect(refusal({ plan: { ...planOf(changes(56)), later }, limits, accepted })).toContain(
      "beside the 50 that an earlier run was let through with",
    );
  });
});

describe("the guard on the share of linked deals", () => {
  it("lets through exactly the share, and refuses one more with the numbers and the way out", () => {
    const limits = { maxChangeShare: 0.3 };
    expect(refusal({ plan: planOf(changes(30)), linked: 100, limits })).toBeNull();
    expect(
      refusal({ plan: planOf(changes(31)), linked: 100, limits }),
    ).toBe(`The plan changes 31 of 100 linked deals (31 %), more than max-change-share allows (30 %).
A wrong mapping or a wrong clock looks like this. Look at the plan, in the summary. If it is right, run once with max-change-share: 0.31, or with its digest as expected-plan-digest.`);
  });

  it("is exact where a product of floating-point numbers is not", () => {
    for (let percent = 10; percent <= 100; percent++) {
      const limits = { maxChangeShare: percent / 100 };
      expect(refusal({ plan: planOf(changes(percent)), linked: 100, limits }), `${percent} %`).toBeNull();
    }
  });

  it("says nothing about fewer than ten deals", () => {
    const limits = { maxChangeShare: 0.3 };
    expect(refusal({ plan: planOf(changes(9)), linked: 9, limits })).toBeNull();
    expect(refusal({ plan: planOf(changes(10)), linked: 10, limits })).toContain("10 of 10 linked deals");
  });

  it("does not count what nobody would see: new rows and bases", () => {
    const plan = planOf(changes(50, { action: "create" }), changes(50, { fields: [] }));
    expect(refusal({ plan, linked: 50, limits: { maxChangeShare: 0.3 } })).toBeNull();
  });

  it("counts deals that are only closed", () => {
    const closes = changes(31, { action: "close", fields: [{ field: "status", to: "won" }] });
    expect(refusal({ plan: planOf(closes), linked: 100, limits: { maxChangeShare: 0.3 } })).toContain(
      "31 of 100",
    );
  });

  it("counts a deal once, whichever side of it is written", () => {
    const plan = planOf(changes(30), changes(30, { side: "referral" }));
    expect(refusal({ plan, linked: 100, limits: { maxChangeShare: 0.3 } })).toBeNull();
  });

  it("takes changes to links that nobody knew of for all of them", () => {
    const plan = planOf(changes(10));
    expect(refusal({ plan, linked: 0, limits: { maxChangeShare: 0.99 } })).toContain("(100 %)");
    expect(refusal({ plan, linked: 0, limits: { maxChangeShare: 1 } })).toBeNull();
    expect(refusal({ plan, linked: 5, limits: { maxChangeShare: 1 } })).toBeNull();
  });

  it("does not round a share down to its limit in what it says", () => {
    const limits = { maxChangeShare: 0.3 };
    expect(refusal({ plan: planOf(changes(304)), linked: 1000, limits })).toContain(
      "(30.4 %), more than max-change-share allows (30 %)",
    );
  });
});

describe("the way out that a refusal names", () => {
  it("lets that very plan through", () => {
    const sizes = fc.tuple(fc.integer({ min: 10, max: 400 }), fc.integer({ min: 0, max: 500 }));
    fc.assert(
      fc.property(sizes, fc.double({ min: 0.01, max: 1, noNaN: true }), ([count, linked], maxChangeShare) => {
        const plan = planOf(changes(count));
        const bySize = /max-changes: (\d+)/.exec(refusal({ plan, limits: { maxChanges: count - 1 } }) ?? "");
        expect(refusal({ plan, limits: { maxChanges: Number(bySize?.[1]) } })).toBeNull();
        const byShare = /max-change-share: ([\d.]+)/.exec(
          refusal({ plan, linked, limits: { maxChangeShare } }) ?? "",
        );
        fc.pre(byShare !== null);
        expect(
          refusal({ plan, linked, limits: { maxChangeShare: Number(byShare[1]?.replace(/\.$/, "")) } }),
        ).toBeNull();
      }),
    );
  });
});

describe("the guard on a field that is emptied", () => {
  const text = { as: "text", longest: 50, referral: "details.notes", opportunity: "description" } as const;
  const { fields } = mappingOf({
    notes: { ...text, blank: "propagate" },
    kept: { ...text, referral: "name", opportunity: "name", blank: "protect" },
    shown: { ...text, direction: "referral to opportunity", blank: "propagate", opportunity: "shown" },
    status: STATUS,
  });
  const writing = (count: number, to: string | null, field = "notes", side: Side = "referral") =>
    changes(count, { side, fields: [{ field, from: "was", to }] });

  it.each<readonly [string, readonly Change[][], boolean]>([
    ["in ten deals", [writing(10, null)], true],
    ["in nine", [writing(9, null)], false],
    ["in ten of the CRM", [writing(10, null, "notes", "opportunity")], true],
    [
      "in ten, five of them on either side",
      [writing(5, null), writing(5, null, "notes", "opportunity")],
      false,
    ],
    ["in more than are filled", [writing(12, null), writing(11, "new")], true],
    ["in as many as are filled", [writing(12, null), writing(12, "new")], false],
    [
      "in more than are filled, and another is filled in many",
      [writing(12, null), writing(50, "new", "kept")],
      true,
    ],
    ["by what Partner Center alone says", [writing(50, null, "shown", "opportunity")], false],
    ["by a person's decision, where blanks do not travel", [writing(50, null, "kept")], false],
    ["to begin with", [changes(50, { action: "create", fields: [{ field: "notes", to: null }] })], false],
  ])("%s", (_what, parts, isRefused) => {
    const said = refusal({ plan: planOf(...parts), fields, limits: { maxChangeShare: 0.3 } });
    if (isRefused) expect(said).toContain("The plan empties notes of 1");
    else expect(said).toBeNull();
  });

  it("names the number, what looks like this, and the way out, which also lets through all else that it names", () => {
    const plan = planOf(writing(12, null));
    const limits = { maxChangeShare: 0.3 };
    expect(refusal({ plan, fields, limits })).toBe(
      `The plan empties notes of 12 deals in Partner Center, and fills or changes it in fewer.
An import that has emptied a column looks like this. Look at the plan, in the summary. If it is right, run once with max-change-share: 1, or with its digest as expected-plan-digest.`,
    );
    const both = refusal({ plan, fields, linked: 20, limits: { maxChanges: 11, maxChangeShare: 0.3 } });
    expect(both).toContain("allows (30 %), and empties notes of 12 deals");
    expect(both).toContain("run once with max-changes: 12 and max-change-share: 1, or with its digest");
    expect(refusal({ plan, fields, linked: 20, limits: { maxChanges: 12, maxChangeShare: 1 } })).toBeNull();
    expect(refusal({ plan, fields, limits: { ...limits, expectedDigest: DIGEST } })).toBeNull();
  });

  it("lets the rest of a plan through that somebody has let through", () => {
    const whole = { records: 500, deals: 400 };
    const accepted = { mapping: "m", plan: "e".repeat(64), whole, records: 100, deals: 100 };
    const limits = { maxChangeShare: 0.3 };
    expect(refusal({ plan: planOf(writing(12, null)), fields, limits, accepted })).toBeNull();
  });
});

describe("the guard on the reviewed plan", () => {
  const huge = planOf(changes(600));
  const tight = { maxChanges: 1, maxChangeShare: 0.01 };

  it("lets the reviewed plan through, whatever its size", () => {
    expect(refusal({ plan: huge, limits: { ...tight, expectedDigest: DIGEST } })).toBeNull();
  });

  it("refuses any other plan, and names the input", () => {
    const limits = { expectedDigest: `${"d".repeat(63)}e` };
    const text = refusal({ plan: planOf(), limits });
    expect(text).toContain("The plan is not the one that was reviewed");
    expect(text).toContain("pass its digest as expected-plan-digest");
  });
});

describe("the guard on an emptied side", () => {
  const guardOn = (before: number, now: Partial<Returned>) => () =>
    guardReads(before, { rows: null, others: 0, referrals: null, ...now });

  it.each<readonly [string, number, Partial<Returned>, boolean]>([
    ["no row came back although links are known", 1, { rows: 0, referrals: 5 }, true],
    ["one of many rows came back", 1000, { rows: 1, referrals: 1 }, false],
    ["no links were known", 0, { rows: 0, referrals: 0 }, false],
    ["not all rows were read", 1000, { rows: null, referrals: 1000 }, false],
    ["no referral came back although many links are known", 10, { rows: null, referrals: 0 }, true],
    ["no referral came back yet of the first few", 9, { rows: null, referrals: 0 }, false],
    ["no referral came back on the first run over linked rows", 0, { rows: 10, referrals: 0 }, true],
    ["one of many referrals came back", 1000, { rows: 1000, referrals: 1 }, false],
    ["not all referrals were read", 1000, { rows: 1000, referrals: null }, false],
    ["only rows out of scope came back", 1000, { rows: 0, others: 12, referrals: 5 }, false],
    ["no referral came back beside rows of another account", 0, { rows: 0, others: 12, referrals: 0 }, false],
  ])("%s: %i before, %j now", (_what, before, now, isRefused) => {
    if (isRefused) expect(guardOn(before, now)).toThrow(RefusalError);
    else expect(guardOn(before, now)).not.toThrow();
  });

  it.each<readonly [string, Partial<Returned>, RegExp, RegExp]>([
    [
      "rows",
      { rows: 0, referrals: null },
      /^None of the 250 linked opportunities .*$/,
      /dataverse-url.*run resync/,
    ],
    [
      "referrals",
      { rows: null, referrals: 0 },
      /^Partner Center shows not one referral, although 250 .*$/,
      /tenant-id.*Referrals admin.*scope > opportunities.*clear their referral identifier/,
    ],
  ])("says the number, where to look and the way out: %s", (_what, now, message, fix) => {
    expect(guardOn(250, now)).toThrow(message);
    try {
      guardOn(250, now)();
    } catch (error) {
      expect(error).toHaveProperty("fix", expect.stringMatching(fix));
    }
  });
});

describe("the rest of a plan that was let through", () => {
  const whole = { records: 500, deals: 400 };
  const rest: Allowance = { mapping: "m", plan: "e".repeat(64), whole, records: 100, deals: 0 };
  const creates = (count: number) => planOf(changes(count, { action: "create" }));
  const passedWith = ({ plan, limits, accepted = null }: Case) =>
    guard(
      plan,
      { digest: DIGEST, mapping: "m" },
      { ...NO_LIMITS, ...limits },
      { linked: 1000, accepted, fields: [] },
    );

  it("may be written beside what the limits allow, and not one record more", () => {
    const limits = { maxChanges: 20 };
    expect(refusal({ plan: creates(120), limits, accepted: rest })).toBeNull();
    expect(refusal({ plan: creates(121), limits, accepted: rest })).toContain(
      "writes 121 records (121 of them new), more than max-changes allows (20) beside the 100 that an earlier run was let through with.",
    );
    expect(refusal({ plan: creates(21), limits })).not.toBeNull();
  });

  it("gives nothing beside limits that would have let the whole plan through", () => {
    const limits = { maxChanges: 500 };
    expect(refusal({ plan: creates(500), limits, accepted: rest })).toBeNull();
    expect(refusal({ plan: creates(501), limits, accepted: rest })).toMatch(
      /more than max-changes allows \(500\)\./,
    );
    const larger = { ...rest, whole: { records: 501, deals: 400 } };
    expect(refusal({ plan: creates(501), limits, accepted: larger })).toBeNull();
  });

  it("lets no linked deals be changed that were not among it", () => {
    const limits = { maxChangeShare: 0.3 };
    const plan = planOf(changes(40));
    expect(refusal({ plan, linked: 100, limits, accepted: rest })).toContain(
      "changes 40 of 100 linked deals",
    );
    expect(refusal({ plan, linked: 100, limits, accepted: { ...rest, deals: 10 } })).toBeNull();
    expect(refusal({ plan, linked: 100, limits, accepted: { ...rest, deals: 9 } })).not.toBeNull();
    const ordinary = { ...rest, whole: { records: 500, deals: 30 }, deals: 30 };
    expect(refusal({ plan, linked: 100, limits, accepted: ordinary })).not.toBeNull();
  });

  it("goes by the digest of the plan that was reviewed, as far as that allowed", () => {
    const limits = { maxChanges: 20, expectedDigest: rest.plan };
    expect(refusal({ plan: creates(100), limits, accepted: rest })).toBeNull();
    expect(refusal({ plan: creates(121), limits, accepted: rest })).toContain("more than max-changes");
    expect(refusal({ plan: creates(100), limits })).toContain("is not the one that was reviewed");
  });

  it("is all that the next run has too, where a plan only fits beside it or goes by its digest", () => {
    const limits = { maxChanges: 20 };
    expect(passedWith({ plan: creates(120), limits, accepted: rest })).toEqual(rest);
    expect(passedWith({ plan: creates(20), limits: { expectedDigest: rest.plan }, accepted: rest })).toEqual(
      rest,
    );
    const size = { records: 20, deals: 0 };
    const own = { mapping: "m", plan: DIGEST, whole: size, ...size };
    expect(passedWith({ plan: creates(20), limits, accepted: rest })).toEqual(own);
    expect(passedWith({ plan: creates(20), limits: { expectedDigest: DIGEST }, accepted: rest })).toEqual(
      own,
    );
  });
});

it("a referral that is changed, its row, and Microsoft's that is asked for are three records of one deal", () => {
  const invite = changes(1, { side: "referral", action: "invite" });
  const both = [...changes(1, { side: "referral" }), ...changes(1)];
  expect(sizeOf([...both, ...both, ...invite])).toEqual({ records: 3, deals: 1 });
  const lead = changes(1, { action: "qualify", row: { table: "lead", id: "l1" }, fields: [] });
  const account = changes(2, { action: "create", row: { table: "account", id: "a1" } });
  expect(sizeOf([...both, ...lead, ...account])).toEqual({ records: 4, deals: 1 });
});

it.each([
  [500, 0.3, 10_000, 100],
  [500, 0.3, 100, 15],
  [500, 0.3, 3, 5],
  [2, 0.3, 10_000, 1],
])(
  "with max-changes %i and max-change-share %d, of %i deals so many are tried again: %i",
  (maxChanges, maxChangeShare, linked, most) => {
    expect(mostAgain({ ...NO_LIMITS, maxChanges, maxChangeShare }, linked)).toBe(most);
  },
);
