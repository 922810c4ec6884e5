import type { GitHubContext } from "./context.ts";
import type { Git } from "./git.ts";

/** Beyond this GitHub cuts the text of a blob, in bytes. */
const TEXT_LIMIT = 512_000;

/** Objects of the schema, read from the repository when a query asks for a field. */
type Node = Readonly<Record<string, unknown>>;

export function repositoryNode({ git }: GitHubContext): Node {
  return {
    defaultBranchRef: () => refNode(git, "refs/heads/main"),
    ref: ({ qualifiedName }: { qualifiedName: string }) => refNode(git, qualifiedName),
    object: ({ expression = "" }: { expression?: string }) => {
      const found = git.resolve(expression);
      return found ? objectNode(git, found) : null;
    },
  };
}

function refNode(git: Git, ref: string): Node | null {
  const oid = git.resolve(ref);
  if (oid === null) return null;
  return { name: ref.replace(/^refs\/[^/]+\//, ""), target: () => objectNode(git, oid) };
}

function objectNode(git: Git, oid: string): Node | null {
  const type = git.typeOf(oid);
  if (type === "commit") return commitNode(git, oid);
  if (type === "blob") return blobNode(git, oid);
  return type === "tree" ? { __typename: "Tree", oid } : null;
}

export function commitNode(git: Git, oid: string): Node {
  return {
    __typename: "Commit",
    oid,
    message: () => git.commit(oid).message,
    history: ({ first }: { first: number }) => ({
      nodes: git.history(oid, first).map((ancestor) => commitNode(git, ancestor)),
    }),
    file: ({ path }: { path: string }) => {
      const entry = git.entry(oid, path);
      return entry && { object: () => objectNode(git, entry.oid) };
    },
  };
}

/** What has a NUL in it is binary to GitHub, and has no text. */
function blobNode(git: Git, oid: string): Node {
  const content = git.blob(oid);
  const text = content.includes(0) ? null : content.subarray(0, TEXT_LIMIT).toString("utf8");
  return { __typename: "Blob", oid, text };
}
