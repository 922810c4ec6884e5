import { execFile } from "node:child_process";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, it } from "vitest";
import { startEmulator } from "../../src/emulator/index.ts";
import { readAudit } from "../support/audit.ts";
import { cosellSync, terminalEnvironment } from "../support/command-line.ts";
import { insertReferral } from "../support/deals.ts";
import { killAt } from "../support/kill.ts";
import { type Stage, setStage } from "../support/stage.ts";
import { editBranch, headOf, lastHeadline, statePaths } from "../support/state-branch.ts";

const DEAL = "aaaaaaa1-0000-4000-8000-000000000001";

/** Three runs with something to record: a new deal, an edit of it, and another edit. */
async function setLog(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  insertReferral(stage.emulator, { id: DEAL, name: "Deal" });
  await stage.run();
  for (const dealValue of [5000, 6000]) {
    editValue(stage, dealValue);
    await stage.run();
  }
  return stage;
}

function editValue({ emulator }: Stage, dealValue: number): void {
  emulator.partnerCenter.edit(DEAL, ({ details }) => {
    details.dealValue = dealValue;
    details.notes = `Confidential: ${dealValue}`;
  });
}

/** Oldest first. */
const auditFiles = (stage: Stage) =>
  statePaths(stage)
    .filter((path) => path.startsWith("audit/"))
    .sort();

/** Of the files of the branch, by the paths of those of the log. */
type FileEdit = (files: Map<string, string>, log: readonly string[]) => unknown;

const changeLine =
  (number: number): FileEdit =>
  (files, { [number]: path = "" }) =>
    files.set(path, (files.get(path) ?? "").replace('"applied"', '"rejected"'));

const DAMAGES: readonly { what: string; edit: FileEdit; place?: "last"; told: RegExp }[] = [
  {
    what: "a line of an old file is edited",
    edit: changeLine(0),
    told: /1-1-sync-\w+\.jsonl.*changed after/,
  },
  {
    what: "a file is cut off",
    edit: (files, [, path = ""]) => files.set(path, '{"v":1,"kind":"run","ru'),
    told: /2-1-sync-\w+\.jsonl.*is not as a run writes a file: cut off/,
  },
  {
    what: "the first file is deleted",
    edit: (files, [path = ""]) => files.delete(path),
    told: /1-1-sync-\w+\.jsonl.*is missing.*2-1-sync-\w+\.jsonl names it/,
  },
  {
    what: "a file in the middle is deleted",
    edit: (files, [, path = ""]) => files.delete(path),
    told: /2-1-sync-\w+\.jsonl.*is missing.*3-1-sync-\w+\.jsonl names it/,
  },
  {
    what: "the last file is deleted",
    edit: (files, [, , path = ""]) => files.delete(path),
    told: /3-1-sync-\w+\.jsonl.*is missing.*(state\.json|5-1-sync-\w+\.jsonl) names it/,
  },
  {
    what: "a file is added",
    edit: (files, [path = ""]) => files.set(path.replace("/1-1-sync", "/9-1-sync"), files.get(path) ?? ""),
    told: /9-1-sync-\w+\.jsonl.*named by no later file/,
  },
  {
    what: "the last commit is made again",
    edit: changeLine(2),
    place: "last",
    told: /3-1-sync.*changed after/,
  },
];

/** Put together what the page has in cells. */
function oneLine(markdown: string): string {
  return markdown.replaceAll("&#95;", "_").replaceAll("&#8203;", "");
}

describe.concurrent("the audit log of a branch that somebody has edited", () => {
  for (const { what, edit, place, told } of DAMAGES) {
    it(`is found broken by audit, at once and later: ${what}`, async ({ expect }) => {
      await using stage = await setLog();
      editBranch(stage, (files) => edit(files, auditFiles(stage)), place);
      const commit = headOf(stage).slice(0, 12);
      const found = await stage.run({ command: "audit" });
      expect(found.exitCode).toBe(1);
      expect(oneLine(found.summary)).toMatch(told);

      // A run notices a commit that is none of a run's. One that was made again in its place looks like a run's.
      editValue(stage, 7000);
      const next = await stage.run();
      expect([next.exitCode, next.outputs.updated]).toEqual([0, "1"]);
      expect(next.summary.includes(`commit ${commit} was made by no run`)).toBe(place === undefined);
      expect(next.annotations.some(({ message }) => message.includes(commit))).toBe(place === undefined);
      const later = await stage.run({ command: "audit" });
      expect(later.exitCode).toBe(1);
      expect(oneLine(later.summary)).toMatch(told);
      expect(later.summary.includes(`Commit ${commit} was made by no run`)).toBe(place === undefined);
    });
  }
});

