import { describe, expect, it } from "vitest";
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

  it("is read with every row", () => {
    const { columns } = mappingOf({}, { scope: { opportunities: { _ownerid_value: "set" } } });
    expect(columns).toContain("_ownerid_value");
  });
});
