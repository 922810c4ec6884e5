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
    ["one of these that was cut off", `github_pat_${"a1B2_".repeat(8)}`],
    ["anything as long", "aB3_".repeat(20)],
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

  it.each([
    [
      "a unique index of SQL Server",
      "Cannot insert duplicate key in object 'dbo.LeadBase'. The duplicate key value is (Ana (Müller), 28195).",
      "Cannot insert duplicate key in object 'dbo.LeadBase'. The duplicate key value is (…).",
    ],
    [
      "the parser of a service in .NET",
      "Could not convert string to DateTime: Ana Müller. Path 'details.closingDateTime', line 1, position 23.",
      "Could not convert string to DateTime: …. Path 'details.closingDateTime', line 1, position 23.",
    ],
    [
      "the same of a number",
      "JSON integer 98765432109 is too large or small for an Int32. Path 'details.dealValue', line 1.",
      "JSON integer … is too large or small for an Int32. Path 'details.dealValue', line 1.",
    ],
    [
      "Dataverse, of a date",
      "DateTime is less than minumum value supported by CrmDateTime. Actual value: 03/31/0027 00:00:00, Minimum value supported: 01/01/1753 00:00:00",
      "DateTime is less than minumum value supported by CrmDateTime. Actual value: …, Minimum value supported: 01/01/1753 00:00:00",
    ],
    [
      "anybody about a mailbox",
      "No mailbox for ines.okafor@lakeshorefoods.example, nor (paul@adatum.example)",
      "No mailbox for … nor …",
    ],
    ["marks of a page", "The name &quot;Ana Müller&quot; or &#39;Ana&#39;", `The name "…" or '…'`],
    ["marks of code", "The name `Ana Müller` of `name`", "The name `…` of `name`"],
    ["a number that is no limit", "The value '4915155504711' is too long", "The value '…' is too long"],
    ["a quotation that was cut off", 'The value "Ana Müller', 'The value "…'],
    ["what ends a line or moves a cursor", "It\u0085failed \u001b[2Khere", "It failed [2Khere"],
    ["small French quotes", "le nom ‹ Ana › de ‹ name › est faux", "le nom ‹…› de ‹ name › est faux"],
  ])("has nothing of a value that stands in it by the words of %s", (_what, text, expected) => {
    expect(shortReason(text)).toBe(expected);
  });

  it.each([
    ["in words of a plug-in", "Ana Müller is blocked (name)", "… is blocked (name)"],
    ["in other letters, and within marks", "[ANA MÜLLER], <n>ana müller</n>", "[…], <n>…</n>"],
    ["over several lines", "Bremen has no Harbour Road 1", "… has no …"],
    ["in a script without blanks", "顧客日本太郎は拒否されました", "顧客…は拒否されました"],
    [
      "where it looks like the name of a column",
      "The value 'lakeshore' is not valid",
      "The value '…' is not valid",
    ],
    ["where it ends in a sign", "Foods & Co. is there", "… is there"],
    ["where a word goes on behind that sign", "Foods & Co.KG is there", "…KG is there"],
    ["with signs that an expression would read", "Foods (UK) [or] C++ :( is there", "… is there"],
    ["of three characters", "Ana is there", "… is there"],
    ["right behind a letter, in a script without blanks", "Name日本太郎 is there", "Name… is there"],
    ["that is longer than a reason", `It is ${"very ".repeat(300)}long`, "It is … long"],
    ["but for words that it ends", "Roxana is there", "Roxana is there"],
    ["but for words that it is a part of, or that are too short", "Analysis of xy", "Analysis of xy"],
  ])("has nothing of what was sent, %s", (_what, text, expected) => {
    const sent = [
      "Ana",
      "Ana Müller",
      "1 x\nHarbour Road 1\nBremen",
      "日本太郎",
      "lakeshore",
      "Foods & Co.",
      "Foods (UK) [or] C++ :(",
      "very ".repeat(300),
      "xy",
    ];
    expect(shortReason(text, sent)).toBe(expected);
  });

  it("is one line of two hundred characters at most", () => {
    expect(shortReason("word\n".repeat(60))).toBe(`${"word ".repeat(60).slice(0, 199)}…`);
  });

  it("is read in a time that goes by its length alone", () => {
    const texts = [
      "a.".repeat(200_000),
      "eyJ".repeat(200_000),
      "Bearer ".repeat(100_000),
      "gh".repeat(300_000),
      "value is (".repeat(60_000),
      "convert string to a: ".repeat(30_000),
      "Actual value: ".repeat(40_000),
    ];
    const sent = ["a".repeat(100_000), "a.".repeat(50_000), "value is (".repeat(9000)];
    for (const text of texts) expect(shortReason(text, sent).length).toBeLessThanOrEqual(200);
  });
});
