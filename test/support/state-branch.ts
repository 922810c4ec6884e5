import { execFile } from "node:child_process";
import { mkdtempDisposable, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Stage } from "./stage.ts";

const AUTHOR = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];

/** Somebody edits `state.json` on the state branch, and pushes. `null` takes the file out. */
export async function editState(stage: Stage, edit: (text: string) => string | null): Promise<void> {
  await using clone = await mkdtempDisposable(join(tmpdir(), "state-"));
  const git = (...args: readonly string[]) =>
    promisify(execFile)("git", [...AUTHOR, "-C", clone.path, ...args]);
  await git("clone", "--quiet", "--branch", "cosell-sync", stage.emulator.gitDir, ".");
  const file = join(clone.path, "state.json");
  const edited = edit(await readFile(file, "utf8"));
  if (edited === null) await rm(file);
  else await writeFile(file, edited);
  await git("commit", "--quiet", "--all", "--message", "Mend something");
  await git("push", "--quiet");
}