describe.concurrent("a commit by hand", () => {
  it("is said once by the next run, and from then on by the log", async ({ expect }) => {
    await using stage = await setLog();
    editBranch(stage, (files) => files.set("README.md", "Hello"));
    const commit = headOf(stage).slice(0, 12);
    stage.takeRequests();
    const next = await stage.run();
    expect(stage.takeRequests().github).toBe(2);
    expect(next.summary).toContain(commit);
    expect(lastHeadline(stage)).toBe("Note a commit by hand");
    const after = await stage.run();
    expect(after.summary).not.toContain(commit);
    expect(stage.takeRequests().github).toBe(1);
    const audit = await stage.run({ command: "audit" });
    expect(audit.exitCode).toBe(0);
    expect(audit.summary).toContain("The audit log is unbroken");
    expect(audit.summary).toContain(`Commit ${commit} was made by no run`);
  });

  it("is not forgotten when the run that found it died before it could say so", async ({ expect }) => {
    await using stage = await setLog();
    editBranch(stage, () => {});
    const commit = headOf(stage).slice(0, 12);
    editValue(stage, 7000);
    await killAt(stage, { system: "github", method: "POST", path: "/graphql", nth: 3 }, "never arrives");
    expect((await stage.run()).summary).toContain(commit);
    expect((await stage.run({ command: "audit" })).summary).toContain(`Commit ${commit} was made by no run`);
  });
});

describe.concurrent("a job with several steps of this action", () => {
  it("has a file of the log for each of them", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: DEAL, name: "Deal" });
    // As GitHub names them: by the action, with a number from the second one on, or by their ids.
    const steps = ["__self", "__self_2", "rebuild", "again_2"];
    for (const [index, step] of steps.entries()) {
      editValue(stage, 5000 + index);
      const command = step === "rebuild" ? "resync" : "sync";
      const env = { GITHUB_RUN_ID: "77", GITHUB_ACTION: step };
      const { exitCode } = await stage.run({ command }, { env });
      expect(exitCode).toBe(0);
    }
    const names = auditFiles(stage).map((file) => /([^/]*)-\w{8}\.jsonl$/.exec(file)?.[1] ?? "");
    expect(names.sort()).toEqual(
      ["77-1-sync", "77-1-sync-2", "77-1-sync-rebuild", "77-1-sync-again_2"].sort(),
    );
    const { summary } = await stage.run({ command: "audit" });
    expect(summary).toContain("The audit log is unbroken: 4 files");
  });
});

describe.concurrent("jobs that GitHub calls the same", () => {
  it("have a file of the log each, and a note each of what they overwrite", async ({ expect }) => {
    await using stage = await setStage({ referrals: 0 });
    const { emulator } = stage;
    insertReferral(emulator, { id: DEAL, name: "Deal" });
    // As two calls of one reusable workflow are, with another run between them.
    const env = { GITHUB_RUN_ID: "77" };
    expect((await stage.run({}, { env })).exitCode).toBe(0);
    for (const [value, more] of [
      [6000, { env }],
      [7000, {}],
      [8000, { env }],
    ] as const) {
      const [row] = emulator.dataverse.rows("opportunity");
      emulator.dataverse.edit("opportunity", String(row?.opportunityid), { estimatedvalue: value - 1 });
      editValue(stage, value);
      const resolve = `${DEAL}.deal value=referral`;
      expect((await stage.run({ resolve }, more)).outputs.updated).toBe("1");
    }
    expect(auditFiles(stage)).toHaveLength(4);
    const notes = emulator.dataverse.rows("annotation").map(({ notetext }) => String(notetext));
    expect(notes.map((text) => /was: ([\d,]+)/.exec(text)?.[1] ?? "").sort()).toEqual([
      "5,999",
      "6,999",
      "7,999",
    ]);
    const { exitCode, summary } = await stage.run({ command: "audit" });
    expect(exitCode, summary).toBe(0);
    expect(summary).toContain("The audit log is unbroken: 4 files");
  });
});

/** The first lines of all files, in the order in which they were written. */
function headers(log: string): Record<string, unknown>[] {
  const lines = log.split("\n").filter((line) => line.startsWith('{"v":1,'));
  return lines.map((line) => JSON.parse(line));
}

