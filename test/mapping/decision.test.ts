import { describe, expect, it } from "vitest";
import { fieldOf, read, write } from "./record.ts";

describe("a decision", () => {
  const field = fieldOf({
    as: "decision",
    referral: ["status", "substatus"],
    opportunity: "decision",
    audit: "value",
    values: { accept: 20, decline: 21 },
  });

  it.each([
    ["New", "Pending", null],
    ["New", "Received", null],
    ["Active", "Accepted", "accepted"],
    ["Closed", "Declined", "declined"],
    ["Closed", "Expired", "expired"],
    ["Closed", "Won", "accepted"],
    ["Closed", "Lost", "accepted"],
    ["Closed", "Error", undefined],
    ["None", "None", undefined],
  ])("of a referral that is %s/%s reads as %s", (status, substatus, expected) => {
    expect(read(field, "referral", { status, substatus })).toBe(expected);
  });

  it.each([
    [20, "accepted"],
    [21, "declined"],
    [null, null],
    [undefined, undefined],
  ])("of a row with option %s reads as %s, and is written so", (option, answer) => {
    expect(read(field, "opportunity", { decision: option })).toBe(answer);
    if (answer !== undefined) expect(write(field, "opportunity", answer)).toEqual({ decision: option });
  });

  it("moves status and substatus together", () => {
    const fresh = { status: "New", substatus: "Pending" };
    expect(write(field, "referral", "accepted", fresh)).toEqual({ status: "Active", substatus: "Accepted" });
    expect(write(field, "referral", "declined", fresh)).toEqual({ status: "Closed", substatus: "Declined" });
  });

  it("cannot be taken back, and only what the mapping names is one", () => {
    expect(write(field, "referral", null, { status: "Active", substatus: "Accepted" })).toHaveProperty(
      "unusable",
    );
    expect(read(field, "opportunity", { decision: 22 })).toEqual({
      unusable: "the mapping has no answer for option 22: choose the one for accept or decline",
    });
  });
});

describe("a closing reason", () => {
  const field = fieldOf({
    as: "closing reason",
    referral: "statusReason",
    opportunity: "reason",
    longest: 30,
    "by status code": {
      4: "Customer did not respond",
      5: "Customer chose another vendor",
      6: "Customer has taken another way than ours",
    },
  });
  const onRow = (reason: unknown, statecode: unknown, statuscode: unknown) =>
    read(field, "opportunity", { reason, statecode, statuscode });

  it.each([
    ["Budget was cut", 2, 5, "Budget was cut"],
    [null, 2, 5, "Customer chose another vendor"],
    ["  ", 2, 4, "Customer did not respond"],
    [null, 2, 6, "Customer has taken another way"],
    [null, 2, 77, null],
    [null, 0, 5, null],
    [null, 1, 3, null],
    ["Written too early", 0, 1, "Written too early"],
  ])("of a row that says %j, in state %i/%i, is %j", (reason, state, code, expected) => {
    expect(onRow(reason, state, code)).toBe(expected);
  });

  it("is unknown where the column was not returned", () => {
    expect(onRow(undefined, 2, 5)).toBeUndefined();
  });
});

describe("what is only shown", () => {
  const status = fieldOf({
    as: "referral status",
    referral: ["microsoft.status", "microsoft.substatus"],
    opportunity: "shown",
  });
  const first = fieldOf({
    as: "first text",
    referral: ["trackingInfo.id", "microsoft.trackingInfo.id"],
    opportunity: "shown",
    longest: 20,
  });

  it("is a status in words, and unknown where Microsoft's side was not read", () => {
    const microsoft = { status: "Closed", substatus: "Declined" };
    expect(read(status, "referral", { microsoft })).toBe("Closed/Declined");
    expect(read(status, "referral", { microsoft: { status: "None", substatus: null } })).toBe("None");
    expect(read(status, "referral", { microsoft: { status: "New", substatus: "" } })).toBe("New");
    expect(read(status, "referral", { status: "Active", substatus: "Accepted" })).toBeUndefined();
    for (const part of [{ status: "Active" }, { substatus: "Accepted" }])
      expect(read(status, "referral", { microsoft: part })).toBeUndefined();
    for (const part of [{ status: {} }, { substatus: ["Accepted"] }])
      expect(read(status, "referral", { microsoft: { ...microsoft, ...part } })).toHaveProperty("unusable");
  });

  it.each([
    [{ trackingInfo: { id: "7-A" }, microsoft: { trackingInfo: { id: "7-B" } } }, "7-A"],
    [{ trackingInfo: { id: "" }, microsoft: { trackingInfo: { id: "7-B" } } }, "7-B"],
    [{ trackingInfo: { id: null }, microsoft: { trackingInfo: null } }, null],
    [{ trackingInfo: { id: null } }, undefined],
    [{ trackingInfo: { id: "7-A" } }, "7-A"],
  ])("is the first text that there is: %j", (referral, expected) => {
    expect(read(first, "referral", referral)).toBe(expected);
  });

  it("is no text where a list or several properties stand", () => {
    for (const id of [[{ id: "7-A" }], { id: "7-A" }])
      expect(read(first, "referral", { trackingInfo: { id }, microsoft: null })).toHaveProperty("unusable");
  });

  it("never goes to the referral", () => {
    for (const field of [status, first]) expect(write(field, "referral", "x")).toHaveProperty("unusable");
  });
});
