import { describe, expect, it } from "vitest";
import { shareIdFor } from "../../src/model/provisional.ts";
import { comparePlans } from "../../src/reconcile/plan/compare.ts";
import {
  connectionIn,
  failureComment,
  markerOf,
  receiptIn,
  reviewComment,
  withdrawnComment,
} from "../../src/report/comment.ts";
import type { ReviewReportOptions, ReviewSubject } from "../../src/report/review.ts";
import { changeOf, dealOf, planOf, resultOf } from "./results.ts";

const OPTIONS: ReviewReportOptions = {
  visible: new Set(["deal value"]),
  subject: { mappingFile: "mappings/dynamics-365.yml" },
  mappingFile: "mappings/dynamics-365.yml",
  alone: null,
  onTop: null,
  news: new Map(),
  doubts: [],
  crm: "https://contoso.crm.dynamics.com",
};
const SUBJECT = { mappingFile: "m.yml" };
const LIMIT = 65_536;

/** A plan with that many fields, each written to a few deals, with values of that length. */
function reviewed(fields: number, length = 10) {
  const changes = Array.from({ length: fields }, (_, index) =>
    [1, 2, 3, 4].map((deal) =>
      changeOf(deal, {
        fields: [{ field: index === 0 ? "deal value" : `field ${index}`, to: "x".repeat(length) }],
      }),
    ),
  ).flat();
  const plan = planOf({ changes });
  return {
    result: resultOf({ command: "plan", plan }),
    comparison: comparePlans(null, plan),
    scope: null,
    refusal: null,
  };
}

describe("the comment", () => {
  it("begins with the marker of its mapping, and ends with the receipt", () => {
    const { result } = reviewed(1);
    const body = reviewComment(reviewed(1), OPTIONS, "receipt_1-2");
    expect(body.startsWith(`${markerOf(OPTIONS.subject)}\n`)).toBe(true);
    expect(receiptIn(body, result.digest)).toBe("receipt_1-2");
    expect(receiptIn(body, "e".repeat(64))).toBeNull();
  });

  it("counts what is worth checking and does not fit there", () => {
    const doubts = Array.from({ length: 12 }, (_, index) => ({
      where: `m.yml:${index}:1`,
      message: "less safe",
    }));
    const body = reviewComment(reviewed(1), { ...OPTIONS, doubts }, "");
    expect(body.match(/^- m\.yml.*less safe$/gm)).toHaveLength(10);
    expect(body).toMatch(/^- and 2 more$/m);
  });

  it("leads to the opportunity of a deal that has no referral yet", () => {
    const opportunity = "00000014-0000-4000-8000-000000000001";
    const link = { referral: shareIdFor(opportunity), opportunity };
    const held = { link, field: null, side: "referral", reason: "for a person" } as const;
    const plan = planOf({ held: [held] });
    const comparison = comparePlans(null, plan);
    const body = reviewComment(
      { result: resultOf({ plan }), comparison, scope: null, refusal: null },
      OPTIONS,
      "",
    );
    expect(body).toContain(
      `| opportunity [00000014](https://contoso.crm.dynamics.com/main.aspx?etn=opportunity&pagetype=entityrecord&id=${opportunity}) |`,
    );
  });

  it("groups the digits of every large number alike", () => {
    const many = Array.from({ length: 1_500 }, (_, index) => index);
    const changes = many.map((deal) =>
      changeOf(deal, { fields: [{ field: "name", to: "x", overwrites: true }] }),
    );
    const held = many.map((deal) => {
      return {
        link: dealOf(deal),
        field: null,
        side: "opportunity",
        reason: "for a person",
      } as const;
    });
    const [none, all] = [planOf({}), planOf({ changes, held })];
    for (const comparison of [comparePlans(none, all), comparePlans(all, none), comparePlans(all, all)]) {
      const body = reviewComment(
        { result: resultOf({ plan: all }), comparison, scope: null, refusal: null },
        OPTIONS,
        "",
      );
      expect(body).toContain("1,500");
      expect(body).not.toMatch(/\b1500\b/);
    }
  });

  it("gives up the receipt first, then examples, then the tables, and says so", () => {
    const whole = reviewComment(reviewed(3), OPTIONS, "r");
    const noReceipt = reviewComment(reviewed(3), OPTIONS, "r".repeat(LIMIT));
    expect(whole).toContain("reviewed-plan");
    expect(noReceipt).not.toContain("reviewed-plan");
    expect(noReceipt).not.toContain("Shortened");
    expect(whole.startsWith(noReceipt)).toBe(true);

    const fewer = reviewComment(reviewed(100), OPTIONS, "r".repeat(LIMIT));
    expect(fewer).toContain("Examples");
    const long = reviewed(100);
    const none = reviewComment(long, { ...OPTIONS, alone: "y".repeat(50_000) }, "");
    expect(none).toContain("### Fields");
    expect(none).not.toContain("Examples");
    expect(none).toContain("_Shortened");
    const bare = reviewComment(long, { ...OPTIONS, alone: "y".repeat(64_000) }, "");
    expect(bare).not.toContain("### Fields");
    expect(bare).toContain("this change writes 4 records");
    expect(bare).toContain(long.result.digest);
  });

  it("always fits, however much there is to say", () => {
    for (const fields of [1, 30, 99, 100, 101, 500]) {
      for (const size of [0, 1000, 40_000, 70_000]) {
        const body = reviewComment(reviewed(fields, 5000), OPTIONS, "r".repeat(size));
        expect(body.length).toBeLessThanOrEqual(LIMIT);
      }
    }
  });

  it("shows a value only where it may, and never as Markdown", () => {
    const to = "@team <b>| [x](https://evil.example)";
    const fields = [
      { field: "deal value", to },
      { field: "notes", to: "secret" },
    ];
    const plan = planOf({ changes: [changeOf(1, { fields })] });
    const body = reviewComment(
      { result: resultOf({ plan }), comparison: comparePlans(null, plan), scope: null, refusal: null },
      OPTIONS,
      "",
    );
    expect(body).not.toContain("secret");
    expect(body).not.toContain("<b>");
    expect(body).not.toContain("](https://evil");
    expect(body).not.toMatch(/@team/);
  });

  it("cannot be closed early by the name of a mapping", () => {
    expect(markerOf({ mappingFile: "a --> <script>.yml" })).toBe(
      "<!-- cosell-sync plan of a_--___script_.yml -->",
    );
  });
});

