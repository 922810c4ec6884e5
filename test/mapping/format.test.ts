import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { load, loadAll } from "js-yaml";
import { describe, expect, it } from "vitest";
import { ConfigurationError } from "../../src/errors.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import { validateMapping } from "../../src/mapping/validate.ts";
import { firstMisplaced, formatMapping } from "../../src/mapping/yaml/format.ts";
import { parseYaml } from "../../src/mapping/yaml/yaml.ts";

const ROOT = join(import.meta.dirname, "../..");
const SHIPPED = globSync("mappings/*.yml", { cwd: ROOT });
const BROKEN = globSync("broken/*.yml", { cwd: import.meta.dirname });
const format = (text: string) => formatMapping(text, "m.yml");

function isYaml(text: string): boolean {
  try {
    parseYaml(text, "m.yml");
    return true;
  } catch {
    return false;
  }
}

describe("the formatter", () => {
  it.each(SHIPPED)("has nothing to do in %s", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8");
    expect(format(text)).toBe(text);
    expect(validateMapping({ file, text, columns: null }).notices).toEqual([]);
  });

  it.each(SHIPPED)("has nothing to do in %s once its owner is taken in", (file) => {
    const text = readFileSync(join(ROOT, file), "utf8").replace("\n# owner: ", "\nowner: ");
    expect(text).toContain("\nowner: ");
    expect(validateMapping({ file, text, columns: null })).toMatchObject({ problems: [], notices: [] });
  });

  it("puts keys into the order of the documentation, and moves nothing else", () => {
    const text = `# yaml-language-server: $schema=./schema.json
# Which field goes with which column.
fields:
  name: { as: text, longest: 300, 'opportunity': "name", referral: name }   # in one line

  # what the deal is worth
  deal value:
    audit: value
    values: none
    # why newest
    conflict: newest # because


    as: money
      # further in than the key
    opportunity: [estimatedvalue, transactioncurrencyid]
    referral: [details.dealValue,
      details.currency]
    # at the end

# our columns
columns: { base: b, referral identifier: a }
version: 1
# the last line`;
    expect(format(text)).toBe(`# yaml-language-server: $schema=./schema.json
# Which field goes with which column.
version: 1

# our columns
columns: { referral identifier: a, base: b }
fields:
  name: { referral: name, 'opportunity': "name", as: text, longest: 300 }   # in one line

  # what the deal is worth
  deal value:
    referral: [details.dealValue,
      details.currency]
    opportunity: [estimatedvalue, transactioncurrencyid]
    as: money
      # further in than the key


    # why newest
    conflict: newest # because
    audit: value
    values: none
    # at the end
# the last line
`);
  });

  it.each([
    ["that it does not know, last", "later: 1\nversion: 1\n", "version: 1\nlater: 1\n"],
    [
      "in braces over several lines",
      "fields:\n  a: { as: text,\n    referral: b }\n",
      "fields:\n  a: { referral: b,\n    as: text }\n",
    ],
    [
      "around a blank line that has blanks",
      "columns:\n  base: b\n \t\n  referral identifier: a\n",
      "columns:\n  referral identifier: a\n \t\n  base: b\n",
    ],
    [
      "around a blank line of Windows",
      "columns:\r\n  base: b\r\n\r\n  referral identifier: a\r\n",
      "columns:\r\n  referral identifier: a\r\n\r\n  base: b\r\n",
    ],
    [
      "whose last line is not ended, as Windows would",
      "fields: {}\r\nversion: 1",
      "version: 1\r\nfields: {}\r\n",
    ],
    [
      "without a value",
      "fields:\n  a:\n    as: text\n    referral:\n  b: {}\n",
      "fields:\n  a:\n    referral:\n    as: text\n  b: {}\n",
    ],
    [
      "whose texts are blocks",
      "fields:\n  a:\n    as: |\n      b\n    referral: >\n      c\n  d:\n    as: >\n      e\n    referral: |\n      f\n  g: {}\n",
      "fields:\n  a:\n    referral: >\n      c\n    as: |\n      b\n  d:\n    referral: |\n      f\n    as: >\n      e\n  g: {}\n",
    ],
    [
      "of tables",
      "fields:\n  a: { also read: {}, values: {}, as: choice }\n",
      "fields:\n  a: { as: choice, values: {}, also read: {} }\n",
    ],
    ["of guards", "guards: { close: hold, share: hold }\n", "guards: { share: hold, close: hold }\n"],
    [
      "of a condition",
      "scope: { opportunities: { a: { before: 2027-01-01, from: 2026-01-01 } } }\n",
      "scope: { opportunities: { a: { from: 2026-01-01, before: 2027-01-01 } } }\n",
    ],
  ])("puts into order keys %s", (_what, text, ordered) => {
    expect(format(text)).toBe(ordered);
  });

  it.each([
    ["a comment inside braces", "fields:\n  name: { as: text, # why\n    referral: name }\n"],
    ["names of fields", "fields:\n  b: { as: date }\n  a: { as: date }\n"],
    ["codes and options", "fields:\n  a:\n    as: choice\n    values: { B: 1, A: 2 }\n"],
    ["names of environments", "environments:\n  staging: {}\n  production: {}\n"],
    ["conditions", "scope:\n  referrals: { type: [b, a], name: set }\n"],
    ["a mapping in brackets", "fields:\n  - b: 1\n    a: 2\n"],
    ["keys that it does not know", "later: 1\nearlier:\n"],
  ])("leaves alone %s", (_what, text) => {
    expect(format(text)).toBe(text);
  });

  it("also puts the sections of environments and of leads, and what is inside of them, into order", () => {
    expect(
      format("environments:\n  staging:\n    fields: { a: { as: text, referral: b } }\n    guards: {}\n"),
    ).toBe("environments:\n  staging:\n    guards: {}\n    fields: { a: { referral: b, as: text } }\n");
    expect(
      format(
        "leads:\n  fields: { a: { as: text, lead: c, referral: b } }\n  columns: { base: b, referral identifier: a }\n",
      ),
    ).toBe(
      "leads:\n  columns: { referral identifier: a, base: b }\n  fields: { a: { referral: b, lead: c, as: text } }\n",
    );
  });

  it("keeps texts of several lines", () => {
    const text =
      "fields:\n  a:\n    by status code: { '4': x }\n    longest: |+\n      # no comment\n\n    as: >\n      text\n    opportunity:\n";
    expect(load(format(text))).toEqual(load(text));
    expect(format(format(text))).toBe(format(text));
  });

  it.each(BROKEN)("changes no meaning of a mapping with mistakes, either: %s", (file) => {
    const text = readFileSync(join(import.meta.dirname, file), "utf8");
    if (isYaml(text)) expect(loadAll(format(text))).toEqual(loadAll(text));
    else expect(() => format(text)).toThrow(ConfigurationError);
  });

  it("says where it would begin", () => {
    expect(firstMisplaced("version: 1\nfields:\n  a: { as: text, referral: b }\n", "m.yml")).toEqual({
      line: 3,
      column: 1,
    });
    expect(firstMisplaced("fields: {}\nversion: 1", "m.yml")).toEqual({ line: 1, column: 1 });
    expect(firstMisplaced("version: 1\nfields: {}", "m.yml")).toBeNull();
    expect(firstMisplaced("version: 1\r\nfields: {}", "m.yml")).toBeNull();
  });
});

