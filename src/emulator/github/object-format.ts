/** A file or folder of a tree object. */
export interface TreeEntry {
  /** As git writes it there: `100644`, `40000` for a folder. */
  readonly mode: string;
  readonly oid: string;
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

/** What is asked of a commit that is there. */
export interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  /** Seconds since 1970. */
  readonly committedAt: number;
  /** Without the line ends at its end. */
  readonly message: string;
}

export const FOLDER = "40000";
const ID_BYTES = 20;

/** A tree object: of each entry its mode, a blank, its name, NUL, and its id in bytes. */
export function parseTree(content: Buffer): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (let at = 0; at < content.length; ) {
    const nul = content.indexOf(0, at);
    const [mode = "", ...name] = content.toString("utf8", at, nul).split(" ");
    at = nul + 1 + ID_BYTES;
    entries.set(name.join(" "), { mode, oid: content.toString("hex", nul + 1, at) });
  }
  return entries;
}

/** Git wants them in the order of their bytes, a folder as if its name ended with a slash. */
export function treeContent(entries: ReadonlyMap<string, TreeEntry>): Buffer {
  const sorted = [...entries]
    .map(([name, entry]) => ({ name, ...entry, key: Buffer.from(entry.mode === FOLDER ? `${name}/` : name) }))
    .sort((one, other) => Buffer.compare(one.key, other.key));
  return Buffer.concat(
    sorted.flatMap(({ mode, name, oid }) => [Buffer.from(`${mode} ${name}\0`), Buffer.from(oid, "hex")]),
  );
}

export function parseCommit(content: Buffer): Commit {
  const text = content.toString("utf8");
  const end = text.indexOf("\n\n");
  const head = text.slice(0, end);
  return {
    tree: /^tree (\S+)$/m.exec(head)?.[1] ?? "",
    parents: [...head.matchAll(/^parent (\S+)$/gm)].map(([, parent = ""]) => parent),
    committedAt: Number(/^committer .*> (\d+) /m.exec(head)?.[1] ?? "0"),
    message: text.slice(end + 2).replace(/\n+$/, ""),
  };
}

/** @param time Seconds since 1970. */
export function commitContent(
  { tree, parents, message, author, committer }: NewCommit,
  time: number,
): Buffer {
  const lines = [
    `tree ${tree}`,
    ...parents.map((parent) => `parent ${parent}`),
    `author ${signature(author, time)}`,
    `committer ${signature(committer, time)}`,
    "",
    message.endsWith("\n") ? message : `${message}\n`,
  ];
  return Buffer.from(lines.join("\n"));
}

/** Git leaves out of a name what would end it. */
function signature({ name, email }: Person, time: number): string {
  const plain = (text: string) => text.replaceAll(/[<>\n\0]/g, "").trim();
  return `${plain(name)} <${plain(email)}> ${time} +0000`;
}
