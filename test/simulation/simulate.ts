import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { add, emptyTally, type Tally } from "./tally.ts";
import type { Played } from "./work.ts";
import type { Errand } from "./worker.ts";

export interface Wanted extends Omit<Errand, "share" | "end"> {
  /** Writes the numbers down, for the report. */
  readonly keep: ((tally: Tally) => void) | null;
  readonly print: (line: string) => void;
  /** Hears how far it is, once a minute. */
  readonly progress: (line: string) => void;
}

/** No story has this place. */
const NEVER = 2 ** 31 - 1;

/**
 * Plays stories on all processors; a failing one prints itself, and how to play it again. True when there is
 * none. Without a protection it ends with the first that fails.
 */
export async function simulate(wanted: Wanted): Promise<boolean> {
  const { keep, print, progress, ...errand } = wanted;
  const tally = emptyTally();
  const began = performance.now();
  const end = new Int32Array(new SharedArrayBuffer(4)).fill(NEVER);
  const untilFirst = errand.without !== null;
  const failures: Played[] = [];
  // What was played counts, also when somebody has had enough and stops it.
  const minutely = setInterval(() => {
    progress(summaryLine(tally, performance.now() - began));
    keep?.(tally);
  }, 60_000);
  await onAllProcessors({ ...errand, end }, (played) => {
    add(tally, played);
    if (played.violations.length === 0) return;
    if (!untilFirst) return linesOf(played).forEach(print);
    failures.push(played);
    // Whoever is at an earlier one goes on: one of those may fail as well, and would be the first.
    Atomics.store(end, 0, Math.min(Atomics.load(end, 0), played.place));
  }).finally(() => clearInterval(minutely));
  const [first] = failures.sort((one, other) => one.place - other.place);
  if (first) linesOf(first).forEach(print);
  keep?.(tally);
  print(summaryLine(tally, performance.now() - began));
  return tally.failures === 0;
}

async function onAllProcessors(errand: Omit<Errand, "share">, hear: (played: Played) => void): Promise<void> {
  // Each has to load everything first: no more than there are stories.
  const of =
    errand.exhaustive === null ? Math.min(availableParallelism(), errand.seeds) : availableParallelism();
  const workers = Array.from({ length: of }, async (_, index) => {
    const workerData: Errand = { ...errand, share: { of, index } };
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { workerData });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    worker
      .on("message", hear)
      .on("error", reject)
      .on("exit", () => resolve());
    return promise;
  });
  await Promise.all(workers);
}

function linesOf({ name, violations, report }: Played): string[] {
  const lines = violations.map(({ promise, what }) => `${name}: ${promise}: ${what}`);
  return report === null ? lines : [...lines, report];
}

function summaryLine({ stories, calls, writes, troubles, failures }: Tally, milliseconds: number): string {
  const met = [...troubles.values()].reduce((sum, count) => sum + count, 0);
  const perSecond = Math.round((stories * 1000) / milliseconds);
  return `${stories} simulations, ${failures} failed; ${calls} calls, ${writes} writes, ${met} troubles of ${troubles.size} kinds; ${perSecond} a second`;
}
