import { ContractError, LostAnswerError, UnreachableError } from "../../errors.ts";
import type { StateStore } from "../../model/ports.ts";
import { operationTrailer } from "../commit-message.ts";
import { type GithubAccess, openGithubApi } from "./api.ts";
import { type GithubStore, readCommit, readFiles, readHistory } from "./branch.ts";
import type { Attempt } from "./commit.ts";

export interface GithubStateOptions extends GithubAccess {
  /** Short name, without `refs/heads/`. */
  readonly branch: string;
}

/**
 * The state branch through GitHub's API. A commit is signed by GitHub and shows as verified, because it names
 * no author of its own.
 *
 * A read is one request (of a commit that is named, one for sixteen files), a list one, a commit one, the first commit of
 * the branch three, one that is too large for a single request six; and one more for each file that GraphQL does not hand
 * over whole, for each that is sent by itself because a commit of several requests has too much text, and for a commit that
 * was not confirmed. A list of very many files is two for each folder that has so many, and one for each within it.
 *
 * @throws StateError, UnreachableError and ContractError see `openGithubApi`
 * @throws StateError when it is the default branch, to which a resync would commit what nobody asked for
 * @throws LostAnswerError when a commit may yet arrive, though the branch does not have it
 */
export function openGithubState(options: GithubStateOptions): StateStore {
  const store: GithubStore = { api: openGithubApi(options), branch: options.branch };

  return {
    read: (paths, commit) =>
      commit === undefined ? readFiles(store, paths) : readCommit(store, paths, commit),
    // Every start reads: what lists and commits is loaded when it is asked for.
    list: async (commit, folder) => (await import("./list.ts")).listFiles(store.api, commit, folder),
    /**
     * - Send the commit; the HTTP layer repeats it when an answer is lost, which the expected head makes safe.
     * - Without a confirmation look at the branch: a lost attempt may have arrived, and then the repetition
     *   was refused because of our own commit.
     */
    commit: async (change) => {
      const { addCommit } = await import("./commit.ts");
      const attempt = await addCommit(store, change).catch(unanswered);
      if ("head" in attempt) return attempt;
      const { head, commits } = await readHistory(store);
      const trailer = operationTrailer(change);
      const ours = commits.find(({ message }) => message.includes(trailer));
      if (ours !== undefined) return { head: ours.oid };
      // GitHub may read from a copy that is a moment old, so its refusal counts more than what we see.
      if (attempt.stale || head !== change.expectedHead) return "stale";
      throw attempt.failure;
    },
  };
}

function unanswered(error: unknown): Attempt {
  if (!(error instanceof UnreachableError || error instanceof ContractError)) throw error;
  const failure = new LostAnswerError(
    `GitHub did not confirm the commit of the state: ${error.message}`,
    "It may yet arrive. The next run goes on from what it finds on the state branch.",
    { cause: error },
  );
  return { failure, stale: false };
}