const FIELD_KEYS = {
  referral: "details.notes",
  opportunity: "description",
  as: "text",
  longest: "2000",
  marks: '"✔ # {"',
  direction: "both",
  when: "always",
  conflict: "[newest, report]",
  adopt: "{ a: 1, b: [2] }",
  blank: "'it''s'",
  audit: "value",
} as const;
const ORDER = Object.keys(FIELD_KEYS);

/** A field with its keys in some order, comments at some of them and blank lines after some. */
const block = fc
  .shuffledSubarray(ORDER, { minLength: 1 })
  .chain((keys) =>
    fc.tuple(...keys.map((key) => fc.tuple(fc.constant(key), fc.nat(2), fc.boolean(), fc.nat(2)))),
  )
  .map((entries) =>
    entries.map(([key, above, isBeside, blank]) => {
      const comments = Array.from({ length: above }, (_, index) => `    # ${key} ${index}\n`).join("");
      const beside = isBeside ? `  # beside ${key}` : "";
      return `${comments}    ${key}: ${FIELD_KEYS[key as keyof typeof FIELD_KEYS]}${beside}\n${"\n".repeat(blank)}`;
    }),
  )
  .map((lines) => `\n${lines.join("")}`);
const inLine = fc
  .shuffledSubarray(ORDER, { minLength: 1 })
  .map(
    (keys) =>
      ` { ${keys.map((key) => `${key}: ${FIELD_KEYS[key as keyof typeof FIELD_KEYS]}`).join(", ")} }\n`,
  );
