import { z } from "zod/mini";
import type { CosellError } from "../../errors.ts";
import type { StateCommit } from "../../model/ports.ts";
import { messageBody } from "../commit-message.ts";
import { demand, unusable } from "./api.ts";
import type { GithubStore } from "./branch.ts";
import type { Refusal } from "./refusal.ts";

/** The new commit's id, or what GitHub said instead. `stale`: the branch is not where the commit expects it. */
export type Attempt = { readonly head: string } | { readonly failure: CosellError; readonly stale: boolean };

const NEW_COMMIT = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

/** A commit on top of the one that the branch is expected to point to. */
export async function addCommit(
  { api, repository, branch }: GithubStore,
  change: StateCommit,
): Promise<Attempt> {
  const answer = await api.graphql(
    NEW_COMMIT,
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    {
      input: {
        branch: { repositoryNameWithOwner: repository, branchName: branch },
        expectedHeadOid: change.expectedHead,
        message: { headline: change.headline, body: messageBody(change) },
        fileChanges: {
          additions: Object.entries(change.files).map(([path, text]) => ({
            path,
            contents: Buffer.from(text).toString("base64"),
          })),
        },
      },
    },
  );
  if ("data" in answer) return { head: answer.data.createCommitOnBranch.commit.oid };
  return refused(answer.refusal, repository);
}

const OBJECT_ID = z.object({ sha: z.string() });
const REFERENCE = z.object({ object: OBJECT_ID });

/** Characters of a file that go with its tree: one with 2.5 MB in it has been answered with a time-out, as too large. */
const MOST_IN_TREE = 500_000;

/** `createCommitOnBranch` needs a branch, so the first commit, which has no parent, is put together in parts. */
export async function createBranch(store: GithubStore, change: StateCommit): Promise<Attempt> {
  const { api, repository, branch } = store;
  const entries = Object.entries(change.files).map(([path, text]) => treeEntry(store, path, text));
  const tree = await api.post(OBJECT_ID, "/git/trees", { tree: await Promise.all(entries) });
  const commit = await api.post(OBJECT_ID, "/git/commits", {
    message: `${change.headline}\n\n${messageBody(change)}`,
    tree: demand(tree, repository).sha,
    parents: [],
  });
  const { sha } = demand(commit, repository);
  const answer = await api.post(REFERENCE, "/git/refs", { ref: `refs/heads/${branch}`, sha });
  if ("data" in answer) return { head: answer.data.object.sha };
  return refused(answer.refusal, repository);
}

/** A large file is a request of its own, which takes as much as a commit does. */
async function treeEntry({ api, repository }: GithubStore, path: string, content: string): Promise<object> {
  const entry = { path, mode: "100644", type: "blob" };
  if (content.length <= MOST_IN_TREE) return { ...entry, content };
  const blob = await api.post(OBJECT_ID, "/git/blobs", { content, encoding: "utf-8" });
  return { ...entry, sha: demand(blob, repository).sha };
}

/** In words too: two commits at the same moment have been answered without the type. */
const MOVED = /^Ref .* is at .* but expected|^Reference already exists/;

function refused(refusal: Refusal, repository: string): Attempt {
  const stale = refusal.type === "STALE_DATA" || MOVED.test(refusal.message);
  return { failure: unusable(refusal, repository), stale };
}
