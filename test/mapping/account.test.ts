import { describe, expect, it } from "vitest";
import { account } from "../../src/mapping/transforms/account.ts";

const NOTHING = { currencies: [] };

describe("the account of a deal", () => {
  it.each([
    ["parentaccountid", "parentaccountid@odata.bind"],
    // A lookup to accounts and to contacts.
    ["customerid", "customerid_account@odata.bind"],
  ] as const)("in %s is written to %s, and taken out of it", (column, bind) => {
    const { opportunity } = account(column);
    expect(opportunity.write("acme", [], NOTHING)).toEqual({ [bind]: "/accounts(acme)" });
    expect(opportunity.write(null, [], NOTHING)).toEqual({ [bind]: null });
  });

  it("of a referral is the one that was found, unknown where nobody looked, and never written there", () => {
    const { referral } = account("customerid");
    const accounts = new Map([["r1", "acme"]]);
    expect(["r1", "R1", "r2"].map((id) => referral.read([id], { currencies: [], accounts }))).toEqual([
      "acme",
      "acme",
      undefined,
    ]);
    expect(referral.read(["r1"], NOTHING)).toBeUndefined();
    expect(referral.write("acme", ["r1"], NOTHING)).toHaveProperty("unusable");
  });

  it.each([
    ["ACME", "acme"],
    [null, null],
    [undefined, undefined],
  ])("that is %s in the CRM reads as %s", (raw, value) => {
    expect(account("customerid").opportunity.read([raw], NOTHING)).toBe(value);
  });
});
