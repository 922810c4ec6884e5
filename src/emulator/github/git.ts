import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { LooseFiles, type ObjectType } from "./loose-files.ts";
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

/** What a tree is to hold at a path: a blob or tree by its id, or nothing any more. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  /** `null` deletes. */
  readonly oid: string | null;
}

/** The id of a tree without anything in it; git keeps none within another. */
const EMPTY_TREE = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

/** The mode of another repository within this one. */
const SUBMODULE = "160000";

type Listed = TreeChange & { readonly oid: string; readonly type: ObjectType };

/** Git said no: no such object, or a ref that is not where it was thought to be. */
class GitError extends Error {}

/** A bare repository on disk. `null` stands for "not there". */
export class Git {
  readonly directory: string;
  readonly #files: LooseFiles;

  constructor(directory: string) {
    this.directory = directory;
    this.#files = new LooseFiles(directory);
  }

  initialise(): void {
    this.#files.initialise();
  }

  resolve(revision: string): string | null {
    const [, place, path] = /^([^:]+):(.+)$/s.exec(revision) ?? [];
    const found = path === undefined ? this.#files.find(revision) : this.entry(place ?? "", path);
    return found?.oid ?? null;
  }

  typeOf(oid: string): ObjectType | null {
    return this.#files.find(oid)?.type ?? null;
  }

  blob(oid: string): Buffer {
    return this.#content(oid);
  }

  commit(oid: string): Commit {
    return parseCommit(this.#content(oid));
  }

  /** Newest first. */
  history(oid: string, count = Number.POSITIVE_INFINITY): string[] {
    const ids: string[] = [];
    for (const id of this.#ancestry(oid)) if (ids.push(id) === count) break;
    return ids;
  }

  isAncestor(ancestor: string, oid: string): boolean {
    for (const id of this.#ancestry(oid)) if (id === ancestor) return true;
    return false;
  }

  /** New name → former name of the files that `head` has under another one than the commit where it left `base`. */
  async renamed(base: string, head: string): Promise<Map<string, string>> {
    const options = ["-z", "--name-status", "--find-renames", "--diff-filter=R"];
    const { stdout } = await promisify(execFile)("git", ["diff", ...options, `${base}...${head}`], {
      cwd: this.directory,
    });
    const parts = stdout.split("\0");
    const names = new Map<string, string>();
    for (let at = 0; at + 2 < parts.length; at += 3) names.set(parts[at + 2] ?? "", parts[at + 1] ?? "");
    return names;
  }

  /** What a commit has at a path; nothing, where there is no such commit. */
  entry(commit: string, path: string): (TreeEntry & { readonly type: ObjectType }) | null {
    const root = this.#files.find(`${commit}^{tree}`);
    if (root === null) return null;
    let found: TreeEntry = { mode: FOLDER, oid: root.oid };
    for (const name of path.split("/")) {
      const below = found.mode === FOLDER ? this.#tree(found.oid) : null;
      const next = below?.get(name);
      if (!next) return null;
      found = next;
    }
    const type = this.typeOf(found.oid);
    return type && { mode: found.mode.padStart(6, "0"), oid: found.oid, type };
  }

  /** Of a tree or a commit; with `recursive` those of all folders, and the folders themselves. */
  entries(oid: string, recursive: boolean, inside = ""): Listed[] {
    const found: Listed[] = [];
    for (const [name, entry] of this.#tree(`${oid}^{tree}`)) {
      const path = `${inside}${name}`;
      const type = entry.mode === FOLDER ? "tree" : entry.mode === SUBMODULE ? "commit" : "blob";
      found.push({ path, mode: entry.mode.padStart(6, "0"), type, oid: entry.oid });
      if (recursive && type === "tree") found.push(...this.entries(entry.oid, true, `${path}/`));
    }
    return found;
  }

  writeBlob(content: Buffer): string {
    return this.#files.writeObject("blob", content);
  }

  /** A tree like `base` (an empty one when `null`; that of a commit will do), with these changes. */
  writeTree(base: string | null, changes: readonly TreeChange[]): string {
    const entries = base === null ? new Map<string, TreeEntry>() : this.#tree(`${base}^{tree}`);
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
      const oid = this.writeTree(before?.mode === FOLDER ? before.oid : null, some);
      if (oid === EMPTY_TREE) entries.delete(name);
      else entries.set(name, { mode: FOLDER, oid });
    }
    return this.#files.writeObject("tree", treeContent(entries));
  }

  writeCommit(commit: NewCommit): string {
    return this.#files.writeObject("commit", commitContent(commit, Math.floor(Date.now() / 1000)));
  }

  /** Moves a ref from `old` (`null`: it must not exist yet) to `oid`; `false` when it is somewhere else. */
  moveRef(ref: string, oid: string, old: string | null): boolean {
    if (ref.startsWith("refs/heads/") && this.typeOf(oid) !== "commit") return false;
    return this.#files.moveRef(ref, oid, old);
  }

  /** A commit and all before it, newest first. */
  *#ancestry(oid: string): Generator<string> {
    const seen = new Set([oid]);
    const next = [{ oid, ...this.commit(oid) }];
    for (let newest = next.shift(); newest; newest = next.shift()) {
      yield newest.oid;
      for (const parent of newest.parents) {
        if (!seen.has(parent)) next.push({ oid: parent, ...this.commit(parent) });
        seen.add(parent);
      }
      // Stable: of the same second, a parent comes after its child.
      next.sort((one, other) => other.committedAt - one.committedAt);
    }
  }

  #content(oid: string): Buffer {
    const found = this.#files.find(oid);
    if (found === null) throw new GitError(`no object ${oid}`);
    return found.content;
  }

  #tree(name: string): Map<string, TreeEntry> {
    return parseTree(this.#content(name));
  }
}
