import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { deflate } from "node:zlib";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

export interface StoredObject {
  readonly oid: string;
  readonly type: ObjectType;
  /** Empty when only the rest was asked for. */
  readonly content: Buffer;
}

interface Question {
  readonly withContent: boolean;
  readonly resolve: (found: StoredObject | null) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The objects of a repository on disk. One git answers all questions for as long as the store is open, and what is
 * new is written as git itself writes it, because tests ask and write much, and starting a git takes longer than
 * either.
 */
export class ObjectStore {
  readonly #directory: string;
  readonly #asked: Question[] = [];
  #git: ChildProcessWithoutNullStreams | null = null;
  #output = Buffer.alloc(0);

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** @param name An id, or whatever else git takes for one object: `HEAD^{commit}`. */
  read(name: string): Promise<StoredObject | null> {
    return this.#ask("contents", name);
  }

  /** The same without its content. */
  look(name: string): Promise<StoredObject | null> {
    return this.#ask("info", name);
  }

  /** A loose object (gitformat-loose): there for everybody once it has its name. */
  async write(type: ObjectType, content: Buffer): Promise<string> {
    const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const oid = createHash("sha1").update(object).digest("hex");
    const folder = join(this.#directory, "objects", oid.slice(0, 2));
    const unfinished = join(this.#directory, "objects", `tmp_obj_${randomUUID()}`);
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, await promisify(deflate)(object), { mode: 0o444 });
    await rename(unfinished, join(folder, oid.slice(2)));
    return oid;
  }

  async close(): Promise<void> {
    const git = this.#git;
    if (git === null) return;
    const closed = once(git, "close");
    git.stdin.end();
    await closed;
  }

  #ask(command: "contents" | "info", name: string): Promise<StoredObject | null> {
    // What would be two questions, or none.
    if (name === "" || /[\n\0]/.test(name)) return Promise.resolve(null);
    const { promise, resolve, reject } = Promise.withResolvers<StoredObject | null>();
    this.#git ??= this.#start();
    this.#asked.push({ withContent: command === "contents", resolve, reject });
    this.#git.stdin.write(`${command} ${name}\n`);
    return promise;
  }

  #start(): ChildProcessWithoutNullStreams {
    const git = spawn("git", ["cat-file", "--batch-command"], { cwd: this.#directory });
    const ended = (error: Error) => {
      if (this.#git !== git) return;
      this.#git = null;
      this.#output = Buffer.alloc(0);
      for (const { reject } of this.#asked.splice(0)) reject(error);
    };
    git.on("error", ended);
    git.on("close", () => ended(new Error("git cat-file ended before it had answered")));
    git.stdin.on("error", ended);
    git.stderr.resume();
    git.stdout.on("data", (chunk: Buffer) => {
      this.#output = Buffer.concat([this.#output, chunk]);
      while (this.#answer());
    });
    return git;
  }

  /** Takes an answer from what git has written; `false` while there is no whole one. */
  #answer(): boolean {
    const end = this.#output.indexOf("\n");
    const [question] = this.#asked;
    if (end < 0 || !question) return false;
    const [, oid = "", type, size = "0"] =
      /^([0-9a-f]{40}) (blob|tree|commit|tag) (\d+)$/.exec(this.#output.toString("utf8", 0, end)) ?? [];
    const from = end + 1;
    const to = from + (type && question.withContent ? Number(size) : 0);
    // A content has a line end of its own.
    const next = type && question.withContent ? to + 1 : to;
    if (this.#output.length < next) return false;
    const content = Buffer.from(this.#output.subarray(from, to));
    this.#output = this.#output.subarray(next);
    this.#asked.shift();
    question.resolve(type ? { oid, type: type as ObjectType, content } : null);
    return true;
  }
}
