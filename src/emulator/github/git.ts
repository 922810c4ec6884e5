import { spawn } from "node:child_process";
import {
  type Commit,
  commitContent,
  FOLDER,
  type NewCommit,
  parseCommit,
  parseTree,
  type TreeEntry,
  treeContent,
} from "./object-format.ts";
import { ObjectStore, type ObjectType } from "./object-store.ts";

/** What a tree is to hold at a path: a blob or tree by its id, or nothing any more. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  /** `null` deletes. */
  readonly oid: string | null;
}

/** The id of a tree without anything in it; git keeps none within another. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** Git said no: no such object, or a ref that is not where it was thought to be. */
class GitError extends Error {}

/** A bare repository on disk. `null` stands for "not there". */
export class Git {
  readonly directory: string;
  readonly #objects: ObjectStore;

  constructor(directory: string) {
    this.directory = directory;
    this.#objects = new ObjectStore(directory);
  }

  /** Without the samples of hooks, which nobody needs. */
  async initialise(): Promise<void> {
    await this.#run(["init", "--quiet", "--bare", "--template=", "--initial-branch=main", this.directory]);
  }

  close(): Promise<void> {
    return this.#objects.close();
  }

  async resolve(revision: string): Promise<string | null> {
    return (await this.#objects.look(revision))?.oid ?? null;
  }

  async typeOf(oid: string): Promise<ObjectType | null> {
    return (await this.#objects.look(oid))?.type ?? null;
  }

  blob(oid: string): Promise<Buffer> {
    return this.#content(oid);
  }

  async commit(oid: string): Promise<Commit> {
    return parseCommit(await this.#content(oid));
  }

  /** Newest first. */
  async history(oid: string, count: number): Promise<string[]> {
    return (await this.#text(["rev-list", `--max-count=${count}`, oid])).split("\n").filter(Boolean);
  }

  isAncestor(ancestor: string, oid: string): Promise<boolean> {
    return this.#run(["merge-base", "--is-ancestor", ancestor, oid]).then(
      () => true,
      () => false,
    );
  }

  /** New name → former name of the files that `head` has under another one than the commit where it left `base`. */
  async renamed(base: string, head: string): Promise<Map<string, string>> {
    const options = ["-z", "--name-status", "--find-renames", "--diff-filter=R"];
    const parts = (await this.#text(["diff", ...options, `${base}...${head}`])).split("\0");
    const names = new Map<string, string>();
    for (let at = 0; at + 2 < parts.length; at += 3) names.set(parts[at + 2] ?? "", parts[at + 1] ?? "");
    return names;
  }

  /** What a commit has at a path. */
  async entry(commit: string, path: string): Promise<(TreeEntry & { readonly type: ObjectType }) | null> {
    let found: TreeEntry = { mode: FOLDER, oid: `${commit}^{tree}` };
    for (const name of path.split("/")) {
      const below = found.mode === FOLDER ? await this.#tree(found.oid) : null;
      const next = below?.get(name);
      if (!next) return null;
      found = next;
    }
    const type = await this.typeOf(found.oid);
    return type && { mode: found.mode.padStart(6, "0"), oid: found.oid, type };
  }

  /** Of a tree or a commit; with `recursive` those of all folders, and the folders themselves. */
  async entries(oid: string, recursive: boolean): Promise<(TreeChange & { readonly type: string })[]> {
    const listing = await this.#text(["ls-tree", "-z", ...(recursive ? ["-r", "-t"] : []), oid]);
    return listing.split("\0").flatMap((line) => {
      const [, mode = "", type = "", id = "", path = ""] =
        /^(\d+) (\w+) ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return path === "" ? [] : [{ path, mode, type, oid: id }];
    });
  }

  writeBlob(content: Buffer): Promise<string> {
    return this.#objects.write("blob", content);
  }

  /** A tree like `base` (an empty one when `null`; that of a commit will do), with these changes. */
  async writeTree(base: string | null, changes: readonly TreeChange[]): Promise<string> {
    const entries = base === null ? new Map<string, TreeEntry>() : await this.#tree(`${base}^{tree}`);
    const inside = new Map<string, TreeChange[]>();
    for (const { path, mode, oid } of changes) {
      const [name = "", ...rest] = path.split("/");
      if (/^(\.{0,2}|\.git)$/i.test(name)) throw new GitError(`invalid path '${path}'`);
      if (rest.length > 0)
        inside.set(name, [...(inside.get(name) ?? []), { path: rest.join("/"), mode, oid }]);
      else if (oid === null) entries.delete(name);
      else entries.set(name, { mode, oid });
    }
    for (const [name, some] of inside) {
      const before = entries.get(name);
      const oid = await this.writeTree(before?.mode === FOLDER ? before.oid : null, some);
      if (oid === EMPTY_TREE) entries.delete(name);
      else entries.set(name, { mode: FOLDER, oid });
    }
    return this.#objects.write("tree", treeContent(entries));
  }

  writeCommit(commit: NewCommit): Promise<string> {
    return this.#objects.write("commit", commitContent(commit, Math.floor(Date.now() / 1000)));
  }

  /** Moves a ref from `old` (`null`: it must not exist yet) to `oid`; `false` when it is somewhere else. */
  async moveRef(ref: string, oid: string, old: string | null): Promise<boolean> {
    try {
      await this.#run(["update-ref", ref, oid, old ?? "0".repeat(40)]);
      return true;
    } catch {
      return false;
    }
  }

  async #content(oid: string): Promise<Buffer> {
    const found = await this.#objects.read(oid);
    if (found === null) throw new GitError(`no object ${oid}`);
    return found.content;
  }

  async #tree(name: string): Promise<Map<string, TreeEntry>> {
    return parseTree(await this.#content(name));
  }

  async #text(options: readonly string[]): Promise<string> {
    return (await this.#run(options)).toString("utf8");
  }

  #run(options: readonly string[]): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn("git", options, {
        cwd: options[0] === "init" ? undefined : this.directory,
        stdio: ["ignore", "pipe", "pipe"],
      });
      const output: Buffer[] = [];
      const complaint: Buffer[] = [];
      child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
      child.on("error", reject);
      child.on("close", (code) => {
        if (code === 0) resolve(Buffer.concat(output));
        else reject(new GitError(`git ${options[0]}: ${Buffer.concat(complaint).toString("utf8").trim()}`));
      });
    });
  }
}
