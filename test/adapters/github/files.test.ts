import { execFileSync } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { openFilesInForce } from "../../../src/adapters/github/files.ts";
import { startEmulator } from "../../../src/emulator/index.ts";
import { StateError } from "../../../src/errors.ts";
import { testHttp } from "../support.ts";

/**
 * A history: an old main, main as it is now, a branch from the old one, and the trial merge; that of an earlier push, and
 * that with the branch of another pull request, on top of which this one lies.
 */
async function open() {
  const emulator = await startEmulator({ referrals: 0 });
  onTestFinished(() => emulator.close());
  const git = (args: readonly string[], input = "") =>
    execFileSync("git", ["-C", emulator.gitDir, ...args], { encoding: "utf8", input }).trim();
  const commit = (text: string, ...parents: string[]) => {
    const blob = git(["hash-object", "-w", "--stdin"], text);
    const folder = git(["mktree"], `100644 blob ${blob}\tmy mapping.yml\n`);
    const tree = git(["mktree"], `040000 tree ${folder}\tmappings\n`);
    const author = ["-c", "user.name=Person", "-c", "user.email=person@example.com"];
    return git([...author, "commit-tree", tree, ...parents.flatMap((one) => ["-p", one])], "A commit");
  };
  const old = commit("old\n");
  const main = commit("ümläut: now\n", old);
  const head = commit("proposed\n", old);
  const trial = commit("merged\n", main, head);
  const trialBefore = commit("merged before\n", main, old);
  const trialOnTop = commit("merged on top\n", commit("earlier change\n", main), head);
  const { urls, credentials } = emulator;
  const access = {
    http: testHttp(),
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  };
  git(["update-ref", "refs/heads/main", main]);
  const at = (
    sha: string,
    { into = "main", ...more }: { readonly token?: string; readonly into?: string } = {},
  ) => {
    const branches = { base: old, into, defaultBranch: "main" };
    return openFilesInForce(
      { ...access, ...more },
      { number: 7, ...branches, head, isFromFork: false, commit: sha },
    );
  };
  const requests = () => emulator.log.filter(({ system }) => system === "github").length;
  return { at, main, head, trial, trialBefore, trialOnTop, requests };
}

describe("the mapping in force", () => {
  it("is the one that the trial merge was made with, though the event has an older base", async () => {
    const { at, trial } = await open();
    expect(await at(trial).read("mappings/my mapping.yml")).toBe("ümläut: now\n");
    expect(await at(trial).read("./mappings/my mapping.yml")).toBe("ümläut: now\n");
  });

  it("is the one of the event when something else is checked out", async () => {
    const { at, main, head, trialBefore } = await open();
    const read = (commit: string) => at(commit).read("mappings/my mapping.yml");
    expect(await read(head)).toBe("old\n");
    expect(await read(main)).toBe("old\n");
    expect(await read(trialBefore)).toBe("old\n");
    expect(await read("f".repeat(40))).toBe("old\n");
  });

  it("is the one of the default branch for a pull request that lies on top of another", async () => {
    const { at, trialOnTop } = await open();
    const path = "mappings/my mapping.yml";
    const files = at(trialOnTop, { into: "earlier-change" });
    expect(await files.read(path)).toBe("ümläut: now\n");
    expect([...(await files.unchanged(new Map([[path, "ümläut: now\n"]])))]).toEqual([path]);
  });

  it("is none when the pull request adds the file", async () => {
    const { at, trial } = await open();
    expect(await at(trial).read("mappings/none.yml")).toBeNull();
  });

  it("is not read with a token that GitHub does not know", async () => {
    const { at, trial } = await open();
    await expect(at(trial, { token: "ghs_wrong" }).read("mappings/a.yml")).rejects.toThrow(StateError);
  });
});

describe("what a pull request leaves as it is", () => {
  const now = "ümläut: now\n";

  it.each([
    ["a file that is in force just so", "mappings/my mapping.yml", now, true],
    ["the same by another spelling of its path", "./mappings/../mappings//my mapping.yml", now, true],
    ["the same in a checkout on Windows", "mappings/my mapping.yml", "ümläut: now\r\n", true],
    ["not a file with another text", "mappings/my mapping.yml", "ümläut: later\n", false],
    ["not the text of the older base", "mappings/my mapping.yml", "old\n", false],
    ["not a file that the pull request adds", "mappings/none.yml", now, false],
    ["not the text of a file that was called otherwise", "my mapping.yml", now, false],
    ["not a folder", "mappings", now, false],
  ])("is %s", async (_title, path, text, expected) => {
    const { at, trial } = await open();
    expect([...(await at(trial).unchanged(new Map([[path, text]])))]).toEqual(expected ? [path] : []);
  });

  it("is asked for in one request for fifty files, and none for no file", async () => {
    const { at, trial, requests } = await open();
    const others = Array.from({ length: 50 }, (_, index) => [`mappings/${index}.yml`, now] as const);
    const files = at(trial);
    expect(await files.unchanged(new Map())).toEqual(new Set());
    expect(requests()).toBe(0);
    const all = new Map([...others, ["mappings/my mapping.yml", now] as const]);
    expect(await files.unchanged(all)).toEqual(new Set(["mappings/my mapping.yml"]));
    // One says what the trial merge was made with.
    expect(requests()).toBe(3);
  });

  it("is not told to a token that GitHub does not know", async () => {
    const { at, trial } = await open();
    const asking = at(trial, { token: "ghs_wrong" }).unchanged(new Map([["a.yml", now]]));
    await expect(asking).rejects.toThrow(StateError);
  });
});
