import { z } from "zod/mini";
import { StateError } from "../../errors.ts";
import type { StateFiles } from "../../model/ports.ts";
import { isOurs } from "../commit-message.ts";
import { demand, type GithubApi } from "./api.ts";
import { blobId } from "./blob-id.ts";

/** One branch of a repository. */
export interface GithubStore {
  readonly api: GithubApi;
  readonly repository: string;
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
async function wholeText(
  { api, repository }: GithubStore,
  oid: string,
  text: string | null,
): Promise<string> {
  if (text !== null && blobId(text) === oid) return text;
  const answer = await api.get(BLOB, `/git/blobs/${oid}`);
  return Buffer.from(demand(answer, repository).content, "base64").toString();
}

const HISTORY = branchAnswer(z.object({ oid: z.string(), history: COMMITS }));

/** The head, and of the last commits each with its message, newest first. */
export async function readHistory(store: GithubStore) {
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
async function readBranch<T>(
  { api, repository, branch }: GithubStore,
  query: BranchQuery<T>,
): Promise<T | null> {
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
