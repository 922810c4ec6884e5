import type { Played } from "./work.ts";

/** What many simulations came to. */
export interface Tally {
  stories: number;
  calls: number;
  writes: number;
  /** How often each kind of trouble was met. */
  readonly troubles: Map<string, number>;
  /** The first story that broke each promise. */
  readonly broken: Map<string, Pick<Played, "name" | "place">>;
  failures: number;
}

export function emptyTally(): Tally {
  return { stories: 0, calls: 0, writes: 0, troubles: new Map(), broken: new Map(), failures: 0 };
}

export function add(tally: Tally, { name, place, ...course }: Played): void {
  tally.stories += 1;
  for (const calls of course.callsByRun.values()) tally.calls += calls;
  tally.writes += course.writes;
  for (const [kind, count] of course.tally) tally.troubles.set(kind, (tally.troubles.get(kind) ?? 0) + count);
  if (course.violations.length > 0) tally.failures += 1;
  for (const { promise } of course.violations) {
    const known = tally.broken.get(promise);
    if (!known || place < known.place) tally.broken.set(promise, { name, place });
  }
}
