import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openGitState } from "../src/adapters/git/git.ts";
import { type Figure, ratio } from "./figure.ts";
import { median } from "./ideal.ts";

const BRANCH = "cosell-sync";
/** A hundred audit lines of the length that they have in practice. */
const AUDIT = `${"x".repeat(600)}\n`.repeat(100);
const STATE = `${"x".repeat(79)}\n`.repeat(100);
const AUTHOR = { name: "bench", email: "bench@invalid" };

/** Committing a run's outcomes, against the one git process that has to write the same bytes: item 9. */
export async function measureCommit(earlierRuns: readonly number[], tries: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const runs of earlierRuns) figures.push(await measure(runs, tries));
  return figures;
}

async function measure(runs: number, tries: number): Promise<Figure> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "bench-git-"));
  const clock = { now: () => new Date(), sleep: async () => {} };
  const git = join(directory.path, "state.git");
  const store = await openGitState({ directory: git, branch: BRANCH, author: AUTHOR, clock });
  await fastImport(git, past(runs));
  const ours: number[] = [];
  const floor: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    floor.push(await timed(() => fastImport(git, oneCommit(attempt))));
    const { head } = await store.read(["state.json"]);
    const files = {
      "state.json": STATE + attempt,
      [`audit/2026/11/23/ours-${attempt}.jsonl`]: AUDIT + attempt,
    };
    const change = { expectedHead: head, operation: `bench-${attempt}`, headline: "Sync 100 changes", files };
    ours.push(await timed(() => store.commit(change)));
  }
  const what = `commit ÷ git fast-import, after ${runs.toLocaleString("en-US")} runs`;
  return { item: 9, what, ...ratio(median(ours) / median(floor), { atMost: 1.3 }) };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** With the same care for power cuts as ours: the floor writes the same bytes as durably. */
async function fastImport(directory: string, stream: string): Promise<void> {
  const durable = ["-c", "core.fsync=committed,loose-object,reference"];
  const child = spawn("git", ["-C", directory, ...durable, "fast-import", "--quiet"], {
    stdio: ["pipe", "ignore", "inherit"],
  });
  child.stdin.end(stream);
  const [status] = await once(child, "close");
  if (status !== 0) throw new Error(`git fast-import ended with ${status}`);
}

/** A branch with an audit file for each of so many runs, some on every day. */
function past(runs: number): string {
  const files = Array.from({ length: runs }, (_, run) => {
    const day = String((run % 28) + 1).padStart(2, "0");
    const month = String((Math.floor(run / 28) % 12) + 1).padStart(2, "0");
    return file(`audit/2025/${month}/${day}/${run}.jsonl`, `run ${run}\n`);
  });
  return `${header("Past")}${file("state.json", STATE)}${files.join("")}\n`;
}

function oneCommit(number: number): string {
  const files = `${file("state.json", `${STATE}f${number}`)}${file(`audit/2026/11/23/floor-${number}.jsonl`, `${AUDIT}f${number}`)}`;
  return `${header("Sync")}from refs/heads/${BRANCH}^0\n${files}\n`;
}

function header(message: string): string {
  return `commit refs/heads/${BRANCH}\ncommitter bench <bench@invalid> 1764000000 +0000\n${data(message)}`;
}

function file(path: string, text: string): string {
  return `M 100644 inline ${path}\n${data(text)}`;
}

function data(text: string): string {
  return `data ${Buffer.byteLength(text)}\n${text}\n`;
}
