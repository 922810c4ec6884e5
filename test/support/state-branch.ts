import { execFile } from "node:child_process";
import { mkdtempDisposable, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Stage } from "./stage.ts";

const AUTHOR = ["-c", "user.name=somebody", "-c", "user.email=somebody@example.com"];

/** A file as the state branch has it. */
export function readState({ repository }: Stage, path: string): string {
  const found = repository.entry("refs/heads/cosell-sync", path);
  if (found === null) throw new Error(`the state branch has no ${path}`);
  return repository.blob(found.oid).toString("utf8");
}

/** Changes files in a clone of the state branch. */
export type Edit = (clone: string) => Promise<void>;

/** Somebody edits `state.json` on the state branch, and pushes. `null` takes the file out. */
export async function editState(stage: Stage, edit: (text: string) => string | null): Promise<void> {
  await editBranch(stage, async (clone) => {
    const file = join(clone, "state.json");
    const edited = edit(await readFile(file, "utf8"));
    if (edited === null) await rm(file);
    else await writeFile(file, edited);
  });
}

/** Somebody edits files on the state branch, and pushes a commit: a new one, or one in the place of the last. */
export async function editBranch(stage: Stage, edit: Edit, place: "new" | "last" = "new"): Promise<void> {
  await using clone = await mkdtempDisposable(join(tmpdir(), "state-"));
  const git = (...args: readonly string[]) =>
    promisify(execFile)("git", [...AUTHOR, "-C", clone.path, ...args]);
  await git("clone", "--quiet", "--branch", "cosell-sync", stage.emulator.gitDir, ".");
  await edit(clone.path);
  await git("add", "--all");
  const how = place === "new" ? ["--message", "Fix something"] : ["--amend", "--no-edit"];
  await git("commit", "--quiet", "--allow-empty", ...how);
  await git("push", "--quiet", "--force");
}
