import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { loadConnections } from "../../src/connections/load.ts";
import { ConfigurationError } from "../../src/errors.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import { validateMapping } from "../../src/mapping/validate.ts";
import { cosellSyncAnew } from "../support/command-line.ts";

const HEAD = `version: 1
columns: { referral identifier: a, base: b }
referrals: { become opportunities: [Active/Accepted] }
`;
const FIELD = "{ referral: name, opportunity: name, as: text, longest: 300 }";

/** As much of this as a file may hold. */
function filled(line: (index: number) => string, bytes = 250_000): string {
  const lines: string[] = [];
  for (let length = 0; length < bytes; length += lines.at(-1)?.length ?? 0) lines.push(line(lines.length));
  return lines.join("");
}

/** Nine of the ones before in each: a billion after nine levels. */
const LAUGHS = Array.from({ length: 12 }, (_, level) => {
  const item = level === 0 ? "ha" : `*b${level - 1}`;
  return `b${level}: &b${level} [${Array.from({ length: 9 }, () => item).join(", ")}]\n`;
}).join("");

const BOMBS: readonly [what: string, yaml: string, told: RegExp][] = [
  ["a billion laughs", HEAD + LAUGHS, /:5:\d+: a mapping has no aliases/],
  ["an alias of itself", `${HEAD}fields: &f { a: *f }\n`, /:4:18: a mapping has no aliases/],
  ["a merge key", `${HEAD}fields: &f {}\nguards: { <<: *f }\n`, /:5:16: a mapping has no aliases/],
  ["brackets that nobody closes", `${HEAD}fields: ${"[".repeat(200_000)}`, /more than 20 levels/],
  ["keys inside keys", `${HEAD}fields: ${"{a: ".repeat(60_000)}`, /more than 20 levels/],
  ["lists inside lists", filled(() => "- "), /more than 20 levels/],
  [
    "a huge text",
    `${HEAD}fields: ${"x".repeat(250_000)}\n`,
    /:4:1: fields must be keys with values; this is "x+…/,
  ],
  ["a huge key", `${HEAD}${"x".repeat(250_000)}: 1\nfields: {}\n`, /:4:1: unknown key "x{60}…"/],
  ["a huge number", `${HEAD}fields: ${"9".repeat(250_000)}\n`, /:4:9: 9{60}… is read as the number/],
  ["a file that is too long", `${HEAD}# ${"x".repeat(270_000)}\n`, /longer than 256 KB/],
  ["a key twice", `${HEAD}fields: {}\nfields: {}\n`, /:5:1: this key is there already/],
  ["a key twice, inside", `${HEAD}fields: { name: ${FIELD}, name: ${FIELD} }\n`, /:4:80: this key is there/],
  ["a key that is a list", `${HEAD}? [a, b]\n: c\n`, /:4:3: here a key is a list/],
  ["__proto__", `${HEAD}__proto__: { fields: {} }\n`, /:4:1: __proto__ cannot be a key/],
  ["__proto__, a field", `${HEAD}fields: { __proto__: ${FIELD} }\n`, /:4:11: __proto__ cannot be a key/],
  [
    "__proto__, an option",
    `${HEAD}fields: { a: { referral: a, opportunity: a, as: choice, values: { "__proto__": 1 } } }\n`,
    /:4:68: __proto__ cannot be a key/,
  ],
  ["thousands of unknown keys", HEAD + filled((index) => `k${index}:\n`), /and [\d,]+ more mistakes/],
  ["thousands of empty fields", `${HEAD}fields:\n${filled((index) => `  f${index}:\n`)}`, /and [\d,]+ more/],
  [
    "thousands of environments",
    `${HEAD}fields: { name: ${FIELD} }\nenvironments:\n${filled((index) => `  e${index}: {}\n`)}`,
    /environments has \d+ of them; 256 are the most/,
  ],
];

