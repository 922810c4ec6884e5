import { z } from "zod/mini";
import { StateError } from "../../errors.ts";
import type { StateFiles } from "../../model/ports.ts";
import { chunksOf } from "../chunks.ts";
import { isOurs } from "../commit-message.ts";
import { demand, type GithubApi } from "./api.ts";
import { blobId } from "./blob-id.ts";
import { queryRepository } from "./query.ts";

/** One branch of a repository. */
export interface GithubStore {
  readonly api: GithubApi;
  /** Short name, without `refs/heads/`. */
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

/** What the branch has at these paths, and whether its last commit is one of ours. */
export async function readFiles(store: GithubStore, paths: readonly string[]): Promise<StateFiles> {
  const { fields, variables } = filesAt(paths);
  // Itself, and the one before it.
  const both = [lastCommits(2), ...fields];
  const commit = await readBranch(store, { schema: FILES, fields: both, variables });
  if (commit === null) return { head: null, files: {} };
  const [last, before] = commit.history.nodes;
  return {
    head: commit.oid,
    files: await textsIn(store.api, paths, (alias) => commit[alias]),
    ...(isOurs(last?.message ?? "", before?.oid ?? null) ? {} : { edited: true }),
  };
}

/** Files of a commit that are asked for in one request: together they may be some megabytes, for which GitHub has ten seconds. */
const FILES_AT_ONCE = 16;

const COMMIT_FILES = z.object({
  repository: z.object({ object: z.catchall(z.object({ oid: z.string() }), z.nullable(TREE_ENTRY)) }),
});

/** What a commit has at these paths, wherever the branch is by now. */
export async function readCommit(
  store: GithubStore,
  paths: readonly string[],
  commit: string,
): Promise<StateFiles> {
  const found = chunksOf(paths, FILES_AT_ONCE).map((some) => readSome(store, some, commit));
  return { head: commit, files: Object.assign({}, ...(await Promise.all(found))) };
}

async function readSome({ api }: GithubStore, paths: readonly string[], at: string) {
  const { fields, variables } = filesAt(paths);
  const { object } = await queryRepository(api, {
    schema: COMMIT_FILES,
    fields: [`object(expression: $at) { ... on Commit { oid ${fields.join(" ")} } }`],
    variables: { at, ...variables },
  });
  return textsIn(api, paths, (alias) => object[alias]);
}

/** The part of a query that asks a commit for files. */
function filesAt(paths: readonly string[]) {
  const field = (index: number) =>
    `file${index}: file(path: $path${index}) { object { oid ... on Blob { text } } }`;
  return {
    fields: paths.map((_path, index) => field(index)),
    variables: Object.fromEntries(paths.map((path, index) => [`path${index}`, path])),
  };
}

type TreeEntry = z.infer<typeof TREE_ENTRY> | null | undefined;

/** By their paths, those that are there and no folders. */
async function textsIn(
  api: GithubApi,
  paths: readonly string[],
  answered: (alias: string) => TreeEntry,
): Promise<Record<string, string>> {
  const files = paths.map(async (path, index) => {
    const blob = answered(`file${index}`)?.object;
    return blob?.text === undefined ? [] : [[path, await wholeText(api, blob.oid, blob.text)] as const];
  });
  return Object.fromEntries((await Promise.all(files)).flat());
}

/** A blob's id is the hash of its content, and so tells whether the text that came is all of it, unchanged. */
async function wholeText(api: GithubApi, oid: string, text: string | null): Promise<string> {
  if (text !== null && blobId(text) === oid) return text;
  const answer = await api.get(BLOB, `/git/blobs/${oid}`);
  return Buffer.from(demand(answer, api).content, "base64").toString();
}

const HISTORY = branchAnswer(z.object({ oid: z.string(), history: COMMITS }));

/** The head, and of the last commits each with its message, newest first. */
export async function readHistory(store: GithubStore) {
  const commit = await readBranch(store, { schema: HISTORY, fields: [lastCommits(20)] });
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
  /** Of the commit that the branch points to, besides its `oid`. */
  readonly fields: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
}

/** The commit that the branch points to, or `null` without the branch. */
async function readBranch<T>(
  { api, branch }: GithubStore,
  { schema, fields, variables }: BranchQuery<T>,
): Promise<T | null> {
  const { defaultBranchRef, ref } = await queryRepository(api, {
    schema,
    fields: [
      "defaultBranchRef { name }",
      `ref(qualifiedName: $ref) { target { ... on Commit { oid ${fields.join(" ")} } } }`,
    ],
    variables: { ref: `refs/heads/${branch}`, ...variables },
  });
  if (defaultBranchRef?.name === branch) {
    throw new StateError(
      `${branch} is the default branch of ${api.repository}.`,
      "Give the state a branch of its own: set state-branch.",
    );
  }
  return ref?.target ?? null;
}
