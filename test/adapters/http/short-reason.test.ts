import { describe, expect, it } from "vitest";
import { shortReason } from "../../../src/adapters/http/short-reason.ts";

const JWT = `eyJhbGciOiJSUzI1NiIsImtpZCI6IjEifQ.${"eyJhdWQiOiJ4In0".repeat(9)}.${"c2ln-_".repeat(40)}`;

describe("the error text of a service", () => {
  it.each([
    ["a JSON Web Token", JWT],
    ["one that was cut off", JWT.slice(0, 60)],
    ["one without its signature", JWT.split(".").slice(0, 2).join(".")],
    ["the header that it came in", "Bearer abc"],
    ["a token of a workflow", `ghs_${"a1B2".repeat(9)}`],
    ["a fine-grained token", `github_pat_${"a1B2_".repeat(16)}`],
    ["a refresh token", `0.AXoA-${"aB3_.~".repeat(150)}`],
  ])("keeps nothing of %s that it repeats", (_what, token) => {
    expect(shortReason(`The header Authorization: ${token} is not valid for this host`)).toBe(
      "The header Authorization: … is not valid for this host",
    );
  });

  it.each([
    "Ref refs/heads/cosell-sync is at 4b825dc642cb6eb9a060e54bf8d69288fbee4904 but expected 99cdfdc642cb6eb9a060e54bf8d69288fbee4904",
    "Entity With Id = 7c1f2b9e-3a51-4f0b-9a44-5e1d2c3b4a60 Does Not Exist",
    "See https://docs.github.com/rest/git/trees#create-a-tree for more",
    "The length of the 'cosell_microsoftcrmidentifier' attribute exceeded the maximum allowed length of '4000'.",
  ])("is left as it is where it is about something else: %s", (text) => {
    expect(shortReason(text)).toBe(text);
  });

  it("is read in a time that goes by its length alone", () => {
    const texts = [
      "a.".repeat(200_000),
      "eyJ".repeat(200_000),
      "Bearer ".repeat(100_000),
      "gh".repeat(300_000),
    ];
    for (const text of texts) expect(shortReason(text).length).toBeLessThanOrEqual(200);
  });
});
