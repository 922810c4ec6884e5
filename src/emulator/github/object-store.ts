import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import type { LooseFiles, ObjectType, StoredObject } from "./loose-files.ts";
import { parseCommit } from "./object-format.ts";

interface Question {
  readonly resolve: (found: StoredObject | null) => void;
  readonly reject: (error: Error) => void;
}

/** The names that are understood here: an id, or a ref with or without its folder; and then what it is to lead to. */
const NAME = /^([\w./-]+)(?:\^\{(commit|tree)\})?$/;
/** The beginning of an id may be one. */
const PART_OF_ID = /^[0-9a-f]{4,39}$/;
const ID = /^[0-9a-f]{40}$/;
/** Where git looks for a ref, in this order. */
const FOLDERS = ["", "refs/", "refs/tags/", "refs/heads/"];

/**
 * The objects of a repository on disk. Only for what git has packed, or only git understands, is one started; it
 * answers all questions for as long as the store is open, because that takes longer than an answer.
 */
export class ObjectStore {
  readonly #directory: string;
  readonly #files: LooseFiles;
  readonly #asked: Question[] = [];
  #git: ChildProcessWithoutNullStreams | null = null;
  #output = Buffer.alloc(0);

  constructor(directory: string, files: LooseFiles) {
    this.#directory = directory;
    this.#files = files;
  }

  /** @param name An id, or whatever else git takes for one object: `HEAD^{commit}`. */
  async read(name: string): Promise<StoredObject | null> {
    const found = this.#loose(name);
    return found === "ask git" ? this.#ask(name) : found;
  }

  async close(): Promise<void> {
    const git = this.#git;
    if (git === null) return;
    const closed = once(git, "close");
    git.stdin.end();
    await closed;
  }

  #loose(name: string): StoredObject | null | "ask git" {
    const [, place = "", wanted] = NAME.exec(name) ?? [];
    if (place === "" || PART_OF_ID.test(place)) return "ask git";
    const oid = ID.test(place) ? place : this.#ref(place);
    const object = oid && this.#files.readObject(oid);
    if (!object) return this.#files.isAll() ? null : "ask git";
    if (wanted === undefined || wanted === object.type) return object;
    return object.type === "commit" ? this.#loose(parseCommit(object.content).tree) : "ask git";
  }

  #ref(name: string): string | null {
    for (const folder of FOLDERS) {
      const oid = this.#files.readRef(`${folder}${name}`);
      if (oid !== null) return oid;
    }
    return null;
  }

  #ask(name: string): Promise<StoredObject | null> {
    // What would be two questions, or none.
    if (name === "" || /[\n\0]/.test(name)) return Promise.resolve(null);
    const { promise, resolve, reject } = Promise.withResolvers<StoredObject | null>();
    this.#git ??= this.#start();
    this.#asked.push({ resolve, reject });
    this.#git.stdin.write(`contents ${name}\n`);
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
    const to = from + Number(size);
    // A content has a line end of its own.
    const next = type ? to + 1 : to;
    if (this.#output.length < next) return false;
    const content = Buffer.from(this.#output.subarray(from, to));
    this.#output = this.#output.subarray(next);
    this.#asked.shift();
    question.resolve(type ? { oid, type: type as ObjectType, content } : null);
    return true;
  }
}