describe("the comment of a connection", () => {
  const options = { ...OPTIONS, subject: { connection: "contoso-eu" } };

  it("names it, and is known again as its own, whatever became of its plan", () => {
    const { result } = reviewed(1);
    const bodies = [
      reviewComment(reviewed(1), options, "r"),
      reviewComment(reviewed(100), { ...options, alone: "y".repeat(64_000) }, ""),
      failureComment(options.subject, "No."),
      withdrawnComment("contoso-eu"),
    ];
    for (const body of bodies) {
      expect(body.startsWith(`${markerOf(options.subject)}\n## Co-sell plan of contoso-eu: `)).toBe(true);
      expect(connectionIn(body)).toBe("contoso-eu");
    }
    expect(bodies.map((body) => receiptIn(body, result.digest))).toEqual(["r", null, null, null]);
  });

  it("is none of another connection, and none of a mapping", () => {
    const subjects: ReviewSubject[] = [
      { connection: "contoso" },
      { connection: "contoso-eu" },
      { connection: "the-connection" },
      { mappingFile: "contoso" },
      { mappingFile: "the connection contoso" },
      { mappingFile: "the connection contoso --> <!-- cosell-sync plan of the connection contoso" },
    ];
    for (const one of subjects) {
      const standing = failureComment(one, "No.");
      const found = subjects.filter((other) => standing.startsWith(markerOf(other)));
      expect(found).toEqual([one]);
      expect(connectionIn(standing)).toBe("connection" in one ? one.connection : null);
    }
    expect(connectionIn(`> ${markerOf(options.subject)}\nI disagree`)).toBeNull();
  });
});

describe("the comment of a plan that failed", () => {
  it("has the marker, and each line of the message as text", () => {
    const body = failureComment(SUBJECT, "m.yml:1:1: <b>wrong</b>\nCorrect it.");
    expect(body.split("\n")).toEqual([
      markerOf(SUBJECT),
      "## Co-sell plan: there is none",
      "",
      "- m.yml:1:1: &#60;b&#62;wrong&#60;/b&#62;",
      "- Correct it.",
      "",
    ]);
  });

  it("fits whatever the message says", () => {
    expect(failureComment(SUBJECT, "x\n".repeat(10_000)).length).toBeLessThan(LIMIT);
    // Each of them takes five characters.
    expect(failureComment(SUBJECT, `${"*".repeat(400)}\n`.repeat(100)).length).toBeLessThan(LIMIT);
  });
});
