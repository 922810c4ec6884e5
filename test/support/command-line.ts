import { execFile } from "node:child_process";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { promisify } from "node:util";
import type { Emulator } from "../../src/emulator/index.ts";
import { runInKeptProcess } from "./kept-process.ts";
import { quickStart } from "./quick-start.ts";
import { environmentFor, inputsFor } from "./stage.ts";

const ROOT = join(import.meta.dirname, "../..");
const CLI = join(ROOT, "dist/cli.js");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled command line, not on a terminal, in the checkout unless told where; as a new process would. */
export async function cosellSync(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ended> {
  const whole = { PATH: process.env.PATH ?? "", ...env };
  const { stdout, stderr, ended } = runInKeptProcess({ file: CLI, args, cwd, env: whole });
  const [out, err, [code, signal]] = await Promise.all([text(stdout), text(stderr), ended]);
  if (code === null) throw new Error(`the command line was ended by ${signal}:\n${err}`);
  return { code, stdout: out, stderr: err };
}

/** The same in a process of its own: how that begins, that it ends by itself, and what only Node's start can give it. */
export async function cosellSyncAnew(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ended> {
  const start = quickStart();
  const options = { cwd, env: { PATH: process.env.PATH ?? "", ...start.env, ...env } };
  try {
    const command = [...start.flags, CLI, ...args];
    return { code: 0, ...(await promisify(execFile)(process.execPath, command, options)) };
  } catch (error) {
    return error as Ended;
  }
}

/**
 * The same on a terminal of 100 characters a line.
 *
 * @returns What the person sees, standard error included.
 */
export async function onTerminal(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<string> {
  const start = quickStart();
  const command = [process.execPath, ...start.flags, CLI, ...args];
  const line = `stty cols 100; ${command.map((word) => `'${word}'`).join(" ")}`;
  const options = { cwd: ROOT, env: { PATH: process.env.PATH ?? "", TERM: "xterm", ...start.env, ...env } };
  const { stdout } = await promisify(execFile)("script", ["-qec", line, "/dev/null"], options);
  return stdout.replaceAll("\r\n", "\n");
}

/** What a person would have set to work with the emulator. */
export function terminalEnvironment(emulator: Emulator): Record<string, string> {
  const entries = Object.entries(inputsFor(emulator)).map(([name, value]) => [
    `COSELL_${name.toUpperCase().replaceAll("-", "_")}`,
    value,
  ]);
  return { ...Object.fromEntries(entries), ...environmentFor(emulator) };
}
