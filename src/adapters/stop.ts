import type { Clock, Stop } from "../model/ports.ts";

/**
 * A cancelled job is told with SIGINT, 7.5 seconds later with SIGTERM, and killed 2.5 seconds after that
 * (GitHub Docs, "Workflow cancellation reference").
 */
const SIGNALS = ["SIGINT", "SIGTERM"] as const;

const MINUTE_MS = 60_000;
/** The least part of the time limit that is left for writing. Without it, a run whose reading takes all the time would never write. */
const LEAST_WRITING = 0.1;

export interface StopOptions {
  readonly clock: Clock;
  readonly limitMinutes: number;
  /** Which system takes nothing more in this run, in words, or `null`. */
  readonly overlong: () => string | null;
  readonly progress: (text: string) => void;
}

/**
 * Counts the time limit from now on; a run that begins to listen late has a tenth of it from there. Signals are heeded
 * from the first `listen` until its end; a second one of the same kind ends the process, as it would without us.
 */
export function openStop({ clock, limitMinutes, overlong, progress }: StopOptions): { listen(): Stop } {
  const limitMs = limitMinutes * MINUTE_MS;
  const endsAt = clock.now().getTime() + limitMs;
  return {
    listen() {
      const lastAt = Math.max(endsAt, clock.now().getTime() + LEAST_WRITING * limitMs);
      let isCancelled = false;
      const cancel = () => {
        isCancelled = true;
        progress("told to stop: nothing more is begun");
      };
      for (const signal of SIGNALS) process.once(signal, cancel);
      return {
        reason() {
          if (isCancelled) return "the run was cancelled";
          const isOver = clock.now().getTime() >= lastAt;
          return isOver ? `the time limit of ${limitMinutes} minutes was reached` : overlong();
        },
        [Symbol.dispose]() {
          for (const signal of SIGNALS) process.off(signal, cancel);
        },
      };
    },
  };
}
