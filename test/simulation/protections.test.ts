import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { FIRST_SEEDS } from "./first-seeds.ts";
import { PROTECTIONS } from "./protections.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("the protections that the simulation can switch off", () => {
  it.each(PROTECTIONS)("are where they are said to be: $name", ({ file, find }) => {
    const source = readFileSync(join(ROOT, file), "utf8");
    expect(source.split(find)).toHaveLength(2);
  });

  it.each(FIRST_SEEDS)("are missed when they are gone: %s", async (name, seed) => {
    const script = join(ROOT, "scripts/simulate.ts");
    const run = promisify(execFile)(process.execPath, [
      script,
      "--without",
      name,
      "--from",
      `${seed}`,
      "--seeds",
      "1",
    ]);
    await expect(run).rejects.toMatchObject({ code: 1, stdout: expect.stringMatching(/^seed \d+: /) });
  });
});
