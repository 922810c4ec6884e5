import { mkdir, mkdtempDisposable, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import type { WorkflowJob } from "../../src/emulator/github/workflow-jobs.ts";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { cosellSync } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { type ActionResult, runAction } from "../support/run-action.ts";
import { environmentFor, inputsFor } from "../support/stage.ts";

const ROOT = join(import.meta.dirname, "../..");
const MAPPING = join(ROOT, "mappings/dynamics-365.yml");
const DONE = { status: "completed", conclusion: "success" } as const;

type Inputs = Readonly<Record<string, string>>;

/** A repository whose workflow of several connections is run by hand, job by job. */
async function openRepository(connections: string) {
  const resources = new AsyncDisposableStack();
  const hub = resources.use(await startEmulator({ referrals: 0 }));
  const workspace = resources.use(await mkdtempDisposable(join(tmpdir(), "connections-")));
  await writeFile(join(workspace.path, "connections.yml"), connections);
  const jobs: WorkflowJob[] = [];
  hub.github.jobs.set("12", jobs);
  const act = (inputs: Inputs, env: Inputs = {}) =>
    runAction({
      action: ROOT,
      workspace: workspace.path,
      token: hub.credentials.githubToken,
      inputs,
      env: { ...environmentFor(hub), GITHUB_RUN_ID: "12", ...env },
    });
  return {
    hub,
    jobs,
    workspace: workspace.path,
    act,
    /** The job of a connection, with the systems that its environment names; GitHub writes down how it ended. */
    async sync(entry: Inputs, emulator: Emulator, inputs: Inputs = {}): Promise<ActionResult> {
      const { mapping = "", "state-branch": branch = "", name = "" } = entry;
      const given = { ...inputsFor(emulator), command: "sync", mapping, "state-branch": branch, ...inputs };
      const result = await act(given, { NODE_EXTRA_CA_CERTS: emulator.caFile });
      jobs.push(jobOf(name, result));
      return result;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function jobOf(name: string, { exitCode, annotations }: ActionResult): WorkflowJob {
  const shown = annotations.map(({ level, message, properties }) => {
    return { level: level === "error" ? "failure" : level, title: properties.title ?? "", message } as const;
  });
  const conclusion = exitCode === 0 ? "success" : "failure";
  return { name, conclusion, steps: [DONE], seconds: 21, annotations: shown };
}

async function openSystems(deals: number): Promise<Emulator> {
  const emulator = await startEmulator({ referrals: 0 });
  for (let number = 1; number <= deals; number += 1)
    insertReferral(emulator, { id: `a000000${number}-0000-4000-8000-000000000000`, name: `Deal ${number}` });
  return emulator;
}

const CONNECTIONS = `version: 1
connections:
  contoso-eu: { mapping: ${MAPPING} }
  contoso-us: { mapping: ${MAPPING} }
  fabrikam: { mapping: ${MAPPING} }
  litware: { mapping: ${MAPPING} }
`;

describe.concurrent("several connections in one workflow", () => {
  it("are synced each by its own job, and told in one summary, whatever became of the jobs", async ({
    expect,
  }) => {
    await using repository = await openRepository(CONNECTIONS);
    await using eu = await openSystems(2);
    await using us = await openSystems(5);
    const { outputs, exitCode } = await repository.act({ command: "connections" });
    expect(exitCode).toBe(0);
    const { include } = JSON.parse(outputs.matrix ?? "") as { include: Inputs[] };
    expect(include.map(({ name }) => name)).toEqual(["contoso-eu", "contoso-us", "fabrikam", "litware"]);

    const [first = {}, second = {}] = include;
    expect((await repository.sync(first, eu)).exitCode).toBe(0);
    expect((await repository.sync(second, us, { "max-changes": "3" })).exitCode).toBe(1);
    // The machine of one was lost, and another never got one.
    repository.jobs.push({
      name: "fabrikam",
      conclusion: "failure",
      steps: [DONE, { status: "in_progress", conclusion: null }],
      seconds: 300,
      annotations: [],
    });

    const { summary, exitCode: gathered } = await repository.act({ command: "connections summary" });
    expect(gathered).toBe(0);
    expect(summary).toContain("## Co-sell sync of 4 connections: 3 not synced");
    const rows = summary.split("\n").filter((line) => /^\| (\[|litware)/.test(line));
    const told = rows.map((row) =>
      row
        .split(" | ")
        .slice(0, 3)
        .map((text) => text.replaceAll(/^\| |\[|\]\(.*\)|<br>after .*/g, "")),
    );
    expect(told).toEqual([
      ["contoso-us", "✘ refused", ""],
      ["fabrikam", "✘ died", ""],
      ["litware", "✘ never ran", ""],
      ["contoso-eu", "✔ in step", "3 created"],
    ]);
    expect(summary).toContain("The plan writes 6 records");
    expect(eu.dataverse.rows("opportunity")).toHaveLength(2);
    expect(us.dataverse.rows("opportunity")).toEqual([]);
  });

  it("are synced without the one whose mapping has a mistake, which fails the check and its own job", async ({
    expect,
  }) => {
    await using repository = await openRepository(CONNECTIONS.replace(MAPPING, "broken.yml"));
    await writeFile(join(repository.workspace, "broken.yml"), "version: 1\nfeilds: {}\n");
    await using eu = await openSystems(2);
    await using us = await openSystems(2);
    const { outputs, exitCode, summary } = await repository.act({ command: "connections" });
    expect(exitCode).toBe(1);
    expect(summary).toContain("## Co-sell connections: 4 mistakes in 4 connections");
    const { include } = JSON.parse(outputs.matrix ?? "") as { include: Inputs[] };
    const [first = {}, second = {}] = include;
    expect((await repository.sync(first, eu)).log).toContain('unknown key "feilds"');
    expect((await repository.sync(second, us)).exitCode).toBe(0);
    expect(us.dataverse.rows("opportunity")).toHaveLength(2);

    const told = await repository.act({ command: "connections summary" });
    expect(told.exitCode).toBe(0);
    expect(told.summary).toMatch(/\| \[contoso-eu\]\(.*\) \| ✘ failed<br>after /);
    expect(told.summary).toMatch(/\| \[contoso-us\]\(.*\) \| ✔ in step<br>after /);
  });

  it("need no secrets to be checked; every mistake is told at its place", async ({ expect }) => {
    await using repository = await openRepository(
      "version: 1\nconnections:\n  contoso-eu:\n    mapping: mappings/none.yml\n  contoso-us:\n    mapping: broken.yml\n  fabrikam:\n    mapping: folder\n",
    );
    await mkdir(join(repository.workspace, "folder"));
    await writeFile(join(repository.workspace, "broken.yml"), "version: 1\nfeilds: {}\n");
    const { exitCode, annotations, log, outputs } = await repository.act({ command: "connections" });
    expect(exitCode).toBe(1);
    expect(outputs.matrix).toContain("contoso-eu");
    expect(log).toContain(
      "connections.yml:4:5: contoso-eu > mapping is mappings/none.yml, and there is no such file",
    );
    expect(log).toContain("connections.yml:8:5: fabrikam > mapping is folder, and there is no such file");
    expect(log).toContain('unknown key "feilds"; did you mean "fields"?');
    expect(annotations.map(({ properties }) => properties.file)).toContain("connections.yml");
    expect(repository.hub.log).toEqual([]);
  });

  it("say whose deals nothing tells apart, until the scopes of their mappings do", async ({ expect }) => {
    const account = "tenant-id: contoso.example, dataverse-url:";
    await using repository = await openRepository(`version: 1
connections:
  eu: { mapping: eu.yml, ${account} https://eu.crm4.dynamics.com }
  us: { mapping: us.yml, ${account} https://us.crm.dynamics.com }
`);
    const mapping = await readFile(MAPPING, "utf8");
    for (const [scoped, told] of [
      [false, true],
      [true, false],
    ]) {
      for (const [name, country] of Object.entries({ eu: "DE", us: "US" })) {
        const scope = scoped
          ? `scope: { referrals: { customerProfile.address.country: [${country}] } }\n`
          : "";
        await writeFile(join(repository.workspace, `${name}.yml`), `${mapping}${scope}`);
      }
      const { exitCode, summary } = await repository.act({ command: "connections" });
      expect(exitCode).toBe(0);
      expect(summary.includes("**eu and us** have one Partner Center account")).toBe(told);
    }
  });

  it("can be one of them; a wrong name is told with the right one", async ({ expect }) => {
    await using repository = await openRepository(CONNECTIONS);
    const one = await repository.act({ command: "connections", connection: "fabrikam" });
    expect(JSON.parse(one.outputs.matrix ?? "")).toMatchObject({ include: [{ name: "fabrikam" }] });
    const wrong = await repository.act({ command: "connections", connection: "fabricam" });
    expect(wrong.exitCode).toBe(1);
    expect(wrong.log).toContain('has no connection "fabricam"; did you mean "fabrikam"?');
  });

  it("can be some of them, each once; a name that is empty is not all of them", async ({ expect }) => {
    await using repository = await openRepository(CONNECTIONS);
    const some = await repository.act({ command: "connections", connection: "litware, fabrikam,litware" });
    const { include } = JSON.parse(some.outputs.matrix ?? "") as { include: Inputs[] };
    expect(include.map(({ name }) => name)).toEqual(["fabrikam", "litware"]);
    for (const connection of [",", "fabrikam,", " ", "\n"]) {
      const wrong = await repository.act({ command: "connections", connection });
      expect(wrong.exitCode).toBe(1);
      expect(wrong.log).toContain('has no connection ""');
      expect(wrong.outputs.matrix).toBeUndefined();
    }
  });

  it("are printed on a terminal; their summary needs a workflow run", async ({ expect }) => {
    await using repository = await openRepository(CONNECTIONS);
    const checked = await cosellSync(["connections"], {}, repository.workspace);
    expect(checked.code).toBe(0);
    expect(checked.stdout).toContain("no mistakes in 4 connections");
    expect(checked.stdout).toContain('"state-branch": "cosell-sync-litware"');
    const summary = await cosellSync(["connections", "summary"], {}, repository.workspace);
    expect(summary.code).toBe(1);
    expect(summary.stderr).toContain("GITHUB_RUN_ID: is missing");
    expect(summary.stderr).toContain("GITHUB_REPOSITORY");
  });

  it("are not changed by anything but a pull request", async ({ expect }) => {
    await using repository = await openRepository(CONNECTIONS);
    const changed = await repository.act({ command: "connections changed" });
    expect(changed).toMatchObject({ exitCode: 1, outputs: {} });
    expect(changed.log).toContain("connections changed is about a pull request, and this run is about none");
    expect(repository.hub.log).toEqual([]);
  });

  it("say in the summary which permission is missing", async ({ expect }) => {
    await using repository = await openRepository(CONNECTIONS);
    repository.hub.github.settings.actions = "none";
    const { exitCode, log } = await repository.act({ command: "connections summary" });
    expect(exitCode).toBe(1);
    expect(log).toContain("permissions: actions: read");
  });
});
