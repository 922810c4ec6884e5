import { describe, expect, it } from "vitest";
import { loadMapping } from "../../src/mapping/load.ts";
import { unusedEnvironments } from "../../src/mapping/unused-environments.ts";
import { validateMapping } from "../../src/mapping/validate.ts";

const BASE = `version: 1
columns: { referral identifier: a, base: b }
referrals: { become opportunities: [New/Pending, Active/Accepted] }
guards: { close: hold }
fields:
  name: { referral: name, opportunity: name, as: text, longest: 300 }
  stage: { referral: salesStage, opportunity: stage, as: choice, values: { "20": 1, "40": 2 } }
`;

/** The mapping with these lines as its section of staging. */
const withSection = (...lines: readonly string[]) =>
  [`${BASE}environments:`, "  staging:", ...lines.map((line) => `    ${line}`), ""].join("\n");
const load = (text: string, environment: string | null = "staging") =>
  loadMapping(text, "m.yml", environment);

describe("a mapping in an environment", () => {
  it.each([
    [
      "key by key",
      ["guards: { share: never }"],
      "guards: { close: hold }",
      "guards: { close: hold, share: never }",
    ],
    ["an option of a table", ["fields: { stage: { values: { '40': 9 } } }"], '"40": 2', '"40": 9'],
    ["a whole list", ["referrals: { become opportunities: [New/Pending] }"], ", Active/Accepted]", "]"],
    [
      "what is taken out",
      ["guards: none", "fields: { stage: { values: { '20': none } } }"],
      /guards.*\n/,
      "",
    ],
    ["a field that is taken out", ["fields: { stage: none }"], / {2}stage: .*\n/, ""],
    [
      "a field of another kind",
      ["fields: { name: { as: yes or no, referral: favorite, opportunity: name } }"],
      /name: \{.*/,
      "name: { as: yes or no, referral: favorite, opportunity: name }",
    ],
    [
      "a field of the same kind",
      ["fields: { name: { as: text, longest: 99 } }"],
      "longest: 300",
      "longest: 99",
    ],
    [
      "a new field",
      ["fields: { campaign: { referral: campaignId, opportunity: c, as: text, longest: 9 } }"],
      /$/,
      "  campaign: { referral: campaignId, opportunity: c, as: text, longest: 9 }\n",
    ],
    [
      "a new field that is called as a key",
      ["fields: { as: { referral: campaignId, opportunity: c, as: text, longest: 9 } }"],
      /$/,
      "  as: { referral: campaignId, opportunity: c, as: text, longest: 9 }\n",
    ],
  ])("is what stands there with %s of its section", (what, section, from, to) => {
    const written = BASE.replace(from, to);
    const same = what === "what is taken out" ? written.replace('"20": 1, ', "") : written;
    expect(load(withSection(...section)).digest).toBe(load(same, null).digest);
    expect(same).not.toBe(BASE);
  });

  it("is without any the same as before it had sections", () => {
    const mapping = load(withSection("guards: { close: never }"), null);
    expect(mapping.digest).toBe(load(BASE, null).digest);
    expect(mapping.guards.close).toBe("hold");
  });

  it("is refused when there is none of that name, with those that there are", () => {
    expect(() => load(withSection("guards: { close: never }"), "stagng")).toThrow(
      'm.yml:8:1: there is no section for environment stagng; it has: staging; did you mean "staging"?',
    );
    expect(() => load(BASE)).toThrow("m.yml:1:1: there is no section for environment staging; it has none");
  });

  it.each([
    ["the section, where it has the key itself", ["columns: none of them"], 10, "columns must be keys with"],
    [
      "the section, where it changes the field",
      ["fields: { stage: { opportunity: name } }"],
      10,
      "fields > stage",
    ],
    [
      "the section, where what is wrong in it comes of a default",
      ["accounts: { match: [domain] }", "fields: { name: { opportunity: parentaccountid } }"],
      10,
      "accounts > opportunity: parentaccountid",
    ],
    [
      "the rest, where only that has the field",
      ["columns: { base: stage }"],
      7,
      "fields > stage: column stage",
    ],
    [
      "the rest, though the section changes another field",
      ["fields: { name: { longest: 99 } }", "columns: { base: stage }"],
      7,
      "fields > stage: column stage",
    ],
  ])("says what is wrong in %s", (_where, lines, line, message) => {
    expect(() => load(withSection(...lines))).toThrow(
      new RegExp(`^m\\.yml:${line}:\\d+: environment staging: ${message}`),
    );
  });

  it("is checked by validate in each of them, and what is wrong in the rest is reported once, beside it", () => {
    const problemsOf = (text: string) =>
      validateMapping({ file: "m.yml", text, columns: null }).problems.map(
        ({ where, message }) => `${where} ${message}`,
      );
    const text = `${withSection("guards: { close: nevre }")}  production:\n    guards: { share: no }\n`;
    const inSections = [
      'm.yml:10:15 environment staging: guards > close must be one of: allow, hold, never; this is "nevre"; did you mean "never"?',
      'm.yml:12:15 environment production: guards > share must be one of: allow, hold, never; this is "no"',
    ];
    expect(problemsOf(text)).toEqual(inSections);
    const [inRest, ...others] = problemsOf(text.replace("close: hold", "close: held"));
    expect(inRest).toContain('guards > close must be one of: allow, hold, never; this is "held"');
    expect(others).toEqual(inSections);
  });
});

describe("sections of which none is used", () => {
  const told = (text: string, environment: string | null) =>
    unusedEnvironments(load(text, environment))?.detail ?? null;

  it("are told, as what they say would be missed, and change nothing of what the mapping is", () => {
    const text = `${withSection("guards: { close: never }")}  production: {}\n`;
    expect(told(text, null)).toContain("m.yml has sections for environments (staging, production), and none");
    expect(load(text, null).digest).toBe(load(BASE, null).digest);
    // So it is said that nothing is different there.
    expect(told(text, "production")).toBeNull();
    expect(load(text, "production").digest).toBe(load(BASE, null).digest);
    expect(told(BASE, null)).toBeNull();
  });

  it("are not all named where there are many", () => {
    const many = Array.from({ length: 9 }, (_, index) => `  e${index}: {}\n`).join("");
    expect(told(`${BASE}environments:\n${many}`, null)).toContain("(e0, e1, e2, e3, e4, …)");
  });
});
