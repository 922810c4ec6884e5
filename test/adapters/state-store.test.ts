import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openGitState } from "../../src/adapters/git/git.ts";
import { openGithubState } from "../../src/adapters/github/github.ts";
import type { Fault } from "../../src/emulator/faults.ts";
import { type EmulatorOptions, startEmulator } from "../../src/emulator/index.ts";
import { StateError } from "../../src/errors.ts";
import type { StateCommit, StateStore } from "../../src/model/ports.ts";
import { change, describeStateStore } from "./state-store.contract.ts";
import { testClock, testHttp } from "./support.ts";

const branch = "cosell-sync";

async function folder(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "state-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  return directory;
}

function gitIn(directory: string) {
  return (...parameters: string[]) =>
    execFileSync("git", ["-C", directory, ...parameters], { encoding: "utf8" }).replace(/\n+$/, "");
}

describeStateStore("a local repository", async () => {
  const directory = await folder();
  const author = { name: "cosell-sync", email: "cosell-sync@example.test" };
  const open = () => openGitState({ directory, branch, author, clock: testClock() });
  return { store: await open(), other: await open(), git: gitIn(directory), branch };
});

async function github(settings: NonNullable<EmulatorOptions["github"]> = {}, clock = testClock()) {
  const emulator = await startEmulator({
    referrals: 0,
    github: settings,
  });
  onTestFinished(() => emulator.close());
  const { urls, credentials, gitDir, faults } = emulator;
  const http = testHttp({ clock });
  const open = () =>
    openGithubState({
      http,
      apiUrl: urls.githubApi,
      graphqlUrl: `${urls.githubApi}/graphql`,
      repository: credentials.repository,
      branch,
      token: credentials.githubToken,
    });
  return { store: open(), other: open(), git: gitIn(gitDir), branch, http, faults };
}

async function made(store: StateStore, some: Partial<StateCommit>): Promise<string> {
  const result = await store.commit(change(some));
  if (result === "stale") throw new Error("stale");
  return result.head;
}

describeStateStore("GitHub", () => github());

