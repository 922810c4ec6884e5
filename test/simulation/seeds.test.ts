import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { CATALOGUE } from "./catalogue.ts";
import { CONDITIONS } from "./conditions.ts";
import { FAULT_NAMES } from "./faults.ts";
import { FIRST_SEEDS } from "./first-seeds.ts";
import { FLOW_NAMES } from "./flows.ts";
import { inOneLine } from "./investigate.ts";
import { JOB_NAMES } from "./jobs.ts";
import type { Numbers } from "./numbers.ts";
import { play } from "./play.ts";
import { SPELL_NAMES } from "./story.ts";
import { tell } from "./tell.ts";

const SCRIPT = join(import.meta.dirname, "../../scripts/simulate.ts");

/** By the script, which plays them on all processors. */
async function simulate(...options: readonly string[]): Promise<string> {
  const run = promisify(execFile)(process.execPath, [SCRIPT, ...options]);
  // A failure is told on the output; what the process ended with adds nothing.
  const { stdout } = await run.catch((error: { stdout: string }) => error);
  return stdout;
}

/** As many as meet every kind of trouble, and miss most protections (docs/reliability.md); `npm run simulate` plays more. */
const SEEDS = 300;
/** As many as have every job in them, and most flows. */
const WEEKS = 20;

/** What so many stories met, all of whose promises were kept. */
async function troublesIn(count: number, ...options: readonly string[]): Promise<string[]> {
  const tally = join(mkdtempSync(join(tmpdir(), "simulation-")), "tally.json");
  expect(await simulate("--seeds", `${count}`, "--tally", tally, ...options)).toMatch(
    new RegExp(`^${count} simulations, 0 failed;.*\\n$`),
  );
  const { troubles } = JSON.parse(readFileSync(tally, "utf8")) as Numbers;
  return Object.keys(troubles);
}

const isWriter = (name: string) => [...FLOW_NAMES, ...JOB_NAMES].some((one) => one === name);

describe("whatever goes wrong", () => {
  it("a sync keeps its promises, and everything does go wrong", { timeout: 300_000 }, async () => {
    const named = Object.values(CATALOGUE).flatMap((one) => one.troubles ?? []);
    // Half a batch is a rare one, and need not be among so few.
    const faults = FAULT_NAMES.filter((name) => name !== "half a batch");
    const expected = [...faults, ...CONDITIONS, ...SPELL_NAMES, ...named];
    expect(await troublesIn(SEEDS)).toEqual(
      expect.arrayContaining(expected.filter((name) => !isWriter(name))),
    );
  });

  it("a sync keeps them for weeks, with others that write as well", { timeout: 300_000 }, async () => {
    const met = await troublesIn(WEEKS, "--weeks");
    const named = Object.values(CATALOGUE).flatMap((one) => one.troubles ?? []);
    expect(met).toEqual(expect.arrayContaining([...JOB_NAMES, ...named.filter(isWriter)]));
  });

  it.each(FIRST_SEEDS.filter(([, seed]) => seed > SEEDS))(
    "a sync keeps them in the story that would first miss a protection: %s",
    async (_name, seed) => {
      const { violations } = await play(tell(seed));
      expect(violations.map(inOneLine)).toEqual([]);
    },
  );

  it("a sync keeps them when the run that recovers fails too", { timeout: 300_000 }, async () => {
    expect(await simulate("--exhaustive", "200")).toMatch(/^[1-9]\d{2,} simulations, 0 failed;.*\n$/);
  });

  it("takes the same course every time it is played", async () => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const calls: string[][] = [];
      for (const time of [0, 1]) {
        const heard: string[] = [];
        await play(tell(seed), ({ at, process: run, request, response }) => {
          heard.push(`${at} ${run} ${request.method} ${request.url} ${response.status}`);
        });
        calls[time] = heard;
      }
      expect(calls[1]).toEqual(calls[0]);
    }
  });
});
