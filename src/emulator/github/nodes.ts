import type { GitHubContext } from "./context.ts";
import { WEB_FLOW } from "./context.ts";
import type { Git } from "./git.ts";

/** Beyond this GitHub cuts the text of a blob, in bytes. */
const TEXT_LIMIT = 512_000;

/** Objects of the schema, read from the repository when a query asks for a field. */
type Node = Readonly<Record<string, unknown>>;

export function repositoryNode({ git, repository }: GitHubContext): Node {
  return {
    id: idOf("Repository", repository),
    nameWithOwner: repository,
    defaultBranchRef: () => refNode(git, "refs/heads/main"),
    ref: ({ qualifiedName }: { qualifiedName: string }) => {
      return refNode(git, qualifiedName.startsWith("refs/") ? qualifiedName : `refs/heads/${qualifiedName}`);
    },
    object: async ({ oid, expression }: { oid?: string; expression?: string }) => {
      const found = await git.resolve(oid ?? expression ?? "");
      return found ? objectNode(git, found) : null;
    },
  };
}

export async function refNode(git: Git, ref: string): Promise<Node | null> {
  const oid = await git.resolve(ref);
  if (oid === null) return null;
  const [, prefix = "", name = ""] = /^(refs\/[^/]+\/)(.+)$/.exec(ref) ?? [];
  return { id: idOf("Ref", ref), name, prefix, target: () => objectNode(git, oid) };
}

async function objectNode(git: Git, oid: string): Promise<Node | null> {
  const type = await git.typeOf(oid);
  if (type === "commit") return commitNode(git, oid);
  if (type === "blob") return blobNode(git, oid);
  return type === "tree" ? { __typename: "Tree", id: idOf("Tree", oid), oid } : null;
}

export function commitNode(git: Git, oid: string): Node {
  const commit = () => git.commit(oid);
  const message = async () => (await commit()).message;
  return {
    __typename: "Commit",
    id: idOf("Commit", oid),
    oid,
    message,
    messageHeadline: async () => (await message()).split("\n")[0],
    messageBody: async () => (await message()).split("\n").slice(1).join("\n").trim(),
    history: async ({ first }: { first: number }) => ({
      nodes: (await git.history(oid, first)).map((ancestor) => commitNode(git, ancestor)),
    }),
    file: async ({ path }: { path: string }) => {
      const entry = await git.entry(oid, path);
      if (!entry) return null;
      return { ...entry, path, name: path.split("/").at(-1), object: () => objectNode(git, entry.oid) };
    },
    signature: async () => {
      const signed = (await commit()).committerEmail === WEB_FLOW.email;
      return signed ? { isValid: true, state: "VALID", wasSignedByGitHub: true } : null;
    },
  };
}

async function blobNode(git: Git, oid: string): Promise<Node> {
  const content = await git.blob(oid);
  const isBinary = content.includes(0);
  return {
    __typename: "Blob",
    id: idOf("Blob", oid),
    oid,
    byteSize: content.length,
    isBinary,
    isTruncated: content.length > TEXT_LIMIT,
    text: isBinary ? null : content.subarray(0, TEXT_LIMIT).toString("utf8"),
  };
}

function idOf(kind: string, name: string): string {
  return Buffer.from(`${kind}:${name}`).toString("base64");
}