describe.concurrent("the first line of a file of the log", () => {
  const COMMIT = "c".repeat(40);

  it("says what woke the run, with which commit, and what let its plan through; not who started it", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    insertReferral(stage.emulator, { id: DEAL, name: "Deal" });
    const by = (name: string) => ({
      env: { GITHUB_SHA: COMMIT, GITHUB_ACTOR: "mona" },
      event: { name, payload: {} },
    });
    await stage.run({}, by("schedule"));
    editValue(stage, 5000);
    await stage.run({ "changed-referrals": DEAL }, by("workflow_dispatch"));
    editValue(stage, 6000);
    const { outputs } = await stage.run({ command: "plan" });
    const digest = outputs["plan-digest"] ?? "";
    await stage.run({ "expected-plan-digest": digest }, by("workflow_dispatch"));
    await stage.run({ command: "resync" }, by("workflow_dispatch"));
    const usual = { v: 1, kind: "run", run: expect.any(String), at: expect.any(String), commit: COMMIT };
    const mapping = expect.stringMatching(/^[0-9a-f]{64}$/);
    const previous = { path: expect.any(String), sha256: expect.any(String) };
    expect(headers(readAudit(stage))).toEqual([
      { ...usual, mapping, event: "schedule", previous: null },
      { ...usual, mapping, event: "workflow_dispatch", webhook: true, previous },
      {
        ...usual,
        mapping,
        event: "workflow_dispatch",
        letThrough: { by: "expected-plan-digest", plan: digest },
        previous,
      },
      { ...usual, mapping, event: "workflow_dispatch", previous },
    ]);
    expect(await stage.git("cat-file", "--batch-all-objects", "--batch")).not.toContain("mona");

    const { summary } = await stage.run({ command: "audit", "referral-id": DEAL });
    const [, runs = ""] = summary.split("### Its runs");
    expect(runs).toMatch(/\| 1-1-sync-\w+ \| schedule \| cccccccccccc \| [0-9a-f]{12} \| {2}\|/);
    expect(runs).toMatch(/\| 2-1-sync-\w+ \| webhook \|/);
    expect(oneLine(runs)).toContain(`| expected-plan-digest &#40;plan ${digest.slice(0, 12)}&#41; |`);
  });

  it("has nothing of that on a terminal, whatever is in its environment", async ({ expect }) => {
    await using emulator = await startEmulator({ referrals: 0 });
    insertReferral(emulator, { id: DEAL, name: "Deal" });
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    const env = { GITHUB_SHA: COMMIT, GITHUB_EVENT_NAME: "push", ...terminalEnvironment(emulator) };
    await cosellSync(["sync", "--state-dir", state.path], env);
    const git = ["-C", state.path, "grep", "-h", "", "cosell-sync", "--", "audit"];
    const { stdout } = await promisify(execFile)("git", git);
    const [header] = headers(stdout);
    expect(Object.keys(header ?? {})).toEqual(["v", "kind", "run", "at", "mapping", "previous"]);
  });
});

describe.concurrent("audit", () => {
  it("tells what became of a deal, run by run, and asks nobody but GitHub", async ({ expect }) => {
    await using stage = await setLog();
    stage.takeRequests();
    const { exitCode, summary, log } = await stage.run({ command: "audit", "referral-id": DEAL });
    expect(exitCode).toBe(0);
    expect(Object.keys(stage.takeRequests())).toEqual(["github"]);
    const rows = summary.split("\n").filter((line) => /^\| \d{4}-/.test(line));
    expect(rows).toHaveLength(4);
    expect(rows[1]).toMatch(/\| 1-1-sync-\w+ \| create opportunity \|/);
    expect(rows[3]).toMatch(/\| 3-1-sync-\w+ \| update opportunity \|/);
    expect(rows[3]).toContain("deal value 5,000.00 EUR → 6,000.00 EUR");
    expect(rows[3]).toMatch(/\| applied \|$/);
    expect(summary).toContain("The audit log is unbroken: 3 files");
    expect(summary + log).not.toContain("Confidential");
  });

  it("reads a clone, in a shell", async ({ expect }) => {
    await using stage = await setLog();
    await using state = await mkdtempDisposable(join(tmpdir(), "state-"));
    const clone = join(state.path, "clone.git");
    await promisify(execFile)("git", ["clone", "--quiet", "--bare", stage.emulator.gitDir, clone]);
    const { code, stdout } = await cosellSync(["audit", DEAL, "--state-dir", clone]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Deal aaaaaaa1/);
    expect(stdout).toMatch(
      /^\d{4}-\d\d-\d\d \d\d:\d\d {2}update opportunity: applied {2}\(run 2-1-sync-\w+\)$/m,
    );
    expect(stdout).toMatch(/^ {4}deal value 100,000\.00 EUR → 5,000\.00 EUR$/m);
    expect(stdout).toMatch(/^ {4}notes$/m);
    expect(stdout).not.toContain("&#");
  });

  it("has nothing to look at where no sync ever ran, and little to say of a deal it never met", async ({
    expect,
  }) => {
    await using stage = await setStage({ referrals: 0 });
    const none = await stage.run({ command: "audit" });
    expect(none.exitCode).toBe(1);
    expect(none.log).toContain("There is no branch cosell-sync");
    await stage.run();
    const empty = await stage.run({ command: "audit", "referral-id": DEAL });
    expect(empty.exitCode).toBe(0);
    expect(empty.summary).toContain("The log has no line about this deal");
    expect(empty.summary).toContain("The audit log is empty");
  });

  it("goes over the gap of a resync, which says itself what it does not know", async ({ expect }) => {
    await using stage = await setLog();
    editBranch(stage, (files) => files.delete("state.json"));
    const lost = await stage.run({ command: "audit" });
    expect(lost.exitCode).toBe(1);
    expect(lost.summary).toContain("state.json is missing");
    await stage.run({ command: "resync" });
    const { exitCode, summary } = await stage.run({ command: "audit" });
    expect(exitCode, summary).toBe(0);
    expect(summary).toContain("had to begin a new chain");
    expect(summary).toContain("was made by no run");
  });
});
