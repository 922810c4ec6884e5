import { BOT, type GitHubContext, WEB_FLOW } from "./context.ts";
import { NO_PERMISSION, TypedError } from "./errors.ts";
import type { Git, TreeChange } from "./git.ts";
import { commitNode } from "./nodes.ts";

/** `CreateCommitOnBranchInput` of the schema. */
interface CommitInput {
  readonly branch: { readonly repositoryNameWithOwner?: string; readonly branchName?: string };
  readonly expectedHeadOid: string;
  readonly message: { readonly headline: string; readonly body?: string };
  readonly fileChanges?: {
    readonly additions: readonly { readonly path: string; readonly contents: string }[];
    readonly deletions: readonly { readonly path: string }[];
  };
}

/** Commits whole files to a branch, if its head is still where the caller saw it. */
export function createCommitOnBranch(
  context: GitHubContext,
  { input }: { readonly input: CommitInput },
): unknown {
  const { git, settings } = context;
  const { branch, expectedHeadOid } = input;
  if (settings.contents === "read") throw new TypedError("FORBIDDEN", NO_PERMISSION);
  if (branch.repositoryNameWithOwner?.toLowerCase() !== context.repository.toLowerCase()) {
    const name = branch.repositoryNameWithOwner ?? "";
    throw new TypedError("NOT_FOUND", `Could not resolve to a Repository with the name '${name}'.`);
  }
  const ref = `refs/heads/${(branch.branchName ?? "").replace(/^refs\/heads\//, "")}`;
  const head = git.resolve(ref);
  if (head === null) throw new TypedError("NOT_FOUND", `No ref found for branch "${branch.branchName}".`);
  if (head !== expectedHeadOid) throw stale(expectedHeadOid);

  const commit = commitFiles(git, head, input);
  // A git that is pushed to may hold the branch.
  if (!git.moveRef(ref, commit, head)) throw stale(expectedHeadOid);
  return { commit: commitNode(git, commit) };
}

/** The wording is GitHub's, two blanks included. */
function stale(expected: string): TypedError {
  return new TypedError(
    "STALE_DATA",
    `Expected branch to point to "${expected}" but it did not.  Pull and try again.`,
  );
}

function commitFiles(git: Git, head: string, { fileChanges, message }: CommitInput): string {
  const changes: TreeChange[] = [];
  for (const { path } of fileChanges?.deletions ?? []) {
    if (!git.entry(head, path)) {
      throw new TypedError(
        "UNPROCESSABLE",
        `A path was requested for deletion which does not exist: ${path}`,
      );
    }
    changes.push({ path, mode: "0", oid: null });
  }
  for (const { path, contents } of fileChanges?.additions ?? []) {
    changes.push({ path, mode: "100644", oid: git.writeBlob(Buffer.from(contents, "base64")) });
  }
  const tree = git.writeTree(head, changes);
  const text = message.body ? `${message.headline}\n\n${message.body}` : message.headline;
  return git.writeCommit({ tree, parents: [head], message: text, author: BOT, committer: WEB_FLOW });
}
