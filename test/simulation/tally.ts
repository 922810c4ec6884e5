import type { Course } from "./play.ts";

/** What many simulations came to. */
export interface Tally {
  stories: number;
  calls: number;
  writes: number;
  /** How often each kind of trouble was met. */
  readonly troubles: Map<string, number>;
  /** The first story that broke each promise. */
  readonly broken: Map<string, string>;
  failures: number;
}

export function emptyTally(): Tally {
  return { stories: 0, calls: 0, writes: 0, troubles: new Map(), broken: new Map(), failures: 0 };
}

/** @param name How to ask for the story again. */
export function add(tally: Tally, name: string, course: Course): void {
  tally.stories += 1;
  for (const calls of course.callsByRun.values()) tally.calls += calls;
  tally.writes += course.writes;
  for (const [kind, count] of course.tally) tally.troubles.set(kind, (tally.troubles.get(kind) ?? 0) + count);
  if (course.violations.length > 0) tally.failures += 1;
  for (const { promise } of course.violations)
    if (!tally.broken.has(promise)) tally.broken.set(promise, name);
}
