import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findViolations } from "./support/architecture/check.ts";
import type { SourceFile } from "./support/architecture/source.ts";

const ROOT = join(import.meta.dirname, "..");

/** Lengths above the limits, for now; see `Tolerances`. Nothing should ever be added. */
const TOLERANCES = {};

describe("the sources", () => {
  it("keep the rules of the house", () => {
    const files = readSources("{src,scripts,demo,bench,test/support}/**/*.ts");
    expect(files.length).toBeGreaterThan(4);
    expect(findViolations(files, TOLERANCES)).toEqual([]);
  });

  it.each([
    ["CONTRIBUTING.md", "{src,scripts,demo,bench,test,mappings,setup,relay}/"],
    ["docs/design.md", "src/*/"],
  ])("are in the list of %s, folder by folder", (page, pattern) => {
    const text = readFileSync(join(ROOT, page), "utf8");
    const folders = globSync(pattern, { cwd: ROOT });
    expect(folders.length).toBeGreaterThan(7);
    expect(folders.filter((folder) => !text.includes(`\n    ${folder.replace(/\/$/, "")}/ `))).toEqual([]);
  });
});

function readSources(pattern: string): SourceFile[] {
  // Node-RED is installed there by whoever wants it in the bench.
  const paths = globSync(pattern, { cwd: ROOT, exclude: ["bench/node-red/**"] }).sort();
  return paths.map((path) => ({ path, source: readFileSync(join(ROOT, path), "utf8") }));
}

function found(path: string, source: string): readonly string[] {
  return findViolations([{ path, source }]).map((violation) => violation.found);
}

describe("the import direction", () => {
  it.each([
    ["src/model/a.ts", "../mapping/b.ts", "model imports mapping"],
    ["src/model/a.ts", "../errors.ts", "model imports errors.ts"],
    ["src/errors.ts", "./model/b.ts", "errors.ts imports model"],
    ["src/mapping/a.ts", "../reconcile/b.ts", "mapping imports reconcile"],
    ["src/reconcile/a.ts", "../adapters/b.ts", "reconcile imports adapters"],
    ["src/report/a.ts", "../reconcile/b.ts", "report imports reconcile"],
    ["src/report/a.ts", "../commands/b.ts", "report imports commands"],
    ["src/commands/a.ts", "../adapters/b.ts", "commands imports adapters"],
    ["src/adapters/a.ts", "../reconcile/b.ts", "adapters imports reconcile"],
    ["src/adapters/dataverse/a.ts", "../../mapping/b.ts", "adapters imports mapping"],
    ["src/main.ts", "./emulator/b.ts", "main.ts imports emulator"],
    ["src/emulator/a.ts", "../adapters/b.ts", "emulator imports adapters"],
    ["src/emulator/a.ts", "../model/b.ts", "emulator imports model"],
    ["src/inputs/a.ts", "../commands/b.ts", "inputs imports commands"],
  ])("refuses that %s imports %s", (path, specifier, expected) => {
    expect(found(path, `import { b } from "${specifier}";\nb();\n`)).toEqual([
      `${expected} ("${specifier}")`,
    ]);
  });

  it.each([
    ["src/mapping/a.ts", "../model/b.ts"],
    ["src/reconcile/match/a.ts", "../../mapping/b.ts"],
    ["src/reconcile/match/a.ts", "./b.ts"],
    ["src/reconcile/merge/a.ts", "../match/b.ts"],
    ["src/commands/a.ts", "../reconcile/b.ts"],
    ["src/main.ts", "./adapters/b.ts"],
    ["src/adapters/a.ts", "../errors.ts"],
    ["src/adapters/a.ts", "undici"],
    ["test/support/a.ts", "../../src/emulator/b.ts"],
  ])("allows that %s imports %s", (path, specifier) => {
    expect(found(path, `import { b } from "${specifier}";\nb();\n`)).toEqual([]);
  });

  it.each([
    ["an earlier step a later one", "src/reconcile/match/a.ts", "../merge/b.ts"],
    ["a step a file that belongs to none", "src/reconcile/merge/a.ts", "../b.ts"],
    ["a step a folder that is not in the list", "src/reconcile/merge/a.ts", "../helpers/b.ts"],
    ["a folder that is not in the list a step", "src/reconcile/helpers/a.ts", "../merge/b.ts"],
  ])("refuses that in reconcile %s imports", (_title, path, specifier) => {
    expect(found(path, `import { b } from "${specifier}";\nb();\n`)).toEqual([
      `goes against the steps ("${specifier}")`,
    ]);
  });

  it("lets a report import the types of reconcile, and the emulator those of the model", () => {
    expect(found("src/report/a.ts", 'import type { B } from "../reconcile/b.ts";')).toEqual([]);
    expect(found("src/emulator/a.ts", 'import type { B } from "../model/b.ts";')).toEqual([]);
  });

  it.each([
    ["a re-export", 'export { b } from "../adapters/b.ts";'],
    ["a star", 'export * from "../adapters/b.ts";'],
    ["an import for its effects", 'import "../adapters/b.ts";'],
    ["a dynamic import", 'await import("../adapters/b.ts");'],
    ["a type", 'import type { B } from "../adapters/b.ts";'],
    ["an inline type", 'export type C = import("../adapters/b.ts").B;'],
  ])("sees %s", (_title, source) => {
    expect(found("src/commands/a.ts", source)).toHaveLength(1);
  });

  it("refuses a folder that has no place in it", () => {
    expect(found("src/helpers/a.ts", "export const a = 1;")).toEqual(['unknown layer "helpers"']);
  });
});

