import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { request } from "undici";
import type { ActionResult } from "./run-action.ts";
import type { Stage } from "./stage.ts";

const MAPPING = "mappings/dynamics-365.yml";

/** The number of the one pull request there is. */
export const NUMBER = 7;

/** A pull request in the repository of a stage, which changes the mapping. */
export interface PullRequest {
  /** Runs `plan` as the workflow of the pull request does, on the trial merge. */
  plan(inputs?: Readonly<Record<string, string>>): Promise<ActionResult>;
  /** It is merged: main has the proposed mapping. */
  merge(): Promise<void>;
  /** The comments on it, the oldest first. */
  comments(): string[];
}

/** The mapping of the checkout is what main has; `change` is what the pull request proposes. */
export async function openPullRequest(stage: Stage, change: (text: string) => string): Promise<PullRequest> {
  const file = join(stage.workspace, MAPPING);
  const before = await readFile(file, "utf8");
  const after = change(before);
  if (after === before) throw new Error("the pull request changes nothing");
  const main = (await stage.git("rev-parse", "main")).trim();
  const base = await commit(stage, before, [main]);
  await stage.git("update-ref", "refs/heads/main", base);
  const head = await commit(stage, after, [base]);
  const trial = await commit(stage, after, [base, head]);
  stage.emulator.github.comments.openPullRequest(NUMBER);
  await writeFile(file, after);
  const repo = { full_name: stage.emulator.credentials.repository };
  // As GitHub does it: the base in the event may be older than what the trial merge was made with.
  const pull_request = { number: NUMBER, base: { sha: main, repo }, head: { sha: head, repo } };
  return {
    plan: (inputs = {}) =>
      stage.run(
        { command: "plan", ...inputs },
        {
          event: { name: "pull_request", payload: { pull_request } },
          env: { GITHUB_SHA: trial },
        },
      ),
    merge: async () => void (await stage.git("update-ref", "refs/heads/main", trial)),
    comments: () => stage.emulator.github.comments.list.map(({ body }) => body),
  };
}

async function commit(stage: Stage, mapping: string, parents: readonly string[]): Promise<string> {
  const [parent = ""] = parents;
  const tree = await post(stage, "git/trees", {
    base_tree: (await stage.git("rev-parse", `${parent}^{tree}`)).trim(),
    tree: [{ path: MAPPING, mode: "100644", type: "blob", content: mapping }],
  });
  return post(stage, "git/commits", { message: "Change the mapping", tree, parents });
}

async function post({ emulator }: Stage, path: string, body: unknown): Promise<string> {
  const { githubToken, repository } = emulator.credentials;
  const { statusCode, body: answer } = await request(
    `${emulator.urls.githubApi}/repos/${repository}/${path}`,
    {
      method: "POST",
      headers: { authorization: `Bearer ${githubToken}` },
      body: JSON.stringify(body),
    },
  );
  const { sha } = (await answer.json()) as { sha?: string };
  if (sha === undefined) throw new Error(`${path} was refused: ${statusCode}`);
  return sha;
}
