import { describe, expect, it, vi } from "vitest";
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

  it("are handed over once, as they come", async () => {
    const { ahead } = open();
    ahead.begin();
    for (const id of ids(250)) ahead.want(id);
    expect(ahead.arrived()).toEqual([]);
    await vi.waitFor(() => expect(ahead.arrived()).toHaveLength(200));
    expect(ahead.arrived()).toEqual([]);
    await ahead.of(ids(250));
    expect(ahead.arrived()).toHaveLength(50);
  });

  it("are all there once they are asked for, in whatever order the answers come", async () => {
    const first = Promise.withResolvers<void>();
    const { ahead } = open((count) => (count === 1 ? first.promise : Promise.resolve()));
    ahead.begin();
    for (const id of ids(400)) ahead.want(id);
    const rows = ahead.of([]);
    await vi.waitFor(() => expect(ahead.arrived()).toHaveLength(200));
    first.resolve();
    expect(await rows).toHaveLength(400);
  });

  it("are not asked for where the deal is left to a later run by then", () => {
    const { ahead, asked } = open();
    ahead.begin();
    for (const id of ids(199)) ahead.want(id);
    ahead.drop("referral 7");
    for (const id of ["one", "another"]) ahead.want(id);
    expect(asked).toEqual([[...ids(199).filter((id) => id !== "referral 7"), "one", "another"]]);
  });

  it("are let go of where the deal is left to a later run after they have come", async () => {
    const { ahead } = open();
    ahead.begin();
    for (const id of ids(200)) ahead.want(id);
    await vi.waitFor(() => expect(ahead.arrived()).toHaveLength(200));
    ahead.drop("referral 7");
    expect(await ahead.of([])).toHaveLength(199);
  });

  it("are let go of where the deal is left to a later run while they are on their way, until they are wanted again", async () => {
    const first = Promise.withResolvers<void>();
    const { ahead, asked } = open(() => first.promise);
    ahead.begin();
    for (const id of ids(200)) ahead.want(id);
    ahead.drop("referral 7");
    first.resolve();
    expect(await ahead.of([])).toHaveLength(199);
    expect(ahead.arrived()).toHaveLength(199);
    expect(await ahead.of(["referral 7"])).toHaveLength(200);
    expect(asked.slice(1)).toEqual([["referral 7"]]);
  });

  it("make whoever waits for them fail when they cannot be had, and nobody else", async () => {
    const collected = new Collected(MAPPING);
    const ahead = new RowsAhead({ byReferralIds: () => Promise.reject(new Error("gone")) }, collected);
    ahead.begin();
    for (const id of ids(200)) ahead.want(id);
    const unheard: unknown[] = [];
    const listen = (reason: unknown) => unheard.push(reason);
    process.on("unhandledRejection", listen);
    // Until then a rejection counts as heard.
    await new Promise(setImmediate);
    process.off("unhandledRejection", listen);
    expect(unheard).toEqual([]);
    await expect(ahead.of([])).rejects.toThrow("gone");
  });
});

/** @param until When the answer to the nth request comes. */
function open(until: (count: number) => Promise<void> = () => Promise.resolve()) {
  const asked: (readonly string[])[] = [];
  const collected = new Collected(MAPPING);
  const byReferralIds = async (referrals: readonly string[]) => {
    asked.push(referrals);
    await until(asked.length);
    return referrals.map((id) => ({ ...rowOf({ cosell_referralid: id }), id: `row of ${id}` }));
  };
  return { ahead: new RowsAhead({ byReferralIds }, collected), asked, collected };
}

function ids(count: number): string[] {
  return Array.from({ length: count }, (_, number) => `referral ${number}`);
}
