import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";

/** What a tree is to hold at a path: a blob or tree by its id, or nothing any more. */
export interface TreeChange {
  readonly path: string;
  readonly mode: string;
  /** `null` deletes. */
  readonly oid: string | null;
}

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly author: Person;
  readonly committer: Person;
}

export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Git said no: no such object, or a ref that is not where it was thought to be. */
class GitError extends Error {}

/** A bare repository on disk, worked on with the git command line. `null` stands for "not there". */
export class Git {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  async initialise(): Promise<void> {
    await this.#run(["init", "--quiet", "--bare", "--initial-branch=main", this.directory]);
  }

  async resolve(revision: string): Promise<string | null> {
    try {
      return (await this.#text(["rev-parse", "--verify", "--quiet", "--end-of-options", revision])).trim();
    } catch {
      return null;
    }
  }

  async typeOf(oid: string): Promise<string | null> {
    try {
      return (await this.#text(["cat-file", "-t", oid])).trim();
    } catch {
      return null;
    }
  }

  blob(oid: string): Promise<Buffer> {
    return this.#run(["cat-file", "blob", oid]);
  }

  async message(oid: string): Promise<string> {
    return (await this.#text(["show", "--no-patch", "--format=%B", oid])).replace(/\n+$/, "");
  }

  async committerEmail(oid: string): Promise<string> {
    return (await this.#text(["show", "--no-patch", "--format=%ce", oid])).trim();
  }

  async parents(oid: string): Promise<string[]> {
    const line = await this.#text(["rev-list", "--parents", "--max-count=1", oid]);
    return line.trim().split(" ").slice(1);
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

  async entry(commit: string, path: string): Promise<(TreeChange & { readonly type: string }) | null> {
    const line = await this.#text(["ls-tree", commit, "--", path]);
    const match = /^(\d+) (\w+) ([0-9a-f]+)\t/.exec(line);
    return match ? { path, mode: match[1] ?? "", type: match[2] ?? "", oid: match[3] ?? "" } : null;
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

  async writeBlob(content: Buffer): Promise<string> {
    return (await this.#text(["hash-object", "-w", "--stdin"], { input: content })).trim();
  }

  /** A tree like `base` (an empty one when `null`), with these changes. */
  async writeTree(base: string | null, changes: readonly TreeChange[]): Promise<string> {
    const index = join(this.directory, `index-${randomUUID()}`);
    const environment = { GIT_INDEX_FILE: index };
    const lines = changes.map(({ path, mode, oid }) =>
      oid === null ? `0 ${"0".repeat(40)}\t${path}\n` : `${mode} ${oid}\t${path}\n`,
    );
    try {
      await this.#run(base === null ? ["read-tree", "--empty"] : ["read-tree", base], { environment });
      await this.#run(["update-index", "--index-info"], { environment, input: Buffer.from(lines.join("")) });
      return (await this.#text(["write-tree"], { environment })).trim();
    } finally {
      await rm(index, { force: true });
    }
  }

  async writeCommit({ tree, parents, message, author, committer }: NewCommit): Promise<string> {
    const environment = {
      GIT_AUTHOR_NAME: author.name,
      GIT_AUTHOR_EMAIL: author.email,
      GIT_COMMITTER_NAME: committer.name,
      GIT_COMMITTER_EMAIL: committer.email,
    };
    const parentArguments = parents.flatMap((parent) => ["-p", parent]);
    const input = Buffer.from(message);
    return (await this.#text(["commit-tree", tree, ...parentArguments], { environment, input })).trim();
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

  async #text(options: readonly string[], more: RunOptions = {}): Promise<string> {
    return (await this.#run(options, more)).toString("utf8");
  }

  #run(options: readonly string[], { input, environment }: RunOptions = {}): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      const child = spawn("git", options, {
        cwd: options[0] === "init" ? undefined : this.directory,
        env: { ...process.env, ...environment },
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
      // Git may be done before it has read everything; then there is nothing to tell it any more.
      child.stdin.on("error", () => {});
      child.stdin.end(input);
    });
  }
}

interface RunOptions {
  readonly input?: Buffer;
  readonly environment?: Readonly<Record<string, string>>;
}
