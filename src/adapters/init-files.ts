import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { ConfigurationError } from "../errors.ts";
import type { InitFiles } from "../model/init.ts";
import { inherited } from "./git/environment.ts";

/**
 * @param root Where our own repository is.
 * @param directory The repository to write into.
 */
export function openInitFiles(root: string, directory: string): InitFiles {
  return {
    template: (path) => textOf(join(root, path)),
    templates: async (folder) =>
      (await readdir(join(root, folder))).filter((name) => name.endsWith(".yml")).sort(),
    read: (path) =>
      textOf(resolve(directory, path))
        .catch(nullIfMissing)
        .catch((error) => {
          throw unusable(path, "read", error);
        }),
    async write(path, text) {
      try {
        await mkdir(dirname(resolve(directory, path)), { recursive: true });
        await writeFile(resolve(directory, path), text);
      } catch (error) {
        throw unusable(path, "written", error);
      }
    },
    folder: () => prefixOf(directory).catch(() => ""),
    ownReference: () => referenceOf(root),
  };
}

/** As it is in git: where git was told to (core.autocrlf), lines in a checkout end as those of Windows do. */
async function textOf(path: string): Promise<string> {
  return (await readFile(path, "utf8")).replaceAll("\r\n", "\n");
}

function nullIfMissing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}

function unusable(path: string, what: "read" | "written", error: unknown): ConfigurationError {
  const { code } = error as NodeJS.ErrnoException;
  return new ConfigurationError(
    [{ where: path, message: `cannot be ${what}: the machine says ${code}` }],
    "Look what is there, and whether this user may write to it, then run init again: it leaves alone what it has written before.",
  );
}

async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const { stdout } = await promisify(execFile)("git", ["-C", directory, ...args], { env: inherited() });
  return stdout.trim();
}

function prefixOf(directory: string): Promise<string> {
  return git(directory, "rev-parse", "--show-prefix");
}

const GITHUB_REMOTE = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/** By its commit, as a tag can be moved to other code, with the version as a comment for people. */
async function referenceOf(root: string): Promise<string | null> {
  try {
    // Unpacked in somebody's repository, it would be named as that.
    if ((await prefixOf(root)) !== "") return null;
    const remote = await git(root, "remote", "get-url", "origin");
    const commit = await git(root, "rev-parse", "HEAD");
    const name = remote.includes("github") ? GITHUB_REMOTE.exec(remote)?.[1] : undefined;
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    return name ? `${name}@${commit} # v${version}` : null;
  } catch {
    // Not a clone, or without an origin: then only a person knows.
    return null;
  }
}
