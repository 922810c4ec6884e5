import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { PassThrough, type Readable } from "node:stream";
import { quickStart } from "./quick-start.ts";

/** One run of a program of the bundle: what a new process would be given. */
export interface Program {
  /** Run anew each time; what it imports stays loaded. */
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All of it: nothing of ours is inherited. */
  readonly env: Readonly<Record<string, string>>;
}

/** Exit code, or the signal that killed it. */
export type Ended = [exitCode: number | null, signal: NodeJS.Signals | null];

/** As much of a process as its caller looks at. */
export interface Running {
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<Ended>;
}

/** Stands on both streams where a program has ended. No program of ours prints a NUL. */
export const THE_END = "\0";

const MAIN = join(import.meta.dirname, "kept-process-main.ts");

class KeptProcess {
  readonly #child = start();
  readonly #died = once(this.#child, "close") as Promise<Ended>;
  readonly #nextStdout = byProgram(this.#child.stdout);
  readonly #nextStderr = byProgram(this.#child.stderr);

  run(program: Program): Running {
    const [stdout, stderr] = [this.#nextStdout(), this.#nextStderr()];
    const over = Promise.all([once(this.#child, "message"), once(stdout, "end"), once(stderr, "end")]);
    const isOver = over.then(([[exitCode]]): Ended => {
      idle.push(this);
      return [Number(exitCode), null];
    });
    this.#child.send(program);
    return { stdout, stderr, ended: Promise.race([isOver, this.#died]) };
  }
}

/** Those that wait for a program. There are as many as ever ran at once. */
const idle: KeptProcess[] = [];

/**
 * Runs a program in a process that has run others before it, one at a time. Nine tenths of what a run on the emulator
 * costs are loading and compiling the bundle. Whatever is about the process itself (how it starts, that it ends by
 * itself, its signals, how long it waits) needs one of its own.
 */
export function runInKeptProcess(program: Program): Running {
  return (idle.pop() ?? new KeptProcess()).run(program);
}

function start(): ChildProcessByStdio<null, Readable, Readable> {
  const { flags, env } = quickStart();
  const child = spawn(process.execPath, [...flags, MAIN], {
    env: { PATH: process.env.PATH ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  return child as ChildProcessByStdio<null, Readable, Readable>;
}

/** Cuts what a process writes into what each of its programs writes. */
function byProgram(stream: Readable): () => Readable {
  let current: PassThrough | null = null;
  const end = () => {
    current?.end();
    current = null;
  };
  stream.on("data", (chunk: Buffer) => {
    // It would be in the output of a process of its own.
    if (current === null) throw new Error(`a program wrote after its end:\n${chunk.toString()}`);
    const length = chunk.indexOf(THE_END);
    current.write(length < 0 ? chunk : chunk.subarray(0, length));
    if (length >= 0) end();
  });
  stream.on("end", end);
  return () => {
    current = new PassThrough();
    return current;
  };
}
