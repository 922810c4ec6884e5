import { randomUUID } from "node:crypto";
import { StateError } from "../../errors.ts";
import type { Clock, StateCommit, StateFiles, StateStore } from "../../model/ports.ts";
import { isOurs, messageBody } from "../commit-message.ts";
import { type Git, gitFailure, openRepository } from "./command.ts";

export interface GitStateOptions {
  /** A repository, bare or not, or a directory that is empty or missing. */
  readonly directory: string;
  /** Short name, without `refs/heads/`. */
  readonly branch: string;
  readonly author: Author;
  readonly clock: Clock;
}

interface Author {
  readonly name: string;
  readonly email: string;
}

/** Input with which git ends without having done anything. */
const NOTHING = "";

/**
 * The state branch in a local repository. Work trees, the index and other branches are never touched.
 *
 * A read is two git processes, a commit two that start at the same time, however many files there are.
 *
 * @throws StateError see `openRepository`
 */
export async function openGitState(options: GitStateOptions): Promise<StateStore> {
  const { directory, branch, author, clock } = options;
  const git = await openRepository(directory, branch);
  const ref = `refs/heads/${branch}`;

  async function read(paths: readonly string[], commit?: string): Promise<StateFiles> {
    const head = commit ?? (await readHead(git, ref));
    return head === null ? { head, files: {} } : readFiles(git, head, paths);
  }

  async function commit(change: StateCommit): Promise<{ head: string } | "stale"> {
    const { expectedHead } = change;
    // To start git takes about as long as what it does here: so the second is there when the first is done.
    const imported = importCommit(git, importStream({ change, author, now: clock.now() }));
    const moved = git(
      ["update-ref", "--stdin"],
      imported.then(
        (head) => movement(ref, head, expectedHead),
        () => NOTHING,
      ),
    );
    const [head, move] = await Promise.all([imported, moved]);
    if (move.status === 0) return { head };
    if ((await readHead(git, ref)) !== expectedHead) return "stale";
    throw gitFailure(`move the branch ${branch}`, move);
  }

  return { read, list: (head, folder) => listFiles(git, head, folder), commit };
}

/** `for-each-ref` tells a branch that is broken from one that is missing, and asks for no object. */
async function readHead(git: Git, ref: string): Promise<string | null> {
  const result = await git(["for-each-ref", "--format=%(refname) %(objectname)", ref]);
  if (result.status !== 0 || result.complaint.includes("broken ref")) throw gitFailure(`read ${ref}`, result);
  const lines = result.output.toString().split("\n");
  return lines.find((line) => line.startsWith(`${ref} `))?.slice(ref.length + 1) ?? null;
}

/** By the commit and not by the branch, which may move between two files. */
async function readFiles(git: Git, head: string, paths: readonly string[]): Promise<StateFiles> {
  const names = [head, ...paths.map((path) => `${head}:${path}`)];
  const result = await git(["cat-file", "--batch"], names.map((name) => `${name}\n`).join(""));
  if (result.status !== 0) throw gitFailure(`read ${head}`, result);
  const [commit, ...objects] = batchObjects(result.output, names.length);
  if (commit?.type !== "commit") {
    throw new StateError(
      `The state branch points to ${head}, which is not a commit of this repository.`,
      "The repository of --state-dir is damaged: run git fsck there, and restore it from a copy.",
    );
  }
  const files = paths.flatMap((path, index) => {
    const object = objects[index];
    return object?.type === "blob" ? [[path, object.content] as const] : [];
  });
  return { head, files: Object.fromEntries(files), ...(isMadeHere(commit.content) ? {} : { edited: true }) };
}

/** A commit object: `parent <id>` among its headers, an empty line, the message. */
function isMadeHere(commit: string): boolean {
  const end = commit.indexOf("\n\n");
  const parent = /^parent ([0-9a-f]+)$/m.exec(commit.slice(0, end))?.[1] ?? null;
  return isOurs(commit.slice(end), parent);
}

async function listFiles(git: Git, head: string, folder: string): Promise<string[]> {
  const result = await git(["ls-tree", "-r", "-z", "--name-only", head, "--", `${folder}/`]);
  if (result.status !== 0) throw gitFailure(`list the files of ${head}`, result);
  return result.output.toString().split("\0").filter(Boolean);
}

/** What `git cat-file --batch` prints: `<id> <type> <size>`, newline, content, newline; or `<name> missing`. */
function batchObjects(output: Buffer, count: number): { type: string; content: string }[] {
  let at = 0;
  return Array.from({ length: count }, () => {
    const start = output.indexOf("\n", at) + 1;
    const [, type, size] = /^[0-9a-f]+ (\w+) (\d+)\n$/.exec(output.toString("utf8", at, start)) ?? [];
    if (type === undefined) {
      at = start;
      return { type: "missing", content: "" };
    }
    const end = start + Number(size);
    at = end + 1;
    return { type, content: output.toString("utf8", start, end) };
  });
}

/** The id of the commit. */
async function importCommit(git: Git, stream: string): Promise<string> {
  const result = await git(["fast-import", "--quiet"], stream);
  if (result.status !== 0) throw gitFailure("write the commit", result);
  return result.output.toString().trim();
}

/** For `git update-ref --stdin`, which refuses it unless the branch is where it is expected. */
function movement(ref: string, head: string, expectedHead: string | null): string {
  return expectedHead === null ? `create ${ref} ${head}\n` : `update ${ref} ${head} ${expectedHead}\n`;
}

/**
 * One commit in the language of `git fast-import`, which answers with its id. It goes to a branch that is taken
 * back before it becomes a ref: fast-import would move the branch itself from any ancestor of the parent, not only
 * from the parent.
 */
function importStream(commit: { change: StateCommit; author: Author; now: Date }): string {
  const { change, author, now } = commit;
  const pending = `refs/cosell-sync/${randomUUID()}`;
  const seconds = Math.floor(now.getTime() / 1000);
  const files = Object.entries(change.files).map(([path, text]) =>
    text === null ? `D ${quoted(path)}\n` : `M 100644 inline ${quoted(path)}\n${data(text)}`,
  );
  return [
    `feature done\ncommit ${pending}\nmark :1\n`,
    `committer ${author.name} <${author.email}> ${seconds} +0000\n`,
    data(`${change.headline}\n\n${messageBody(change)}\n`),
    change.expectedHead === null ? "" : `from ${change.expectedHead}\n`,
    ...files,
    `get-mark :1\nreset ${pending}\ndone\n`,
  ].join("");
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}

function quoted(path: string): string {
  return `"${path.replace(/["\\]/g, "\\$&")}"`;
}
