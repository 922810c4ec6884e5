import { defineConfig } from "vitest/config";

// An action runs on the Node that its runner brings, so green on another major says nothing.
if (!process.version.startsWith("v24.")) {
  throw new Error(`The tests need Node 24, this is ${process.version}. Run them through npm or npx.`);
}

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    setupFiles: ["test/setup.ts"],
    // Some tests bundle the action or start processes: seconds on a busy runner, never minutes.
    testTimeout: 60_000,
    // Left to itself, Vitest leaves one processor to others: half of them, on a machine with two.
    maxWorkers: "100%",
  },
});
