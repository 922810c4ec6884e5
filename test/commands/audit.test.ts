import { expect, it } from "vitest";
import { audit } from "../../src/commands/audit.ts";
import type { StateFiles } from "../../src/model/ports.ts";

const FILE = "audit/2026/10/01/1.jsonl";

it("an audit reads the whole log as it was when it began, though the branch is made anew meanwhile", async () => {
  const commits: Record<string, StateFiles["files"]> = { "1": { [FILE]: "cut o" } };
  let head = "1";
  const state = {
    read: async (paths: readonly string[], commit = head) => {
      const entries = Object.entries(commits[commit] ?? {}).filter(([path]) => paths.includes(path));
      return { head: commit, files: Object.fromEntries(entries) };
    },
    list: async (commit: string) => {
      head = "2";
      return Object.keys(commits[commit] ?? {});
    },
  };
  const result = await audit({ branch: "state", asked: null }, { state, progress: () => {} });
  expect(result).toMatchObject({ head: "1", check: { breaks: [{ path: FILE }] } });
});
