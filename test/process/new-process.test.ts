import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cosellSyncAnew, terminalEnvironment } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { openBranch } from "../support/pull-request.ts";
import type { ActionRun } from "../support/run-action.ts";
import { type Stage, setStage } from "../support/stage.ts";

const DEAL = "a0000001-0000-4000-8000-000000000000";
const CONNECTIONS = "version: 1\nconnections:\n  contoso:\n    mapping: mappings/dynamics-365.yml\n";

const STATE = ["--state-dir", "state"];

let stage: Stage;
let terminal: Stage;
let pullRequest: Partial<ActionRun>;

beforeAll(async () => {
  stage = await setStage({ referrals: 0 });
  insertReferral(stage.emulator, { id: DEAL, name: "a deal" });
  const mapping = "mappings/dynamics-365.yml";
  const text = await readFile(join(stage.workspace, mapping), "utf8");
  const branch = openBranch(stage, { "connections.yml": CONNECTIONS, [mapping]: text });
  pullRequest = await branch.push({ [mapping]: `${text}# changed\n` });
});
// A state of its own would be refused where the runner has synced before.
beforeAll(async () => {
  terminal = await setStage({ referrals: 0 });
  insertReferral(terminal.emulator, { id: DEAL, name: "a deal" });
  await writeFile(join(terminal.workspace, "connections.yml"), CONNECTIONS);
});
afterAll(() => Promise.all([stage, terminal].map((one) => one[Symbol.asyncDispose]())));

async function expectSummary(
  inputs: Readonly<Record<string, string>>,
  says: string,
  more: Partial<ActionRun> = {},
): Promise<void> {
  const { exitCode, log, summary } = await stage.run(inputs, { ...more, process: "own" });
  expect(exitCode, log).toBe(0);
  expect(summary).toContain(`## Co-sell ${says}`);
}

// Nearly all other tests run the action in processes that have run it before, and have loaded what it may need (kept-process.ts).
it.each([
  [{ command: "sync" }, "sync: 2 records created"],
  [{ command: "plan" }, "plan: nothing to do"],
  [{ command: "validate" }, "validate: no mistakes"],
  [{ command: "explain", "referral-id": DEAL }, "explain: deal"],
  [{ command: "doctor" }, "doctor: all is well"],
  [{ command: "setup" }, "setup: 29 things to do"],
  [{ command: "audit" }, "audit"],
  [{ command: "resync" }, "resync: 1 linked deal"],
  [{ command: "webhooks", "webhook-url": "https://relay.example/events" }, "webhooks: registered"],
  [{ command: "webhooks restore" }, "webhooks: the address stays, for test-created alone"],
  [{ command: "connections" }, "connections: no mistakes"],
])("begins and ends a process of its own, as on a runner: %j", expectSummary);

it.each([
  [{ command: "plan" }, "plan: this change writes nothing"],
  [{ command: "connections changed" }, "connections: the pull request changes 1 of 1"],
])("begins and ends a process of its own on a pull request: %j", async (inputs, says) => {
  await expectSummary(inputs, says, pullRequest);
});

// So the other tests of the command line do: cli.test.ts and login.test.ts begin one for each of their commands.
it.each([
  [["sync", ...STATE], "## Co-sell sync: "],
  [["explain", DEAL, ...STATE], DEAL],
  [["audit", DEAL, ...STATE], DEAL],
  [["resync", ...STATE], "1 linked deal"],
  [["doctor", ...STATE], "## Co-sell doctor: "],
  [["setup"], "things to do"],
  [["init", "--mapping", "other.yml"], "other.yml"],
  [["validate", "mappings/dynamics-365.yml"], "no mistakes in 1 mapping"],
  [["connections"], "no mistakes in 1 connection"],
])("begins and ends a process of its own, as on a terminal: %j", async (args, says) => {
  const { emulator, workspace } = terminal;
  const { code, stdout, stderr } = await cosellSyncAnew(args, terminalEnvironment(emulator), workspace);
  expect(code, stdout + stderr).toBe(0);
  expect(stdout).toContain(says);
});
