import { z } from "zod/mini";
import type { CosellError } from "../../errors.ts";
import type { StateCommit } from "../../model/ports.ts";
import { sumOf } from "../../model/sum.ts";
import { messageBody } from "../commit-message.ts";
import { inParallel } from "../in-parallel.ts";
import { demand, type GithubApi, unusable } from "./api.ts";
import type { GithubStore } from "./branch.ts";
import type { Refusal } from "./refusal.ts";

/** The new commit's id, or what GitHub said instead. `stale`: the branch is not where the commit expects it. */
export type Attempt = { readonly head: string } | { readonly failure: CosellError; readonly stale: boolean };

/**
 * Bytes of text that go in one request: GitHub has refused more than 40 MB with all of it in base64, which makes them a
 * third larger.
 */
const MOST_IN_REQUEST = 24_000_000;

/**
 * A commit on top of the one that the branch is expected to point to. One request (`createCommitOnBranch`); of several where
 * there is no branch yet, or more text than a request takes.
 */
export function addCommit(store: GithubStore, change: StateCommit): Promise<Attempt> {
  const { expectedHead } = change;
  if (expectedHead === null) return createBranch(store, change);
  return bytesOf(change) > MOST_IN_REQUEST
    ? moveBranch(store, change, expectedHead)
    : commitOnBranch(store, change);
}

function bytesOf({ files }: StateCommit): number {
  return sumOf(Object.values(files), (text) => Buffer.byteLength(text ?? ""));
}

const NEW_COMMIT = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

async function commitOnBranch({ api, branch }: GithubStore, change: StateCommit): Promise<Attempt> {
  const files = Object.entries(change.files);
  const additions = files.flatMap(([path, text]) =>
    text === null ? [] : [{ path, contents: Buffer.from(text).toString("base64") }],
  );
  const deletions = files.flatMap(([path, text]) => (text === null ? [{ path }] : []));
  const answer = await api.graphql(
    NEW_COMMIT,
    "mutation ($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }",
    {
      input: {
        branch: { repositoryNameWithOwner: api.repository, branchName: branch },
        expectedHeadOid: change.expectedHead,
        message: { headline: change.headline, body: messageBody(change) },
        fileChanges: { additions, ...(deletions.length > 0 ? { deletions } : {}) },
      },
    },
  );
  if ("data" in answer) return { head: answer.data.createCommitOnBranch.commit.oid };
  return refused(answer.refusal, api);
}

const OBJECT_ID = z.object({ sha: z.string() });
const REFERENCE = z.object({ object: OBJECT_ID });
const COMMIT = z.object({ tree: OBJECT_ID });

/** `createCommitOnBranch` needs a branch, so the first commit, which has no parent, is put together in parts. */
async function createBranch(store: GithubStore, change: StateCommit): Promise<Attempt> {
  const { api, branch } = store;
  const tree = await api.post(OBJECT_ID, "/git/trees", { tree: await treeOf(api, change) });
  const sha = await commitTree(api, change, demand(tree, api).sha);
  const answer = await api.post(REFERENCE, "/git/refs", { ref: `refs/heads/${branch}`, sha });
  if ("data" in answer) return { head: answer.data.object.sha };
  return refused(answer.refusal, api);
}

/**
 * GitHub moves a branch only forward unless it is told otherwise, so a commit of somebody else makes this one stale. Where
 * the branch was put back to an earlier commit, moving it would be forward: so it is looked at last.
 */
async function moveBranch(store: GithubStore, change: StateCommit, head: string): Promise<Attempt> {
  const { api, branch } = store;
  const before = demand(await api.get(COMMIT, `/git/commits/${head}`), api);
  const files = { base_tree: before.tree.sha, tree: await treeOf(api, change) };
  const tree = await api.post(OBJECT_ID, "/git/trees", files);
  const sha = await commitTree(api, change, demand(tree, api).sha);
  const ref = `heads/${branch.split("/").map(encodeURIComponent).join("/")}`;
  const now = await api.find(REFERENCE, `/git/ref/${ref}`);
  if (now?.object.sha !== head) {
    const moved = { type: "STALE_DATA", message: "the branch is not where it was read" };
    return refused(moved, api);
  }
  const answer = await api.patch(REFERENCE, `/git/refs/${ref}`, { sha, force: false });
  if ("data" in answer) return { head: answer.data.object.sha };
  return refused(answer.refusal, api);
}

/** The id of a commit that no branch points to yet. Without an author, GitHub signs it. */
async function commitTree(api: GithubApi, change: StateCommit, tree: string): Promise<string> {
  const { expectedHead } = change;
  const commit = await api.post(OBJECT_ID, "/git/commits", {
    message: `${change.headline}\n\n${messageBody(change)}`,
    tree,
    parents: expectedHead === null ? [] : [expectedHead],
  });
  return demand(commit, api).sha;
}

/** Characters that go with a tree: one with 2.5 MB in it has been answered with a time-out, as too large. */
const MOST_IN_TREE = 500_000;

/** GitHub asks for few requests at a time from whoever writes. */
const BLOBS_AT_ONCE = 4;

/** What goes beyond that is a request of its own for each file, which takes as much as a commit does. */
function treeOf(api: GithubApi, change: StateCommit): Promise<object[]> {
  let room = MOST_IN_TREE;
  return inParallel(Object.entries(change.files), BLOBS_AT_ONCE, async ([path, content]) => {
    const entry = { path, mode: "100644", type: "blob" };
    if (content === null) return { ...entry, sha: null };
    if (content.length <= room) {
      room -= content.length;
      return { ...entry, content };
    }
    const blob = await api.post(OBJECT_ID, "/git/blobs", { content, encoding: "utf-8" });
    return { ...entry, sha: demand(blob, api).sha };
  });
}

/** In words too: two commits at the same moment have been answered without the type. */
const MOVED = /^Ref .* is at .* but expected|^Reference already exists|^Update is not a fast forward/;

function refused(refusal: Refusal, { repository }: GithubApi): Attempt {
  const stale = refusal.type === "STALE_DATA" || MOVED.test(refusal.message);
  return { failure: unusable(refusal, repository), stale };
}