describe("GitHub", () => {
  it("lists a log that is longer than GitHub lists at once, folder by folder", async () => {
    const { store } = await github({ treeEntries: 3 });
    const days = ["2026/12/30", "2026/12/31", "2027/01/01"].flatMap((day) => [`${day}/a`, `${day}/b`]);
    const paths = [...days.map((path) => `audit/${path}.jsonl`), "audit/beside-the-years"];
    const files = Object.fromEntries(["audits", "state.json", ...paths].map((path) => [path, path]));
    const made = await store.commit(change({ files }));
    if (made === "stale") throw new Error("stale");
    expect((await store.list(made.head, "audit")).sort()).toEqual(paths);
  });

  it("does not take half of a folder for all of it", async () => {
    const { store } = await github({ treeEntries: 1 });
    const made = await store.commit(change({ files: { "audit/a": "1", "audit/b": "2" } }));
    if (made === "stale") throw new Error("stale");
    await expect(store.list(made.head, "audit")).rejects.toThrow("more files in one folder");
  });

  const faults: [what: string, fault: Fault][] = [
    ["a connection that breaks before the work is done", { kind: "drop", when: "before" }],
    ["a connection that breaks after the work is done", { kind: "drop", when: "after" }],
    ["a 504 after the work is done", { kind: "reply", when: "after", status: 504 }],
    ["an answer that breaks off", { kind: "truncated" }],
    ["an answer that is no longer JSON", { kind: "malformed" }],
  ];
  it.each(faults)("makes one commit, and knows it, through %s", async (_, fault) => {
    const { store, git, faults } = await github();
    faults.inject({ system: "github", path: /refs$/, nth: 1, fault });
    const first = await store.commit(change());
    expect(first).toEqual({ head: git("rev-parse", branch) });

    faults.inject({ system: "github", path: /graphql$/, nth: 1, fault });
    const second = await store.commit(change({ expectedHead: git("rev-parse", branch) }));
    expect(second).toEqual({ head: git("rev-parse", branch) });
    expect(git("rev-list", "--count", branch)).toBe("2");
  });

  it("needs one request for a read, one for a commit and three for the first, however many files", async () => {
    const { store, git, http } = await github();
    const files = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`${index}.json`, "{}"]));
    await store.commit(change({ files }));
    expect(http.counts.github).toBe(3);
    await store.read(Object.keys(files));
    expect(http.counts.github).toBe(4);
    const expectedHead = git("rev-parse", branch);
    await store.commit(change({ files, expectedHead }));
    expect(http.counts.github).toBe(5);
    // Of a commit that is named, sixteen files in one.
    await store.read(Object.keys(files), expectedHead);
    expect(http.counts.github).toBe(7);
  });

  it("knows a commit whose answer was lost behind those that others have made since", async () => {
    const clock = testClock();
    const others = ["a", "b", "c"];
    const { store, other, git, faults } = await github(
      {},
      {
        ...clock,
        sleep: async (milliseconds) => {
          await clock.sleep(milliseconds);
          for (const text of others.splice(0))
            await made(other, { expectedHead: git("rev-parse", branch), files: { text } });
        },
      },
    );
    const first = await made(store, {});
    faults.inject({ system: "github", path: /graphql$/, nth: 1, fault: { kind: "drop", when: "after" } });
    const second = await made(store, { expectedHead: first });
    expect(git("rev-parse", `${branch}~3`)).toBe(second);
  });

  describe("with more text than GitHub takes in one request", () => {
    const large = { "w/0": "0".repeat(24_000_000), "w/1": "1".repeat(400_000), "w/2": "2".repeat(400_000) };

    it("makes one commit all the same, on top of the others, and signed", async () => {
      const { store, git } = await github();
      const first = await made(store, { files: { a: "1", b: "2" } });
      const second = await made(store, { expectedHead: first, files: { ...large, a: "3", b: null } });
      expect(git("log", "-1", "--format=%H %P", branch)).toBe(`${second} ${first}`);
      expect(git("ls-tree", "-r", "--name-only", branch).split("\n")).toEqual(["a", ...Object.keys(large)]);
      expect((await store.read(["a", "w/2"])).files).toEqual({ a: "3", "w/2": large["w/2"] });
      // By whom GitHub says that it was made, without being told.
      expect(git("log", "-1", "--format=%an %cn", branch)).toBe(git("log", "-1", "--format=%an %cn", first));
    });

    it("is stale when the branch has moved, or was put back to an earlier commit", async () => {
      const { store, other, git } = await github();
      const first = await made(store, { files: { a: "1" } });
      const second = await made(other, { expectedHead: first, files: { a: "2" } });
      expect(await store.commit(change({ expectedHead: first, files: large }))).toBe("stale");
      git("update-ref", `refs/heads/${branch}`, first);
      expect(await store.commit(change({ expectedHead: second, files: large }))).toBe("stale");
      expect(git("rev-parse", branch)).toBe(first);
    });

    it.each(faults.slice(0, 2))("makes one commit, and knows it, through %s", async (_, fault) => {
      const { store, git, faults } = await github();
      const first = await made(store, { files: { a: "1" } });
      faults.inject({ system: "github", path: /git\/refs\/heads/, nth: 1, fault });
      const second = await made(store, { expectedHead: first, files: large });
      expect([git("rev-parse", branch), git("rev-list", "--count", branch)]).toEqual([second, "2"]);
    });
  });

  it("names the permission that is missing, for the first commit and for a later one", async () => {
    const { store, git } = await github({ contents: "read" });
    const permission = { fix: expect.stringContaining("permissions: contents: write") };
    const first = await store.commit(change()).catch((error: unknown) => error);
    expect(first).toBeInstanceOf(StateError);
    expect(first).toMatchObject(permission);

    git("branch", branch, "main");
    const expectedHead = git("rev-parse", branch);
    const later = await store.commit(change({ expectedHead })).catch((error: unknown) => error);
    expect(later).toBeInstanceOf(StateError);
    expect(later).toMatchObject(permission);
  });
});
