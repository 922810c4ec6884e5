import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdir, readdir, realpath, rename, rm } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { StateError } from "../../errors.ts";
import { inherited } from "./environment.ts";

export interface GitResult {
  /** Exit status; -1 when a signal ended git. */
  readonly status: number;
  readonly output: Buffer;
  readonly complaint: string;
}

/** Runs one git process in one repository. It is started at once, and given its input when that is known. */
export type Git = (parameters: readonly string[], input?: Input) => Promise<GitResult>;

type Input = string | Promise<string>;

interface Run {
  readonly parameters: readonly string[];
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly input?: Input;
}

/** Messages in English, because they are matched; and never a question to a person who is not there. */
const UNATTENDED = { LC_ALL: "C", GIT_TERMINAL_PROMPT: "0" };

/** What a person has configured for their own work (hooks, signing, templates) has no say in the state. */
const NO_USER_CONFIGURATION = { GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" };

const SETTINGS = [
  ["core.hooksPath", "/dev/null"],
  // The journal has to survive a power cut before the first remote write: git by default leaves loose
  // objects and refs to the operating system's own time.
  ["core.fsync", "committed,loose-object,reference"],
  ["core.filesRefLockTimeout", "1000"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

/**
 * The repository in exactly this directory, never one further up. A directory that is missing or empty
 * becomes a bare repository whose HEAD is `branch`.
 *
 * @throws StateError when the directory holds something else, belongs to somebody whom git does not trust,
 *   or has the branch checked out
 */
export async function openRepository(directory: string, branch: string): Promise<Git> {
  const empty = await isEmpty(directory);
  if (empty === null) await makeWhole(directory, branch);
  // A directory that somebody has prepared keeps its rights.
  else if (empty) await initialise(directory, branch);
  const path = await realpath(directory);
  const environment = { ...UNATTENDED, ...NO_USER_CONFIGURATION };
  const location = ["--git-dir", await gitDirectory(path)];
  const git: Git = (parameters, input = "") =>
    run({ parameters: [...location, ...SETTINGS, ...parameters], directory: path, environment, input });
  await refuseCheckedOut(git, directory, branch);
  return git;
}

/** For what no caller expects: carries git's own words. */
export function gitFailure(action: string, { status, complaint }: GitResult): StateError {
  return new StateError(
    `git could not ${action} (status ${status}): ${complaint.trim()}`,
    "Fix the repository of --state-dir (git fsck tells what is wrong with it), or name another directory.",
  );
}

/** Whether the directory has anything in it; `null` when it does not exist. */
async function isEmpty(directory: string): Promise<boolean | null> {
  try {
    return (await readdir(directory)).length === 0;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw unusable(directory, error);
  }
}

/**
 * Made beside its place and moved there whole: a program that opens the directory at the same time never sees
 * half of it. When that one was faster, its repository is there and this one is dropped.
 */
async function makeWhole(directory: string, branch: string): Promise<void> {
  const draft = `${resolve(directory)}.${randomUUID()}`;
  try {
    // Where none can be made, as in /proc, Node would try both of them for ever.
    await mkdir(dirname(draft), { recursive: true });
    await mkdir(draft);
    await initialise(draft, branch);
    await rename(draft, directory);
  } catch (error) {
    if (error instanceof StateError) throw error;
    if ((await isEmpty(directory)) === null) throw unusable(directory, error);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function unusable(directory: string, cause: unknown): StateError {
  return new StateError(
    `The state directory ${directory} cannot be used: ${(cause as NodeJS.ErrnoException).code}.`,
    "Give --state-dir a directory that you may read and write.",
    { cause },
  );
}

async function initialise(directory: string, branch: string): Promise<void> {
  const result = await run({
    parameters: ["init", "--quiet", "--bare", `--initial-branch=${branch}`],
    directory,
    environment: { ...UNATTENDED, ...NO_USER_CONFIGURATION },
  });
  if (result.status !== 0) throw gitFailure(`make a repository in ${directory}`, result);
}

/**
 * The one call that reads the user's configuration: `safe.directory` counts nowhere else. Later calls name
 * the git directory themselves, which git takes as trust in it. A bare repository is what we make, and somebody has
 * named it: it is not one that git came upon, which `safe.bareRepository` is about.
 */
async function gitDirectory(directory: string): Promise<string> {
  const result = await run({
    parameters: ["-c", "safe.bareRepository=all", "rev-parse", "--absolute-git-dir"],
    directory,
    environment: { ...UNATTENDED, GIT_CEILING_DIRECTORIES: dirname(directory) },
  });
  if (result.status === 0) return result.output.toString().trim();
  if (result.complaint.includes("dubious ownership")) {
    throw new StateError(
      `git does not trust the state directory ${directory}, because it belongs to another user.`,
      `If you trust it, run: git config --global --add safe.directory "${directory}"`,
    );
  }
  if (!result.complaint.includes("not a git repository")) throw gitFailure(`open ${directory}`, result);
  throw new StateError(
    `The state directory ${directory} is not empty, and not a git repository.`,
    "Give --state-dir a git repository, or a directory that is empty or does not exist yet.",
  );
}

/** Moving a branch under a checkout would show every commit of ours as a change that somebody staged. */
async function refuseCheckedOut(git: Git, directory: string, branch: string): Promise<void> {
  const result = await git(["worktree", "list", "--porcelain"]);
  if (result.status !== 0) throw gitFailure("list the work trees", result);
  if (!result.output.toString().split("\n").includes(`branch refs/heads/${branch}`)) return;
  throw new StateError(
    `The state branch ${branch} is checked out in ${directory}.`,
    "Check out another branch there, or name another state branch.",
  );
}

function run({ parameters, directory, environment, input = "" }: Run): Promise<GitResult> {
  return new Promise((resolve, reject) => {
    const child = spawn("git", parameters, { cwd: directory, env: { ...inherited(), ...environment } });
    const output: Buffer[] = [];
    const complaint: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => complaint.push(chunk));
    child.on("error", (error) => reject(notStarted(error)));
    child.on("close", (status) =>
      resolve({
        status: status ?? -1,
        output: Buffer.concat(output),
        complaint: Buffer.concat(complaint).toString(),
      }),
    );
    // A git that ends before it has read everything closes the pipe: its status tells why.
    child.stdin.on("error", () => {});
    Promise.resolve(input).then(
      (text) => child.stdin.end(text),
      (error) => {
        child.stdin.end();
        reject(error);
      },
    );
  });
}

function notStarted(error: Error): StateError {
  return new StateError(
    `git could not be started: ${error.message}.`,
    "Install git 2.36 or later and put it on the PATH: --state-dir keeps the state in a git repository.",
    { cause: error },
  );
}