const fields = fc
  .array(fc.oneof(block, inLine), { minLength: 1, maxLength: 4 })
  .map((all) => `fields:\n${all.map((field, index) => `  field ${index}:${field}`).join("")}`);
const head = fc.shuffledSubarray([
  "version: 1\n",
  "referrals: {}\n\n",
  "# of columns\ncolumns: { base: b, audit: c }\n",
]);
const text = fc
  .tuple(head, fields, fc.boolean())
  .map(
    ([sections, all, isFirst]) =>
      `# head\n\n${isFirst ? [all, ...sections].join("") : [...sections, all].join("")}`,
  );

describe("any mapping", () => {
  it("means the same when it is formatted, keeps all its lines, and formatted again is as it was", () => {
    fc.assert(
      fc.property(text, (before) => {
        const after = format(before);
        expect(load(after)).toEqual(load(before));
        expect(format(after)).toBe(after);
        const linesOf = (all: string) =>
          all
            .split("\n")
            .filter((line) => !line.includes("{"))
            .sort();
        expect(linesOf(after)).toEqual(linesOf(before));
      }),
    );
  });

  it("has its keys in order then, each with its comments", () => {
    fc.assert(
      fc.property(text, (before) => {
        const after = format(before);
        const document = load(after) as { fields: Record<string, object> };
        for (const field of Object.values(document.fields)) {
          const keys = Object.keys(field);
          expect(keys).toEqual(ORDER.filter((key) => keys.includes(key)));
        }
        for (const [, above = "", below = ""] of after.matchAll(/^ +# (\w+) \d\n(?: +#.*\n)*(.*)$/gm))
          expect(below.trim()).toMatch(new RegExp(`^${above}:`));
        for (const [, key = "", beside = ""] of after.matchAll(/^ +(\w+): .*# beside (\w+)$/gm))
          expect(key).toBe(beside);
      }),
    );
  });

  it("has the digest that it had", () => {
    const shipped = readFileSync(join(ROOT, "mappings/dynamics-365.yml"), "utf8");
    const lines = fc.constantFrom(
      ...[...shipped.matchAll(/^ {4}(as|audit|longest|direction): .*\n/gm)].map(([line]) => line),
    );
    const digestOf = (mapping: string) => loadMapping(mapping, "m.yml").digest;
    fc.assert(
      fc.property(lines, (line) => {
        const moved = shipped.replace(
          new RegExp(`(^ {4}referral: .*\\n(?: {4}.*\\n)*?)${line.replaceAll(/[[\]()#*.?/]/g, "\\$&")}`, "m"),
          `${line}$1`,
        );
        expect(digestOf(format(moved))).toBe(digestOf(moved));
      }),
    );
  });
});
