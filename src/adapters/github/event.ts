import { readFile } from "node:fs/promises";
import { z } from "zod/mini";
import { ConfigurationError, ContractError } from "../../errors.ts";

/** The pull request that a run was started for. */
export interface PullRequest {
  readonly number: number;
  /** Tip of the branch that it is to be merged into, when the event happened. */
  readonly base: string;
  /** The branch that it is to be merged into. */
  readonly into: string;
  /** The branch whose workflows and mappings GitHub runs on a schedule. */
  readonly defaultBranch: string;
  readonly head: string;
  /** Proposed by somebody who need not have any say in this repository. */
  readonly isFromFork: boolean;
  /** What the run has checked out, by default a trial merge of the two. */
  readonly commit: string;
}

const REPOSITORY = z.object({ full_name: z.string() });
const OURS = z.object({ full_name: z.string(), default_branch: z.string() });
const EVENT = z.object({
  pull_request: z.object({
    number: z.int().check(z.positive()),
    base: z.object({ sha: z.string(), ref: z.string(), repo: OURS }),
    // A fork may have been deleted since.
    head: z.object({ sha: z.string(), repo: z.nullable(REPOSITORY) }),
  }),
});

/**
 * The pull request of the event in `GITHUB_EVENT_PATH` (webhook payload `pull_request`), or `null` for any other
 * event.
 *
 * @throws ConfigurationError for `pull_request_target`, which gives secrets to what a stranger may have written
 */
export async function readPullRequest(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<PullRequest | null> {
  const { GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: path, GITHUB_SHA: commit = "" } = environment;
  if (name === "pull_request_target") {
    throw new ConfigurationError(
      [
        {
          where: "on: pull_request_target",
          message: "runs with secrets on what a stranger may have written",
        },
      ],
      "Run the plan on: pull_request.",
    );
  }
  if (name !== "pull_request" || !path) return null;
  const parsed = EVENT.safeParse(JSON.parse(await readFile(path, "utf8")));
  if (!parsed.success) {
    throw new ContractError(
      "The event in GITHUB_EVENT_PATH is not the one of a pull request.",
      "Look at what else writes to that file, and report this if nothing does.",
    );
  }
  const { number, base, head } = parsed.data.pull_request;
  const isFromFork = head.repo?.full_name !== base.repo.full_name;
  const branches = { into: base.ref, defaultBranch: base.repo.default_branch };
  return { number, base: base.sha, ...branches, head: head.sha, isFromFork, commit };
}
