import { describe, expect, it } from "vitest";
import { Collected } from "../../../src/commands/pull/collected.ts";
import { RowsAhead } from "../../../src/commands/pull/rows-ahead.ts";
import { MAPPING, rowOf } from "../../reconcile/deals.ts";

describe("rows that are looked up while referrals are still being listed", () => {
  it("are asked for two hundred at a time, once each, and the rest at the end", async () => {
    const { ahead, asked } = open();
    ahead.begin();
    for (const id of ids(450)) ahead.want(id);
    expect(asked.map(({ length }) => length)).toEqual([200, 200]);
    const rows = await ahead.of(ids(470));
    expect(asked.map(({ length }) => length)).toEqual([200, 200, 70]);
    expect(new Set(asked.flat()).size).toBe(470);
    expect(rows.map(({ id }) => id)).toEqual(ids(470).map((id) => `row of ${id}`));
  });

  it("are not asked for before it is known which rows have changed, nor those that have", async () => {
    const { ahead, asked, collected } = open();
    for (const id of ids(201)) ahead.want(id);
    expect(asked).toEqual([]);
    collected.keep(rowOf({ cosell_referralid: "referral 7" }));
    ahead.begin();
    expect(asked.map(({ length }) => length)).toEqual([200]);
    expect(asked.flat()).not.toContain("referral 7");
  });

  it("are asked for once when a referral is listed twice", async () => {
    const { ahead, asked } = open();
    ahead.begin();
    for (const id of [...ids(150), ...ids(200), ...ids(200)]) ahead.want(id);
    await ahead.of(ids(200));
    expect(asked).toEqual([ids(200)]);
  });

  it("make whoever waits for them fail when they cannot be had, and nobody else", async () => {
    const collected = new Collected(MAPPING);
    const ahead = new RowsAhead({ byReferralIds: () => Promise.reject(new Error("gone")) }, collected);
    ahead.begin();
    for (const id of ids(200)) ahead.want(id);
    await expect(ahead.of([])).rejects.toThrow("gone");
  });
});

function open() {
  const asked: (readonly string[])[] = [];
  const collected = new Collected(MAPPING);
  const byReferralIds = async (referrals: readonly string[]) => {
    asked.push(referrals);
    return referrals.map((id) => ({ ...rowOf({ cosell_referralid: id }), id: `row of ${id}` }));
  };
  return { ahead: new RowsAhead({ byReferralIds }, collected), asked, collected };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `referral ${number}`);
}
