import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import type { WorkflowRun } from "../../src/emulator/github/workflow-runs.ts";
import { insertReferral } from "../support/deals.ts";
import { register, startRelay } from "../support/relay.ts";
import type { ActionResult } from "../support/run-action.ts";
import { inputsFor, type Stage, setStage } from "../support/stage.ts";
import { allInputs, askedFor, type Inputs } from "../support/workflow-inputs.ts";

const WORKFLOWS = join(import.meta.dirname, "../../.github/workflows");
const SYNC = readFileSync(join(WORKFLOWS, "sync-connections.yml"), "utf8");
const WEBHOOKS = readFileSync(join(WORKFLOWS, "webhooks-connection.yml"), "utf8");

/** Fabrikam's environment and branch are named otherwise than the connection. */
const CONNECTIONS = `version: 1
connections:
  contoso-eu:
  fabrikam:
    environment: Fabrikam production
    state-branch: state/fabrikam
  litware:
`;

/** A repository with several connections, of which one account and its CRM are there. */
async function openStage(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  await writeFile(join(stage.workspace, "connections.yml"), CONNECTIONS);
  const { settings } = stage.emulator.github;
  settings.workflows = { ".github/workflows/sync-connections.yml": "active" };
  settings.workflowInputs = { "sync-connections.yml": Object.keys(askedFor(SYNC)) };
  return stage;
}

/** What the environment of every connection has. */
function environmentOf({ emulator }: Stage): { readonly vars: Inputs; readonly secrets: Inputs } {
  const given = inputsFor(emulator);
  return {
    vars: {
      PARTNER_CENTER_TENANT_ID: given["tenant-id"] ?? "",
      PARTNER_CENTER_CLIENT_ID: given["client-id"] ?? "",
      DATAVERSE_URL: given["dataverse-url"] ?? "",
    },
    secrets: {
      PARTNER_CENTER_CLIENT_SECRET: given["client-secret"] ?? "",
      PARTNER_CENTER_REFRESH_TOKEN: given["refresh-token"] ?? "",
    },
  };
}

/** Runs a workflow as GitHub does: its first job makes the matrix, its second one is there for each entry. */
async function runWorkflow(
  stage: Stage,
  text: string,
  started: { readonly inputs?: Inputs; readonly payload?: Inputs },
): Promise<{ readonly name: string; readonly result: ActionResult }[]> {
  const inputs = { ...started.inputs };
  const surroundings = { ...environmentOf(stage), ...started, inputs };
  const [choose = {}] = allInputs(text, surroundings);
  const { outputs } = await stage.run(choose);
  const { include } = JSON.parse(outputs.matrix ?? "") as { readonly include: readonly Inputs[] };
  const jobs = [];
  for (const matrix of include) {
    const [, work = {}] = allInputs(text, { ...surroundings, matrix });
    jobs.push({ name: matrix.name ?? "", result: await stage.run(work) });
  }
  return jobs;
}

function startedBy({ event, inputs }: WorkflowRun): { readonly inputs?: Inputs; readonly payload?: Inputs } {
  return event === "workflow_dispatch" ? { inputs } : { payload: inputs };
}

it.each(["workflow_dispatch", "repository_dispatch"])(
  "a change is in the CRM of the connection whose account it is in, and of no other, by %s",
  async (event) => {
    await using stage = await openStage();
    const { emulator } = stage;
    emulator.github.app.granted = { actions: "write", contents: "write" };
    await using relay = await startRelay(emulator, { RELAY_CONNECTION: "fabrikam", RELAY_EVENT: event });
    const jobs: string[] = [];
    emulator.github.runs.onRun(async (run) => {
      const done = await runWorkflow(stage, SYNC, startedBy(run));
      jobs.push(...done.map(({ name, result }) => `${name} ${result.exitCode}`));
    });
    register(emulator, relay.url);
    // The list does not show it yet: only who was told which referral it is sees it.
    emulator.partnerCenter.settings.visibilityLag = 60_000;

    const { id } = insertReferral(emulator, { name: "Woken" });
    await emulator.webhooks.idle();
    await emulator.github.runs.idle();

    expect(relay.log).toEqual(["200 referral-created passed on"]);
    expect(emulator.github.runs.all).toMatchObject([
      { event, status: "completed", inputs: { "changed-referrals": id, connection: "fabrikam" } },
    ]);
    expect(jobs).toEqual(["fabrikam 0"]);
    expect(emulator.dataverse.rows("opportunity")).toMatchObject([{ cosell_referralid: id, name: "Woken" }]);
    expect(await stage.git("branch", "--list", "--format=%(refname:short)")).toContain("state/fabrikam");
  },
);

it("a change in an account of two connections starts one run, with a job for each of them", async () => {
  await using stage = await openStage();
  const { emulator } = stage;
  await using relay = await startRelay(emulator, { RELAY_CONNECTION: "litware, contoso-eu" });
  register(emulator, relay.url);
  const { id } = insertReferral(emulator, {});
  await emulator.webhooks.idle();
  const [run, ...more] = emulator.github.runs.all;
  expect(more).toEqual([]);
  const { inputs = {} } = run ?? {};
  expect(inputs).toEqual({ "changed-referrals": id, connection: "litware,contoso-eu" });
  const jobs = await runWorkflow(stage, SYNC, {
    inputs: { ...inputs, command: "plan", "changed-referrals": "" },
  });
  expect(jobs.map(({ name, result }) => `${name} ${result.exitCode}`)).toEqual(["contoso-eu 0", "litware 0"]);
});

it("a sync of a connection watches what was registered for it, whatever its environment and branch are called", async () => {
  await using stage = await openStage();
  const { emulator } = stage;
  await using relay = await startRelay(emulator, { RELAY_CONNECTION: "fabrikam" });
  const inputs = { connection: "fabrikam", command: "webhooks", endpoint: relay.url, validate: "true" };
  const [registered] = await runWorkflow(stage, WEBHOOKS, { inputs });
  expect(registered?.result).toMatchObject({ exitCode: 0 });
  expect(registered?.result.summary).toContain("The test event was taken");
  expect(await stage.git("ls-tree", "--name-only", "state/fabrikam")).toContain("webhooks.json");

  register(emulator, "https://other.example/hook");
  insertReferral(emulator, {});
  const [synced] = await runWorkflow(stage, SYNC, { inputs: { connection: "fabrikam" } });
  expect(synced?.result.annotations.map(({ message }) => message).join()).toContain(
    "sends notifications to https://other.example now",
  );
});
