import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { InitFiles } from "../model/init.ts";

/**
 * @param root Where our own repository is.
 * @param directory The repository to write into.
 */
export function openInitFiles(root: string, directory: string): InitFiles {
  return {
    template: (path) => textOf(join(root, path)),
    templates: async (folder) =>
      (await readdir(join(root, folder))).filter((name) => name.endsWith(".yml")).sort(),
    read: (path) => textOf(resolve(directory, path)).catch(nullIfMissing),
    async write(path, text) {
      await mkdir(dirname(resolve(directory, path)), { recursive: true });
      await writeFile(resolve(directory, path), text);
    },
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

const GITHUB_REMOTE = /[/:]([\w.-]+\/[\w.-]+?)(?:\.git)?\/?$/;

/** By its commit, as a tag can be moved to other code, with the version as a comment for people. */
async function referenceOf(root: string): Promise<string | null> {
  const git = async (...args: readonly string[]) => {
    const { stdout } = await promisify(execFile)("git", ["-C", root, ...args]);
    return stdout.trim();
  };
  try {
    const [remote, commit] = [await git("remote", "get-url", "origin"), await git("rev-parse", "HEAD")];
    const name = remote.includes("github") ? GITHUB_REMOTE.exec(remote)?.[1] : undefined;
    const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
    return name ? `${name}@${commit} # v${version}` : null;
  } catch {
    // Not a clone, or without an origin: then only a person knows.
    return null;
  }
}
