import { describe, expect, it, onTestFinished } from "vitest";
import { openGithubConnections } from "../../../src/adapters/github/connections.ts";
import { openGithubState } from "../../../src/adapters/github/github.ts";
import type { WorkflowJob } from "../../../src/emulator/github/workflow-jobs.ts";
import { startEmulator } from "../../../src/emulator/index.ts";
import { StateError } from "../../../src/errors.ts";
import { numbersOf } from "../../connections/known.ts";
import { testHttp } from "../support.ts";

async function open() {
  const emulator = await startEmulator({ referrals: 0 });
  onTestFinished(() => emulator.close());
  const { urls, credentials, github } = emulator;
  const access = {
    http: testHttp(),
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  };
  const reader = openGithubConnections({ ...access, workflowRun: "12" });
  const put = async (branch: string, files: Readonly<Record<string, string>>) => {
    const store = openGithubState({ ...access, branch });
    const { head } = await store.read([]);
    await store.commit({ expectedHead: head, operation: branch, headline: "Sync", files });
  };
  const requests = () => emulator.log.filter(({ system }) => system === "github").length;
  return { reader, github, put, requests };
}

const DONE = { status: "completed", conclusion: "success" } as const;

function jobOf(name: string, more: Partial<WorkflowJob> = {}): WorkflowJob {
  return { name, conclusion: "success", steps: [DONE], seconds: 60, annotations: [], ...more };
}

describe("the jobs of a workflow run", () => {
  it("are all read, a hundred at a time, with how they ended", async () => {
    const { reader, github, requests } = await open();
    const many = Array.from({ length: 100 }, (_, number) => jobOf(`tenant-${number}`));
    const lost = jobOf("lost", {
      conclusion: "failure",
      steps: [DONE, { status: "in_progress", conclusion: null }],
    });
    github.jobs.set("12", [...many, lost, jobOf("waits", { conclusion: "cancelled", steps: [] })]);
    const jobs = await reader.jobs();
    expect(requests()).toBe(2);
    expect(jobs).toHaveLength(102);
    const of = (name: string) => jobs.find((job) => job.name === name);
    expect(of("tenant-0")).toMatchObject({
      conclusion: "success",
      began: true,
      ended: true,
      startedAt: "2026-11-23T10:00:00.000Z",
      completedAt: "2026-11-23T10:01:00.000Z",
      url: expect.stringMatching(/^https:\/\/github\.com\/.*\/actions\/runs\/12\/job\/12001$/),
    });
    expect(of("lost")).toMatchObject({ conclusion: "failure", began: true, ended: false });
    expect(of("waits")).toMatchObject({ conclusion: "cancelled", began: false });
  });

  it("say why they failed; a refusal is known by its title, wherever it stands", async () => {
    const { reader, github } = await open();
    const warning = { level: "warning", title: "Conflict", message: "Deal x" } as const;
    const plain = { level: "failure", title: "", message: "Sign-in was refused." } as const;
    const refused = { level: "failure", title: "Refused", message: "The plan writes 501 records." } as const;
    github.jobs.set("12", [
      jobOf("a", { conclusion: "failure", annotations: [warning, plain] }),
      jobOf("b", { conclusion: "failure", annotations: [plain, refused] }),
      jobOf("c", { conclusion: "failure", annotations: [warning] }),
    ]);
    const jobs = await reader.jobs();
    expect(await Promise.all(jobs.map((job) => reader.failureOf(job)))).toEqual([
      { isRefusal: false, message: plain.message },
      { isRefusal: true, message: refused.message },
      null,
    ]);
  });

  it.each(["actions", "checks"] as const)(
    "cannot be read without %s: read, which the message names",
    async (what) => {
      const { reader, github } = await open();
      github.jobs.set("12", [jobOf("a", { conclusion: "failure" })]);
      github.settings[what] = "none";
      const reading = reader.jobs().then(async ([job]) => job && reader.failureOf(job));
      await expect(reading).rejects.toThrow(StateError);
      await expect(reading).rejects.toMatchObject({
        fix: expect.stringContaining(`permissions: ${what}: read`),
      });
    },
  );
});

describe("the state branches", () => {
  it("are asked for fifty at a time; one that is not there is left out", async () => {
    const { reader, put, requests } = await open();
    await put("state/one", { "result.json": JSON.stringify(numbersOf({ updated: 4 })) });
    await put("two", { "state.json": "{}" });
    await put("three", { "result.json": JSON.stringify({ ...numbersOf(), created: "<b>many</b>" }) });
    const before = requests();
    const others = Array.from({ length: 48 }, (_, number) => `other-${number}`);
    const branches = await reader.branches(["state/one", "two", "three", ...others]);
    expect(requests() - before).toBe(2);
    expect([...branches.keys()]).toEqual(["state/one", "two", "three"]);
    expect(branches.get("state/one")?.numbers).toEqual(numbersOf({ updated: 4 }));
    expect(branches.get("state/one")?.commit).toMatch(/^[0-9a-f]{40}$/);
    // What is not a run's own numbers is shown nowhere.
    expect([branches.get("two")?.numbers, branches.get("three")?.numbers]).toEqual([null, null]);
  });
});
