import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { misfit } from "../../src/mapping/scope.ts";
import type { RemoteRecord, Side } from "../../src/model/record.ts";
import { mappingOf } from "../reconcile/fields.ts";

const recordOf = (side: Side, properties: object): RemoteRecord => ({
  side,
  id: "",
  etag: "",
  modified: "",
  properties: { ...properties },
});
/** As a file with it is read. */
const loaded = (referrals: object) =>
  loadMapping(
    JSON.stringify({
      version: 1,
      columns: { "referral identifier": "a", base: "b" },
      referrals: { "become opportunities": [] },
      scope: { referrals },
      fields: {},
    }),
    "m.yml",
  );
const scopeOf = (scope: object) => mappingOf({}, { scope }).scope;

describe("a condition of the scope", () => {
  it.each<[condition: unknown, fits: readonly unknown[], fitsNot: readonly unknown[]]>([
    [
      ["DE", "at"],
      ["DE", "de", "AT", ["FR", "DE"], [{ id: "DE" }]],
      ["FR", "DEU", "", null, undefined, []],
    ],
    [["mira@adatum.example"], [[{ email: "Mira@adatum.example" }]], [[{ email: "paul@adatum.example" }]]],
    [["R&D"], ["R&amp;D", "r&d"], ["R"]],
    [
      [1, true],
      [1, "1", true, "TRUE"],
      [0, false, 11],
    ],
    [["No"], [false, "no"], [true, 0, "", null]],
    [[727000002], [727000002, "727000001,727000002"], ["727000001,727000003", "1727000002,2", 727000001]],
    [["yes"], [true, [true]], [false, "y"]],
    ["set", ["DE", 0, false, ["DE"]], ["", " ", null, undefined, []]],
    ["blank", ["", " ", null, undefined, []], ["DE", 0, false, ["DE"]]],
    [
      { from: "2026-07-01" },
      ["2026-07-01", "2026-07-01T00:00:00Z", "2027-01-01T10:00:00.1234567Z"],
      ["2026-06-30T23:59:59Z", "soon", null],
    ],
    [{ before: "2026-07-01" }, ["2026-06-30T23:59:59Z", "2020-01-01"], ["2026-07-01", "soon", null]],
    [{ from: "2026-07-01", before: "2026-07-02" }, ["2026-07-01T12:00:00Z"], ["2026-06-30", "2026-07-02"]],
  ])("%j", (condition, fits, fitsNot) => {
    const scope = scopeOf({ referrals: { "details.a": condition }, opportunities: { b: condition } });
    const found = (value: unknown) => [
      misfit(scope, recordOf("referral", { details: { a: value } })),
      misfit(scope, recordOf("opportunity", { b: value })),
    ];
    for (const value of fits) expect([value, ...found(value)]).toEqual([value, null, null]);
    for (const value of fitsNot) expect([value, ...found(value)]).toEqual([value, "details.a", "b"]);
  });

  it("counts for a draft only where it has the property already", () => {
    const scope = scopeOf({ referrals: { createdDateTime: "set", name: ["Deal"] } });
    expect(misfit(scope, recordOf("referral", { name: "Deal" }), true)).toBeNull();
    expect(misfit(scope, recordOf("referral", { name: "Other" }), true)).toBe("name");
    expect(misfit(scope, recordOf("referral", { name: "Deal" }))).toBe("createdDateTime");
  });

  it.each([
    ["favorite", ["maybe"], 'favorite has yes or no, so no deal would fit "maybe"'],
    ["createdDateTime", ["2026-01-01"], "createdDateTime has a time, which is asked for as { from: "],
    ["details.dealValue", ["much"], "details.dealValue has a number"],
    [
      "campaignId",
      { from: "2026-01-01" },
      "campaignId has no time, so no deal would fit what has from or before",
    ],
  ])("is refused where no referral has such a value: %s %j", (property, condition, message) => {
    expect(() => loaded({ [property]: condition })).toThrow(`scope > referrals: ${message}`);
  });

  it("is taken where a referral may have such a value, or nobody knows", () => {
    const times = { createdDateTime: { from: "2026-01-01" }, "details.closingDateTime": "set" };
    const values = { favorite: [true], "details.dealValue": [100], campaignId: ["2026-01-01"] };
    const unknown = { "details.incentiveLevel": { from: "2026-01-01" } };
    expect(() => loaded({ ...times, ...values, ...unknown })).not.toThrow();
  });

  it("is read with every row", () => {
    const { columns } = mappingOf({}, { scope: { opportunities: { _ownerid_value: "set" } } });
    expect(columns).toContain("_ownerid_value");
  });
});
