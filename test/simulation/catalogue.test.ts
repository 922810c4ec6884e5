import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { PROMISES } from "./promise-names.ts";
import { PROTECTIONS } from "./protections.ts";

const TESTS = join(import.meta.dirname, "..");
const ids = (letter: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${letter}${index + 1}`);
const everything = Object.entries(CATALOGUE);

describe("the catalogue of failures and invariants", () => {
  it("has every one", () => {
    expect(Object.keys(CATALOGUE)).toEqual([...ids("F", 21), ...ids("I", 20)]);
  });

  it.each(everything.filter(([, { tests }]) => tests))("%s points to tests that are there", (_id, one) => {
    for (const [file, titles] of Object.entries(one.tests ?? {})) {
      const source = readFileSync(join(TESTS, file), "utf8");
      for (const title of titles) expect(source).toContain(`"${title}`);
    }
  });

  it.each(everything)("%s is covered by a test or a promise", (_id, { tests = {}, promises = [] }) => {
    expect(Object.keys(tests).length + promises.length).toBeGreaterThan(0);
  });

  it("names protections that can be switched off", () => {
    const known = PROTECTIONS.map(({ name }) => name);
    expect(known).toEqual(expect.arrayContaining(everything.flatMap(([, one]) => one.protections ?? [])));
  });

  it.each(PROMISES)("has promises that somebody checks: %s", (promise) => {
    const files = [
      "carry",
      "witness",
      "write-promises",
      "promises",
      "more-promises",
      "audit-promises",
      "play",
    ];
    const sources = files.map((file) => readFileSync(join(TESTS, `simulation/${file}.ts`), "utf8"));
    expect(sources.some((source) => source.includes(`"${promise}"`))).toBe(true);
  });
});
