import { spawn } from "node:child_process";
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
import { ObjectStore } from "./object-store.ts";

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
  readonly #objects: ObjectStore;

  constructor(directory: string) {
    this.directory = directory;
    this.#files = new LooseFiles(directory);
    this.#objects = new ObjectStore(directory, this.#files);
  }

  initialise(): void {
    this.#files.initialise();
  }

  close(): Promise<void> {
    return this.#objects.close();
  }

  async resolve(revision: string): Promise<string | null> {
    const [, place, path] = /^([^:]+):(.+)$/s.exec(revision) ?? [];
    if (path === undefined) return (await this.#objects.read(revision))?.oid ?? null;
    return (await this.entry(place ?? "", path))?.oid ?? null;
  }

  async typeOf(oid: string): Promise<ObjectType | null> {
    return (await this.#objects.read(oid))?.type ?? null;
  }

  blob(oid: string): Promise<Buffer> {
    return this.#content(oid);
  }

  async commit(oid: string): Promise<Commit> {
    return parseCommit(await this.#content(oid));
  }

  /** Newest first. */
  async history(oid: string, count: number): Promise<string[]> {
    const ids: string[] = [];
    for await (const id of this.#ancestry(oid)) {
      if (ids.length === count) break;
      ids.push(id);
    }
    return ids;
  }

  async isAncestor(ancestor: string, oid: string): Promise<boolean> {
    for await (const id of this.#ancestry(oid)) if (id === ancestor) return true;
    return false;
  }

  /** New name → former name of the files that `head` has under another one than the commit where it left `base`. */
  async renamed(base: string, head: string): Promise<Map<string, string>> {
    const options = ["-z", "--name-status", "--find-renames", "--diff-filter=R"];
    const parts = (await this.#text(["diff", ...options, `${base}...${head}`])).split("\0");
    const names = new Map<string, string>();
    for (let at = 0; at + 2 < parts.length; at += 3) names.set(parts[at + 2] ?? "", parts[at + 1] ?? "");
    return names;
  }

  /** What a commit has at a path; nothing, where there is no such commit. */
  async entry(commit: string, path: string): Promise<(TreeEntry & { readonly type: ObjectType }) | null> {
    const root = await this.#objects.read(`${commit}^{tree}`);
    if (root === null) return null;
    let found: TreeEntry = { mode: FOLDER, oid: root.oid };
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
  async entries(oid: string, recursive: boolean, inside = ""): Promise<Listed[]> {
    const found: Listed[] = [];
    for (const [name, entry] of await this.#tree(`${oid}^{tree}`)) {
      const path = `${inside}${name}`;
      const type = entry.mode === FOLDER ? "tree" : entry.mode === SUBMODULE ? "commit" : "blob";
      found.push({ path, mode: entry.mode.padStart(6, "0"), type, oid: entry.oid });
      if (recursive && type === "tree") found.push(...(await this.entries(entry.oid, true, `${path}/`)));
    }
    return found;
  }

  writeBlob(content: Buffer): string {
    return this.#files.writeObject("blob", content);
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
    return this.#files.writeObject("tree", treeContent(entries));
  }

  writeCommit(commit: NewCommit): string {
    return this.#files.writeObject("commit", commitContent(commit, Math.floor(Date.now() / 1000)));
  }

  /** Moves a ref from `old` (`null`: it must not exist yet) to `oid`; `false` when it is somewhere else. */
  async moveRef(ref: string, oid: string, old: string | null): Promise<boolean> {
    if (ref.startsWith("refs/heads/") && (await this.typeOf(oid)) !== "commit") return false;
    if (this.#files.isAll()) return this.#files.moveRef(ref, oid, old);
    try {
      await this.#run(["update-ref", ref, oid, old ?? "0".repeat(40)]);
      return true;
    } catch {
      return false;
    }
  }

  /** A commit and all before it, newest first. */
  async *#ancestry(oid: string): AsyncGenerator<string> {
    const seen = new Set([oid]);
    const next = [{ oid, ...(await this.commit(oid)) }];
    for (let newest = next.shift(); newest; newest = next.shift()) {
      yield newest.oid;
      for (const parent of newest.parents) {
        if (!seen.has(parent)) next.push({ oid: parent, ...(await this.commit(parent)) });
        seen.add(parent);
      }
      // Stable: of the same second, a parent comes after its child.
      next.sort((one, other) => other.committedAt - one.committedAt);
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
        cwd: this.directory,
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
