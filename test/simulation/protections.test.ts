import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { FIRST_SEEDS } from "./first-seeds.ts";
import { PROTECTIONS } from "./protections.ts";
import { simulate } from "./simulate.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("the protections that the simulation can switch off", () => {
  it.each(PROTECTIONS)("are where they are said to be: $name", ({ file, find }) => {
    const source = readFileSync(join(ROOT, file), "utf8");
    expect(source.split(find)).toHaveLength(2);
  });

  // Each in a thread of its own, which loads the sources without that protection.
  it.each(FIRST_SEEDS)("are missed when they are gone: %s", async (without, from) => {
    const lines: string[] = [];
    const options = { seeds: 1, from, weeks: false, minutes: 1, exhaustive: null, without, keep: null };
    const say = (line: string) => void lines.push(line);
    const isFine = await simulate({ ...options, print: say, progress: say });
    expect(lines[0]).toMatch(/^seed \d+: /);
    expect(isFine).toBe(false);
  });
});
