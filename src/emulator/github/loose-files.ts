import { hash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { deflateSync, inflateSync } from "node:zlib";
import { parseCommit } from "./object-format.ts";

export type ObjectType = "blob" | "tree" | "commit" | "tag";

export interface StoredObject {
  readonly oid: string;
  readonly type: ObjectType;
  readonly content: Buffer;
}

/** A git that is pushed to, or that tidies up, packs nothing. */
const CONFIGURATION = `[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
[receive]
\tunpackLimit = 1000000
[gc]
\tauto = 0
[maintenance]
\tauto = false
`;

/** What a name or a file says that stands where another is to be. */
const IN_THE_WAY = ["EEXIST", "ENOTDIR", "EISDIR", "ENOTEMPTY"];

/** The names that are understood: an id, or a ref with or without its folder; and then what it is to lead to. */
const NAME = /^([\w./-]+)(?:\^\{(commit|tree)\})?$/;
const ID = /^[0-9a-f]{40}$/;
/** Where git looks for a ref, in this order. */
const FOLDERS = ["", "refs/", "refs/tags/", "refs/heads/"];

/** Git takes no name of a ref in which one of these is (git-check-ref-format). */
const NO_NAME = /\.\.|@\{|\/\/|\/\.|\.lock(\/|$)|[./]$|[\0- \x7f~^:?*[\\]/;

/**
 * A bare repository in which each thing is in a file of its own (gitrepository-layout, gitformat-loose): read and
 * written as git does it, but without starting one, which takes far longer. What git has packed is not seen here.
 */
export class LooseFiles {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  initialise(): void {
    for (const folder of ["objects/info", "objects/pack", "refs/heads", "refs/tags"])
      mkdirSync(join(this.#directory, folder), { recursive: true });
    writeFileSync(join(this.#directory, "config"), CONFIGURATION);
    writeFileSync(join(this.#directory, "HEAD"), "ref: refs/heads/main\n");
  }

  /** @param name An id, or a ref; `main^{tree}` is the tree of the commit that it leads to. */
  find(name: string): StoredObject | null {
    const [, place = "", wanted] = NAME.exec(name) ?? [];
    const oid = ID.test(place) ? place : this.#ref(place);
    const object = oid === null ? null : this.#readObject(oid);
    if (object === null || wanted === undefined || wanted === object.type) return object;
    return object.type === "commit" ? this.find(parseCommit(object.content).tree) : null;
  }

  #ref(name: string): string | null {
    const found = FOLDERS.map((folder) => this.readRef(`${folder}${name}`));
    return found.find((oid) => oid !== null) ?? null;
  }

  #readObject(oid: string): StoredObject | null {
    const file = this.#read(join("objects", oid.slice(0, 2), oid.slice(2)));
    if (file === null) return null;
    const object = inflateSync(file);
    const end = object.indexOf(0);
    const [type] = object.toString("latin1", 0, end).split(" ");
    return { oid, type: type as ObjectType, content: object.subarray(end + 1) };
  }

  /** It is there for everybody once it has its name. */
  writeObject(type: ObjectType, content: Buffer): string {
    const object = Buffer.concat([Buffer.from(`${type} ${content.length}\0`), content]);
    const oid = hash("sha1", object);
    const objects = join(this.#directory, "objects");
    const file = join(objects, oid.slice(0, 2), oid.slice(2));
    if (existsSync(file)) return oid;
    const unfinished = join(objects, `tmp_obj_${randomUUID()}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(unfinished, deflateSync(object), { mode: 0o444 });
    renameSync(unfinished, file);
    return oid;
  }

  /** @param ref Its whole name, or `HEAD`. */
  readRef(ref: string): string | null {
    const text = this.#read(ref)?.toString("utf8").trim() ?? "";
    if (text.startsWith("ref: ")) return this.readRef(text.slice("ref: ".length));
    return ID.test(text) ? text : null;
  }

  /**
   * Under the lock that every git takes for it.
   *
   * @param old Where it must be until now; `null`: it must not exist.
   */
  moveRef(ref: string, oid: string, old: string | null): boolean {
    if (NO_NAME.test(ref)) return false;
    const file = join(this.#directory, ref);
    const lock = `${file}.lock`;
    const locked = unlessInTheWay(() => {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(lock, `${oid}\n`, { flag: "wx" });
    });
    if (!locked) return false;
    const moved = this.readRef(ref) === old && unlessInTheWay(() => renameSync(lock, file));
    if (!moved) rmSync(lock);
    return moved;
  }

  #read(path: string): Buffer | null {
    try {
      return readFileSync(join(this.#directory, path));
    } catch (error) {
      if (["ENOENT", ...IN_THE_WAY].includes((error as NodeJS.ErrnoException).code ?? "")) return null;
      throw error;
    }
  }
}

/** Whether it was done: not so where a file stands in the place of another, of a folder, or the other way round. */
function unlessInTheWay(act: () => void): boolean {
  try {
    act();
    return true;
  } catch (error) {
    if (IN_THE_WAY.includes((error as NodeJS.ErrnoException).code ?? "")) return false;
    throw error;
  }
}
