import { execFileSync } from "node:child_process";
import { describe, expect, it, onTestFinished } from "vitest";
import { readBaseFile } from "../../src/adapters/github-files.ts";
import { startEmulator } from "../../src/emulator/index.ts";
import { StateError } from "../../src/errors.ts";
import { testHttp } from "./support.ts";

/** A history: an old main, main as it is now, a branch from the old one, and the trial merge. */
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
  const { urls, credentials } = emulator;
  const access = {
    http: testHttp(),
    apiUrl: urls.githubApi,
    graphqlUrl: `${urls.githubApi}/graphql`,
    repository: credentials.repository,
    token: credentials.githubToken,
  };
  return { access, old, main, head, trial };
}

describe("the mapping in force", () => {
  it("is the one that the trial merge was made with, though the event has an older base", async () => {
    const { access, old, head, trial } = await open();
    const pullRequest = { number: 7, base: old, head, isFromFork: false, commit: trial };
    expect(await readBaseFile(access, pullRequest, "mappings/my mapping.yml")).toBe("ümläut: now\n");
    expect(await readBaseFile(access, pullRequest, "./mappings/my mapping.yml")).toBe("ümläut: now\n");
  });

  it("is the one of the event when something else is checked out", async () => {
    const { access, old, main, head } = await open();
    const read = (commit: string) =>
      readBaseFile(
        access,
        { number: 7, base: old, head, isFromFork: false, commit },
        "mappings/my mapping.yml",
      );
    expect(await read(head)).toBe("old\n");
    expect(await read(main)).toBe("old\n");
    expect(await read("f".repeat(40))).toBe("old\n");
  });

  it("is none when the pull request adds the file", async () => {
    const { access, old, head, trial } = await open();
    const pullRequest = { number: 7, base: old, head, isFromFork: false, commit: trial };
    expect(await readBaseFile(access, pullRequest, "mappings/none.yml")).toBeNull();
  });

  it("is not read with a token that GitHub does not know", async () => {
    const { access, old, head, trial } = await open();
    const wrong = { ...access, token: "ghs_wrong" };
    const reading = readBaseFile(
      wrong,
      { number: 7, base: old, head, isFromFork: false, commit: trial },
      "mappings/a.yml",
    );
    await expect(reading).rejects.toThrow(StateError);
  });
});
