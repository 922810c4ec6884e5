import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

// An action runs on the Node that its runner brings, so green on another major says nothing.
if (!process.version.startsWith("v24.")) {
  throw new Error(`The tests need Node 24, this is ${process.version}. Run them through npm or npx.`);
}

/** Tests of code that has no I/O and keeps nothing: they may share a process, and what it has loaded. */
const PURE = [
  "commands",
  "connections",
  "diagnosis",
  "mapping",
  "model",
  "provision",
  "reconcile",
  "report",
].map((folder) => `test/${folder}/**/*.test.ts`);

/** Tests whose parts live elsewhere: in processes, or in an emulator that each of them starts for itself. They may share as well. */
const APART = ["emulator", "process", "review", "scenarios"].map((folder) => `test/${folder}/**/*.test.ts`);

/** Tests of what speaks to others, over HTTP or to an emulator. They may share as well: what changes their process is below. */
const OUTWARD = ["adapters", "bench", "connect", "relay"].map((folder) => `test/${folder}/**/*.test.ts`);

/** Whatever changes its process, as nock does once it is loaded, has one of its own. */
const CHANGES_PROCESS = /from "nock"|stubEnv|Object\.assign\((?:process\.env|globalThis)/;
const ALONE = globSync("test/**/*.test.ts", { cwd: import.meta.dirname }).filter((file) =>
  CHANGES_PROCESS.test(readFileSync(join(import.meta.dirname, file), "utf8")),
);

/** A test that looks at nothing, or only in a loop over nothing, fails. Among those that run at once it could be taken for another. */
const LOOKS = { requireAssertions: true };

export default defineConfig({
  test: {
    setupFiles: ["test/setup.ts"],
    // Some tests bundle the action or start processes, several at once: seconds on a quiet machine, minutes on a busy one.
    testTimeout: 300_000,
    hookTimeout: 300_000,
    // Processes that tests start, hundreds of them from the same files, need not compile these again each time.
    env: { NODE_COMPILE_CACHE: join(import.meta.dirname, "node_modules/.cache/compiled") },
    // Left to itself, Vitest leaves one processor to others: half of them, on a machine with two.
    maxWorkers: "100%",
    projects: [
      { extends: true, test: { name: "pure", include: PURE, exclude: ALONE, isolate: false, expect: LOOKS } },
      { extends: true, test: { name: "apart", include: APART, exclude: ALONE, isolate: false } },
      {
        extends: true,
        test: { name: "outward", include: OUTWARD, exclude: ALONE, isolate: false, expect: LOOKS },
      },
      { extends: true, test: { name: "alone", include: ALONE, expect: LOOKS } },
      {
        extends: true,
        test: {
          name: "whole",
          include: ["test/**/*.test.ts"],
          exclude: [...PURE, ...APART, ...OUTWARD, ...ALONE],
          expect: LOOKS,
        },
      },
    ],
  },
});
