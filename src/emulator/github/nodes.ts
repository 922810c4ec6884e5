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
    object: ({ oid, expression }: { oid?: string; expression?: string }) => {
      const found = git.resolve(oid ?? expression ?? "");
      return found ? objectNode(git, found) : null;
    },
  };
}

export function refNode(git: Git, ref: string): Node | null {
  const oid = git.resolve(ref);
  if (oid === null) return null;
  const [, prefix = "", name = ""] = /^(refs\/[^/]+\/)(.+)$/.exec(ref) ?? [];
  return { id: idOf("Ref", ref), name, prefix, target: () => objectNode(git, oid) };
}

function objectNode(git: Git, oid: string): Node | null {
  const type = git.typeOf(oid);
  if (type === "commit") return commitNode(git, oid);
  if (type === "blob") return blobNode(git, oid);
  return type === "tree" ? { __typename: "Tree", id: idOf("Tree", oid), oid } : null;
}

export function commitNode(git: Git, oid: string): Node {
  const message = () => git.commit(oid).message;
  return {
    __typename: "Commit",
    id: idOf("Commit", oid),
    oid,
    message,
    messageHeadline: () => message().split("\n")[0],
    messageBody: () => message().split("\n").slice(1).join("\n").trim(),
    history: ({ first }: { first: number }) => ({
      nodes: git.history(oid, first).map((ancestor) => commitNode(git, ancestor)),
    }),
    file: ({ path }: { path: string }) => {
      const entry = git.entry(oid, path);
      if (!entry) return null;
      return { ...entry, path, name: path.split("/").at(-1), object: () => objectNode(git, entry.oid) };
    },
    signature: () => {
      const signed = git.commit(oid).committerEmail === WEB_FLOW.email;
      return signed ? { isValid: true, state: "VALID", wasSignedByGitHub: true } : null;
    },
  };
}

function blobNode(git: Git, oid: string): Node {
  const content = git.blob(oid);
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
