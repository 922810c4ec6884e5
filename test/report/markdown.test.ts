import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameable, shareIdFor } from "../../src/model/provisional.ts";
import { count, dealOf, fitted, sentence, table } from "../../src/report/markdown.ts";

describe("a table", () => {
  it("says how many rows it leaves out, and nothing of that where it leaves out none", () => {
    const rows = ["a", "b", "c"].map((text) => [text]);
    expect(table(["Deal"], rows, 3)).toBe("| Deal |\n| --- |\n| a |\n| b |\n| c |");
    expect(table(["Deal"], rows, 2)).toMatch(/\n… and 1 more, not shown here\.$/);
  });
});

it("a report has fewer rows where it takes more bytes than GitHub shows, whatever its characters take", () => {
  const rows = (most: number) => "長".repeat(most * 10_000);
  expect(Buffer.byteLength(fitted(50, rows))).toBeLessThan(1024 * 1024);
  expect(fitted(30, rows)).toBe(rows(30));
});

it("a report that is too long without any row is given as it is", () => {
  const long = "x".repeat(2_000_000);
  expect(fitted(50, () => long)).toBe(long);
});

describe("a deal is called by", () => {
  const opportunity = "0d0d0d0d-3a51-4f0b-9a44-000000000001";
  const referral = "7c1f2b9e-3a51-4f0b-9a44-000000000001";
  const crm = "https://contoso.crm.dynamics.com";
  const form = `${crm}/main.aspx?etn=opportunity&pagetype=entityrecord&id=${opportunity}`;

  it.each([
    [
      "its referral",
      referral,
      opportunity,
      `[7c1f2b9e](https://partner.microsoft.com/referrals/v2/inbox?id=${referral})`,
    ],
    [
      "its opportunity as long as it has no referral",
      shareIdFor(opportunity),
      opportunity,
      `opportunity [0d0d0d0d](${form})`,
    ],
    [
      "its opportunity where it names no referral",
      nameable("see mail", opportunity),
      opportunity,
      `opportunity [0d0d0d0d](${form})`,
    ],
    ["what somebody has typed, where nobody knows its opportunity", "see mail", null, "see mail"],
  ])("%s", (_what, id, row, name) => {
    const deal = { referral: id, opportunity: row };
    expect([crm, `${crm}/`].map((address) => dealOf(deal, address))).toEqual([name, name]);
  });
});

describe("a reason", () => {
  it("has its end, which says what to do, also where it names two records and two long columns", () => {
    const names = [shareIdFor("1"), shareIdFor("2"), "x".repeat(60), "y".repeat(60)];
    const reason = `${names.join(" ")} ${"and ".repeat(60)}set it to No there`;
    expect(reason.length).toBeGreaterThan(450);
    expect(sentence(reason)).toContain("set it to No there");
  });
});

describe("a count", () => {
  it("has commas between the thousands, as English numbers have", () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (number) => {
        expect(count(number, "change")).toMatch(new RegExp(`^${number.toLocaleString("en")} changes?$`));
      }),
    );
  });

  it("is of one thing or of several", () => {
    expect([0, 1, 2].map((number) => count(number, "change"))).toEqual([
      "0 changes",
      "1 change",
      "2 changes",
    ]);
  });
});
