import { z } from "zod/mini";
import {
  ContractError,
  type CosellError,
  LostAnswerError,
  StateError,
  UnreachableError,
} from "../../errors.ts";
import type { StateCommit, StateFiles, StateStore } from "../../model/ports.ts";
import { isOurs, messageBody, operationTrailer } from "../commit-message.ts";
import { demand, type GithubAccess, type GithubApi, openGithubApi, unusable } from "./api.ts";
import { blobId } from "./blob-id.ts";
import { listFiles } from "./list.ts";
import type { Refusal } from "./refusal.ts";

export interface GithubStateOptions extends GithubAccess {
  /** Short name, without `refs/heads/`. */
  readonly branch: string;
}

/** The new commit's id, or what GitHub said instead. `stale`: the branch is not where the commit expects it. */
type Attempt = { readonly head: string } | { readonly failure: CosellError; readonly stale: boolean };

/**
 * The state branch through GitHub's API. A commit is signed by GitHub and shows as verified, because it names
 * no author of its own.
 *
 * A read is one request, a list one, a commit one, the first commit of the branch three; and one more for each file that
 * GraphQL does not hand over whole, for each large one of the first commit, and for a commit that was not confirmed. A list
 * of very many files is two for each folder that has so many, and one for each within it.
 *
 * @throws StateError, UnreachableError and ContractError see `openGithubApi`
 * @throws StateError when it is the default branch, to which a resync would commit what nobody asked for
 * @throws LostAnswerError when a commit may yet arrive, though the branch does not have it
 */
export function openGithubState(options: GithubStateOptions): StateStore {
  const { repository, branch } = options;
  const store: Store = { api: openGithubApi(options), repository, branch };

  return {
    read: (paths) => readFiles(store, paths),
    list: (commit, folder) => listFiles(store, commit, folder),
    /**
     * - Send the commit; the HTTP layer repeats it when an answer is lost, which the expected head makes safe.
     * - Without a confirmation look at the branch: a lost attempt may have arrived, and then the repetition
     *   was refused because of our own commit.
     */
    commit: async (change) => {
      const write = change.expectedHead === null ? createBranch : addCommit;
      const attempt = await write(store, change).catch(unanswered);
      if ("head" in attempt) return attempt;
      const { head, commits } = await readHistory(store);
      const trailer = operationTrailer(change);
      const ours = commits.find(({ message }) => message.split("\n").includes(trailer));
      if (ours !== undefined) return { head: ours.oid };
      // GitHub may read from a copy that is a moment old, so its refusal counts more than what we see.
      if (attempt.stale || head !== change.expectedHead) return "stale";
      throw attempt.failure;
    },
  };
}

interface Store {
  readonly api: GithubApi;
  readonly repository: string;
  readonly branch: string;
}

const BLOB = z.object({ content: z.string() });
/** Only a blob has a text: `null` when GitHub takes it for binary, its beginning when it is long. */
const TREE_ENTRY = z.object({ object: z.object({ oid: z.string(), text: z.nullish(z.string()) }) });
const COMMITS = z.object({ nodes: z.array(z.object({ oid: z.string(), message: z.string() })) });
const FILES = branchAnswer(
  z.catchall(z.object({ oid: z.string(), history: COMMITS }), z.nullable(TREE_ENTRY)),
);
const lastCommits = (count: number) => `history(first: ${count}) { nodes { oid message } }`;

async function readFiles(store: Store, paths: readonly string[]): Promise<StateFiles> {
  const names = paths.map((path, index) => ({ path, alias: `file${index}`, variable: `path${index}` }));
  const commit = await readBranch(store, {
    schema: FILES,
    declarations: names.map(({ variable }) => `$${variable}: String!`),
    fields: [
      // Itself, and the one before it.
      lastCommits(2),
      ...names.map(
        ({ alias, variable }) => `${alias}: file(path: $${variable}) { object { oid ... on Blob { text } } }`,
      ),
    ],
    variables: Object.fromEntries(names.map(({ variable, path }) => [variable, path])),
  });
  if (commit === null) return { head: null, files: {} };
  const files = names.map(async ({ path, alias }) => {
    const blob = commit[alias]?.object;
    return blob?.text === undefined ? [] : [[path, await wholeText(store, blob.oid, blob.text)] as const];
  });
  const [last, before] = commit.history.nodes;
  return {
    head: commit.oid,
    files: Object.fromEntries((await Promise.all(files)).flat()),
    ...(isOurs(last?.message ?? "", before?.oid ?? null) ? {} : { edited: true }),
  };
}

/** A blob's id is the hash of its content, and so tells whether the text that came is all of it, unchanged. */
async function wholeText({ api, repository }: Store, oid: string, text: string | null): Promise<string> {
  if (text !== null && blobId(text) === oid) return text;
  const answer = await api.get(BLOB, `/git/blobs/${oid}`);
  return Buffer.from(demand(answer, repository).content, "base64").toString();
}

const HISTORY = branchAnswer(z.object({ oid: z.string(), history: COMMITS }));

async function readHistory(store: Store) {
  const fields = [lastCommits(20)];
  const commit = await readBranch(store, { schema: HISTORY, declarations: [], fields, variables: {} });
  return { head: commit?.oid ?? null, commits: commit?.history.nodes ?? [] };
}

/** Made once, because zod compiles a schema when it is first used. */
function branchAnswer<T>(commit: z.ZodMiniType<T>) {
  return z.object({
    repository: z.object({
      defaultBranchRef: z.nullish(z.object({ name: z.string() })),
      ref: z.nullable(z.object({ target: commit })),
    }),
  });
}

interface BranchQuery<T> {
  readonly schema: ReturnType<typeof branchAnswer<T>>;
  readonly declarations: readonly string[];
  /** Of the commit that the branch points to, besides its `oid`. */
  readonly fields: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
}

/** The commit that the branch points to, or `null` without the branch. */
async function readBranch<T>({ api, repository, branch }: Store, query: BranchQuery<T>): Promise<T | null> {
  const [owner, name] = repository.split("/");
  const declarations = ["$owner: String!", "$name: String!", "$ref: String!", ...query.declarations].join(
    ", ",
  );
  const answer = await api.graphql(
    query.schema,
    `query (${declarations}) {
      repository(owner: $owner, name: $name) {
        defaultBranchRef { name }
        ref(qualifiedName: $ref) { target { ... on Commit { oid ${query.fields.join(" ")} } } }
      }
    }`,
    { owner, name, ref: `refs/heads/${branch}`, ...query.variables },
  );
  const { defaultBranchRef, ref } = demand(answer, repository).repository;
  if (defaultBranchRef?.name === branch) {
    throw new StateError(
      `${branch} is the default branch of ${repository}. Nothing was written.`,
      "Give the state a branch of its own: set state-branch.",
    );
  }
  return ref?.target ?? null;
}

const NEW_COMMIT = z.object({ createCommitOnBranch: z.object({ commit: z.object({ oid: z.string() }) }) });

async function addCommit({ api, repository, branch }: Store, change: StateCommit): Promise<Attempt> {
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
async function createBranch(store: Store, change: StateCommit): Promise<Attempt> {
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
async function treeEntry({ api, repository }: Store, path: string, content: string): Promise<object> {
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

function unanswered(error: unknown): Attempt {
  if (!(error instanceof UnreachableError || error instanceof ContractError)) throw error;
  const failure = new LostAnswerError(
    `GitHub did not confirm the commit of the state: ${error.message}`,
    "It may yet arrive. The next run goes on from what it finds on the state branch.",
    { cause: error },
  );
  return { failure, stale: false };
}