describe("imports that go round in a circle", () => {
  const circle = (...paths: readonly string[]) =>
    paths.map((path, place) => {
      const next = paths[(place + 1) % paths.length]?.split("/").at(-1);
      return { path, source: `import type { A } from "./${next}";\nexport type B = A;` };
    });

  it("are refused, also of types only, and told once with the way round", () => {
    const files = circle("src/model/a.ts", "src/model/b.ts", "src/model/c.ts");
    const entry = { path: "src/main.ts", source: 'import "./model/a.ts";' };
    expect(findViolations([entry, ...files]).map((one) => one.found)).toEqual([
      "imports itself: src/model/a.ts → src/model/b.ts → src/model/c.ts → src/model/a.ts",
    ]);
  });

  it("are told one by one", () => {
    const files = [
      ...circle("src/model/a.ts", "src/model/b.ts"),
      ...circle("src/relay/c.ts", "src/relay/d.ts"),
    ];
    expect(findViolations(files).map(({ where }) => where)).toEqual(["src/model/a.ts", "src/relay/c.ts"]);
  });

  it("are none where two files import a third", () => {
    const shared = { path: "src/model/c.ts", source: "export type A = 1;" };
    const users = ["a", "b"].map((name) => ({
      path: `src/model/${name}.ts`,
      source: 'import type { A } from "./c.ts";\nexport type B = A;',
    }));
    expect(findViolations([...users, shared])).toEqual([]);
  });
});

describe("the pure folders", () => {
  it.each([
    ["the time now", "export const a = Date.now();", "Date.now"],
    ["a date of now", "export const a = new Date();", "new Date()"],
    ["the date as text", "export const a = Date();", "Date()"],
    ["randomness", "export const a = Math.random();", "Math.random"],
    ["the environment", "export const a = process.env.HOME;", "process.env"],
    ["a destructured process", "export const { env } = process;", "process"],
    ["the global crypto", "export const a = crypto.randomUUID();", "crypto.randomUUID"],
    ["a stopwatch", "export const a = performance.now();", "performance.now"],
    ["a timer", "setTimeout(() => {}, 1);", "setTimeout()"],
    ["the log", "console.log(1);", "console.log"],
    ["a file", 'import { readFileSync } from "node:fs"; readFileSync("a");', "imports Node's node:fs"],
    ["a bare builtin", 'import { x } from "fs"; x();', "imports Node's fs"],
    ["an HTTP client", 'import { request } from "undici"; request();', "imports the package undici"],
    [
      "random bytes",
      'import { randomUUID } from "node:crypto"; randomUUID();',
      "imports randomUUID of node:crypto",
    ],
  ])("refuse %s", (_title, source, expected) => {
    for (const folder of ["model", "mapping", "reconcile", "report"]) {
      expect(found(`src/${folder}/a.ts`, source)).toEqual([expected]);
    }
    expect(found("src/adapters/a.ts", source)).toEqual([]);
  });

  it.each([
    ["a date that is given", "export const a = (text: string) => new Date(text);"],
    ["a hash", 'import { createHash } from "node:crypto"; createHash("sha256");'],
    ["a package that only computes", 'import { z } from "zod"; export const a = z.string();'],
    ["a property that is only called so", "export const a = (b: { now(): Date }) => b.now();"],
  ])("allow %s", (_title, source) => {
    expect(found("src/mapping/a.ts", source)).toEqual([]);
  });
});

describe("the conventions", () => {
  it.each([["export default function a() {}"], ["const a = 1;\nexport { a as default };"]])(
    "refuse the default export of %j",
    (source) => {
      expect(found("src/model/a.ts", source)).toEqual(["a default export"]);
    },
  );

  it("refuse the global fetch, and not a comment or another's method of that name", () => {
    expect(found("src/adapters/a.ts", 'await fetch("x");')).toEqual(['fetch("x")']);
    expect(found("src/adapters/a.ts", 'await globalThis.fetch("x");')).toEqual(['globalThis.fetch("x")']);
    expect(found("src/adapters/a.ts", "// fetch(x)\nexport const a = (b: B) => b.fetch(1);")).toEqual([]);
  });
});

describe("the limits of length", () => {
  const longFunction = (lines: number) => `export function a() {\n${"  b();\n".repeat(lines - 2)}}\n`;
  const longFile = (lines: number) => "export {};\n".repeat(lines);

  it("refuse a function of 71 lines and a file of 251", () => {
    expect(found("src/model/a.ts", longFunction(70))).toEqual([]);
    expect(found("src/model/a.ts", longFunction(71))).toEqual(["71 lines"]);
    expect(found("src/model/a.ts", longFile(250))).toEqual([]);
    expect(found("src/model/a.ts", longFile(251))).toEqual(["251 lines"]);
  });

  it.each([
    ["an arrow function", `export const a = () => {\n${"  b();\n".repeat(70)}};\n`],
    ["a method", `export class B {\n  a() {\n${"  b();\n".repeat(70)}  }\n}\n`],
  ])("measure %s by its name", (_title, source) => {
    expect(findViolations([{ path: "src/model/a.ts", source }])).toEqual([
      expect.objectContaining({ where: "src/model/a.ts:a", found: "72 lines" }),
    ]);
  });

  it("tolerate a listed length, and refuse the listing once it is larger than needed", () => {
    const file = { path: "src/model/a.ts", source: longFunction(80) };
    expect(findViolations([file], { "src/model/a.ts:a": 80 })).toEqual([]);
    expect(findViolations([file], { "src/model/a.ts:a": 79 })).toHaveLength(1);
    expect(findViolations([file], { "src/model/a.ts:a": 90 })).toHaveLength(1);
    expect(findViolations([], { "src/model/a.ts:a": 80 })).toHaveLength(1);
  });
});
