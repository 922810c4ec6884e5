import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../src/model/canonical-json.ts";

describe("canonical JSON", () => {
  it("says what JSON says", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });

  it("is the same text in whatever order the members come", () => {
    const members = fc.uniqueArray(fc.tuple(fc.string(), fc.jsonValue()), { selector: ([name]) => name });
    fc.assert(
      fc.property(members, (entries) => {
        expect(canonicalJson(Object.fromEntries(entries.toReversed()))).toBe(
          canonicalJson(Object.fromEntries(entries)),
        );
      }),
    );
  });

  it("has nothing of a member that is not defined", () => {
    expect(canonicalJson({ b: undefined, a: [{ d: undefined, c: "é" }] })).toBe('{"a":[{"c":"é"}]}');
  });

  it("tells two values apart by a member whose name every object inherits", () => {
    expect(canonicalJson(JSON.parse('{"a":{"__proto__":{"b":1}}}'))).toBe('{"a":{"__proto__":{"b":1}}}');
  });
});
