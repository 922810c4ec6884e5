import { execFile } from "node:child_process";
import { mkdtempDisposable, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

/** What a process used, from its start to its end. */
export interface Usage {
  /** Until the first request left it; `null` when it made none. CPU time in milliseconds. */
  readonly startMs: number | null;
  readonly cpuMs: number;
  /** Resident memory at its highest. */
  readonly peakMb: number;
}

const PROBE = join(import.meta.dirname, "probe.mjs");

/**
 * Runs a Node process, given the environment that makes it write down what it used.
 *
 * @param heapMb How large what it keeps may get; as large as Node finds right when it is not given.
 */
export async function probed<Result>(
  run: (environment: Readonly<Record<string, string>>) => Promise<Result>,
  heapMb?: number,
): Promise<{ readonly result: Result; readonly usage: Usage }> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "bench-"));
  const file = join(directory.path, "usage.json");
  const limit = heapMb === undefined ? "" : ` --max-old-space-size=${heapMb}`;
  const result = await run({ NODE_OPTIONS: `--import=${PROBE}${limit}`, BENCH_PROBE: file });
  return { result, usage: JSON.parse(await readFile(file, "utf8")) as Usage };
}

/** A Node process with these arguments and nothing else. */
export async function probedNode(...args: readonly string[]): Promise<Usage> {
  const { usage } = await probed((environment) =>
    promisify(execFile)(process.execPath, [...args], { env: { ...process.env, ...environment } }),
  );
  return usage;
}
