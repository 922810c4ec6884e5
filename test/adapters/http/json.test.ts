import { describe, expect, it } from "vitest";
import { lastText } from "../../../src/adapters/http/json.ts";

describe("the last text under a name", () => {
  it.each([
    ['{"link":"a","more":[{"link" : "b"}]}', "b"],
    [String.raw`{"link":"a \"quoted\" \u00e9","note":"\"link\":\"no\""}`, 'a "quoted" é'],
    ['{"link":null}', null],
    ['{"other":"link"}', null],
    ['{"link":"cut off', null],
  ])("of %s is %s", (json, expected) => {
    expect(lastText(json, "link")).toBe(expected);
  });

  it("is found however long it is", () => {
    const long = "x".repeat(10_000_000);
    expect(lastText(JSON.stringify({ link: long }), "link") === long).toBe(true);
  });
});
