import { describe, expect, it } from "vitest";
import { isUnusable } from "../../src/mapping/transforms/transform.ts";
import { STATUS } from "../reconcile/fields.ts";
import { fieldOf, read, write } from "./record.ts";

const field = fieldOf({
  ...STATUS,
  values: { ...STATUS.values, won: { referral: ["Closed/Won"], opportunity: [100000001, 3] } },
});
const onReferral = (status: unknown, substatus: unknown) => read(field, "referral", { status, substatus });
const onRow = (statecode: unknown, statuscode: unknown) =>
  read(field, "opportunity", { statecode, statuscode });

describe("a status", () => {
  it.each([
    ["New", "Pending", "open"],
    ["Active", "Accepted", "open"],
    ["Closed", "Won", "won"],
    ["Closed", "Declined", "lost"],
  ])("of a referral, %s/%s, is %s", (status, substatus, expected) => {
    expect(onReferral(status, substatus)).toBe(expected);
  });

  it("that the mapping does not have is unusable, never open", () => {
    expect(onReferral("Closed", "Archived")).toEqual({
      unusable: 'the mapping does not have the status "Closed/Archived": have it added as open, won or lost',
    });
    expect(onReferral("closed", "won")).toHaveProperty("unusable");
    expect(onReferral(null, null)).toHaveProperty("unusable");
  });

  it("is unknown when a part was not returned", () => {
    expect([onReferral("Closed", undefined), onReferral(undefined, "Won"), onRow(undefined, 3)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([
    [0, 1, "open"],
    [0, 100000099, "open"],
    [1, 3, "won"],
    [1, 100000001, "won"],
    [2, 100000077, "lost"],
  ])(
    "of a row is its state %i, also with a reason %i that the customer added: %s",
    (state, reason, expected) => {
      expect(onRow(state, reason)).toBe(expected);
    },
  );

  it("of a state that Dataverse does not document goes by its reason", () => {
    expect(onRow(7, 4)).toBe("lost");
    expect(onRow(7, 99)).toEqual({
      unusable: "the mapping does not have the state 7: have it added as open, won or lost",
    });
  });

  it("writes the first value of its list", () => {
    expect(write(field, "opportunity", "won")).toEqual({ statecode: 1, statuscode: 100000001 });
    expect(write(field, "opportunity", "lost")).toEqual({ statecode: 2, statuscode: 4 });
    expect(write(field, "referral", "lost", { status: "Active", substatus: "Accepted" })).toEqual({
      status: "Closed",
      substatus: "Lost",
    });
  });
});

describe("the referral link", () => {
  const link = fieldOf({
    as: "referral link",
    direction: "referral to opportunity",
    referral: "id",
    opportunity: "link",
  });

  it("is the portal's address of the referral", () => {
    expect(read(link, "referral", { id: "7c1f2b9e" })).toBe(
      "https://partner.microsoft.com/referrals/v2/inbox?id=7c1f2b9e",
    );
  });

  it("is never written to the referral", () => {
    const written = write(link, "referral", "https://example.org", { id: "7c1f2b9e" });
    expect(isUnusable(written)).toBe(true);
  });

  it("is blank on a row that has none, and unknown where it was not returned", () => {
    const readings = [null, "", undefined].map((value) => read(link, "opportunity", { link: value }));
    expect(readings).toEqual([null, null, undefined]);
  });
});