function failureOf(load: () => unknown): ConfigurationError | null {
  try {
    load();
    return null;
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
}

describe("a mapping that is made to do harm", () => {
  it.each(BOMBS)("is refused where it does, in few words: %s", (_what, yaml, told) => {
    const { problems } = validateMapping({ file: "m.yml", text: yaml, columns: null });
    const message = problems.map(({ where, message: text }) => `${where}: ${text}`).join("\n");
    expect(message).toMatch(told);
    expect(problems.length).toBeLessThanOrEqual(101);
    expect(message.length).toBeLessThan(20_000);
    expect({}).not.toHaveProperty("fields");
  });

  // Node ends with 134 where the heap would have to grow beyond this.
  it("takes no more memory than any other", async () => {
    await using folder = await mkdtempDisposable(join(tmpdir(), "bombs-"));
    const files = BOMBS.map((_bomb, index) => `${String(index).padStart(2, "0")}.yml`);
    await Promise.all(
      files.map((file, index) => writeFile(join(folder.path, file), BOMBS[index]?.[1] ?? "")),
    );
    const { code, stdout, stderr } = await cosellSyncAnew(
      ["validate", ...files],
      { NODE_OPTIONS: "--max-old-space-size=96" },
      folder.path,
    );
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    for (const file of files) expect(stdout).toMatch(new RegExp(`^${file}:?`, "m"));
    expect(stdout).not.toContain("bug of cosell-sync");
  });
});

describe("a file of connections that is made to do harm", () => {
  it.each<[string, string, RegExp]>([
    ["a billion laughs", `version: 1\n${LAUGHS}`, /:3:\d+: a file of connections has no aliases/],
    ["brackets that nobody closes", `version: 1\nconnections: ${"[".repeat(200_000)}`, /more than 20 levels/],
    ["a huge name", `version: 1\nconnections: { ${"x".repeat(250_000)}: 7 }`, /:2:16: .{0,200}$/],
    ["a name twice", "version: 1\nconnections:\n  a:\n  a:\n", /:4:3: this key is there already/],
    ["__proto__", "version: 1\nconnections:\n  __proto__: {}\n", /:3:3: __proto__ cannot be a key/],
    [
      "thousands of mistakes",
      `version: 1\nconnections:\n${filled((index) => `  c${index}: 7\n`)}`,
      /and [\d,]+ more mistakes/,
    ],
  ])("is refused where it does, in few words: %s", (_what, yaml, told) => {
    const failure = failureOf(() => loadConnections(yaml, "c.yml"));
    expect(failure?.message).toMatch(told);
    expect(failure?.problems.length).toBeLessThanOrEqual(101);
    expect(failure?.message.length).toBeLessThan(20_000);
  });
});

it("a file with as many mistakes as are told at once is not said to have more", () => {
  const keys = Array.from({ length: 100 }, (_, index) => `k${index}: 7\n`).join("");
  const failure = failureOf(() => loadConnections(`version: 1\nconnections: { a: {} }\n${keys}`, "c.yml"));
  expect(failure?.problems).toHaveLength(100);
});

const PIECES = [
  "version: 1\n",
  "fields:\n",
  "connections:\n",
  "environments:\n",
  "  name: ",
  "  - ",
  "__proto__: ",
  "constructor: ",
  "toString: ",
  "<<: ",
  "&a ",
  "*a ",
  "!!js/function ",
  "!!binary ",
  "!<tag:yaml.org,2002:map> ",
  "{ ",
  "} ",
  "[ ",
  "] ",
  ", ",
  "? ",
  ": ",
  "| \n",
  ">-\n",
  "'",
  '"',
  '"\\u0000\\U0010FFFF"',
  "---\n",
  "...\n",
  "%YAML 1.3\n",
  "%TAG ! tag:evil.example,2026:\n",
  "# ",
  "\n",
  "\r",
  "\t",
  "\uFEFF",
  "0o17",
  ".inf",
  "~",
  "null",
];

describe("whatever text a file has", () => {
  it("is a mapping or connections, or refused at places that it has", () => {
    const text = fc
      .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...PIECES) }, fc.string({ maxLength: 4 })), {
        maxLength: 40,
      })
      .map((pieces) => pieces.join(""));
    fc.assert(
      fc.property(text, fc.boolean(), (pieces, isComplete) => {
        const yaml = isComplete ? HEAD + pieces : pieces;
        const lines = yaml.split(/\r\n?|\n/);
        for (const load of [() => loadMapping(yaml, "f.yml"), () => loadConnections(yaml, "f.yml")])
          for (const { line = 1, column = 1 } of failureOf(load)?.problems ?? []) {
            expect(line).toBeGreaterThan(0);
            expect(line).toBeLessThanOrEqual(lines.length);
            expect(column).toBeGreaterThan(0);
            expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 1);
          }
      }),
      { numRuns: 2000 },
    );
  });
});
