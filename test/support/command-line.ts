import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Emulator } from "../../src/emulator/index.ts";
import { quickStart } from "./quick-start.ts";
import { environmentFor, inputsFor } from "./stage.ts";

const ROOT = join(import.meta.dirname, "../..");

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the bundled command line, not on a terminal, in the checkout unless told where. */
export async function cosellSync(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
): Promise<Ended> {
  const start = quickStart();
  const options = { cwd, env: { PATH: process.env.PATH ?? "", ...start.env, ...env } };
  try {
    const command = [...start.flags, join(ROOT, "dist/cli.js"), ...args];
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
  const command = [process.execPath, ...start.flags, join(ROOT, "dist/cli.js"), ...args];
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
