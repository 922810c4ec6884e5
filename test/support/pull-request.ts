import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ActionResult, ActionRun } from "./run-action.ts";
import type { Stage } from "./stage.ts";
import { commitFiles, headOf, moveBranch } from "./state-branch.ts";

const MAPPING = "mappings/dynamics-365.yml";

/** The number of the one pull request there is. */
export const NUMBER = 7;

/** A pull request in the repository of a stage, which changes the mapping. */
export interface PullRequest {
  /** Runs `plan` as the workflow of the pull request does, on the trial merge. */
  plan(inputs?: Readonly<Record<string, string>>): Promise<ActionResult>;
  /** It is merged: main has the proposed mapping. */
  merge(): void;
  /** The comments on it, the oldest first. */
  comments(): string[];
}

/** The mapping of the checkout is what main has; `change` is what the pull request proposes. */
export async function openPullRequest(stage: Stage, change: (text: string) => string): Promise<PullRequest> {
  const before = await readFile(join(stage.workspace, MAPPING), "utf8");
  const after = change(before);
  if (after === before) throw new Error("the pull request changes nothing");
  const branch = openBranch(stage, { [MAPPING]: before });
  const pushed = await branch.push({ [MAPPING]: after });
  return {
    plan: (inputs = {}) => stage.run({ command: "plan", ...inputs }, pushed),
    merge: () => branch.merge(),
    comments: () => stage.emulator.github.comments.list.map(({ body }) => body),
  };
}

/** Path → text; `null` takes the file away. */
export type Files = Readonly<Record<string, string | null>>;

/** A branch with a pull request to main. */
export interface Branch {
  /** Proposes these files instead, and checks the trial merge out. Gives what a run for it is started with. */
  push(files: Files, options?: PushOptions): Promise<Pick<ActionRun, "event" | "env">>;
  /** Main gets what was pushed last. */
  merge(): void;
}

interface PushOptions {
  readonly isFork?: boolean;
  /** It goes to another branch than main, which has these files already. */
  readonly onTop?: Files;
}

/** Main has these files, beside what it had. */
export function openBranch(stage: Stage, inForce: Files): Branch {
  const main = headOf(stage, "main");
  const commit = (files: Files, parents: readonly string[]) =>
    commitFiles(stage.repository, new Map(Object.entries(files)), parents, "Change the mapping");
  const base = commit(inForce, [main]);
  moveBranch(stage, "main", base);
  stage.emulator.github.comments.openPullRequest(NUMBER);
  const repo = { full_name: stage.emulator.credentials.repository, default_branch: "main" };
  let trial = base;
  return {
    async push(files, { isFork = false, onTop } = {}) {
      const target = onTop ? commit(onTop, [base]) : base;
      const head = commit(files, [target]);
      trial = commit(files, [target, head]);
      await checkOut(stage, { ...inForce, ...files });
      // As GitHub does it: the base in the event may be older than what the trial merge was made with.
      const pull_request = {
        number: NUMBER,
        base: { sha: onTop ? target : main, ref: onTop ? "earlier-change" : "main", repo },
        head: { sha: head, repo: isFork ? { full_name: "mallory/co-sell" } : repo },
      };
      return { event: { name: "pull_request", payload: { pull_request } }, env: { GITHUB_SHA: trial } };
    },
    merge: () => moveBranch(stage, "main", trial),
  };
}

async function checkOut({ workspace }: Stage, files: Files): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    if (text === null) await rm(join(workspace, path), { force: true });
    else await writeFile(join(workspace, path), text);
  }
}
