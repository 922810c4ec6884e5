import type { ActionRun } from "./run-action.ts";

/** By how many milliseconds the clock of a kept process (kept-process.ts) is ahead while it runs a program. */
export const AHEAD = "TEST_CLOCK_AHEAD_MS";

/** A run that begins so much later. */
export function later(hours: number): Pick<ActionRun, "env"> {
  return { env: { [AHEAD]: String(hours * 3_600_000) } };
}
