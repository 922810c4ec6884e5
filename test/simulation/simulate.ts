import { everyCase } from "./exhaustive.ts";
import { investigate } from "./investigate.ts";
import { type Course, play } from "./play.ts";
import type { Story } from "./story.ts";
import { add, emptyTally, type Tally } from "./tally.ts";
import { tell } from "./tell.ts";

export interface Wanted {
  readonly seeds: number;
  readonly from: number;
  /** No new seed is begun after so long. */
  readonly minutes: number;
  /** Only this seed, shrunk and told call by call. */
  readonly only: number | null;
  /** One in so many of all double faults of small scenarios, instead of seeds. */
  readonly exhaustive: number | null;
  /** A promise that may be broken. */
  readonly ignores: string | null;
  /** Ends with the first seed that fails. */
  readonly untilFirst: boolean;
  /** Writes the numbers down, for the report. */
  readonly keep: ((tally: Tally) => Promise<void>) | null;
  readonly print: (line: string) => void;
}

interface Played {
  /** How to ask for it again. */
  readonly name: string;
  readonly story: Story;
  readonly course: Course;
}

/** Plays stories; a failing one prints itself, and how to play it again. True when there is none. */
export async function simulate(wanted: Wanted): Promise<boolean> {
  const { minutes, only, exhaustive, ignores, untilFirst, keep, print } = wanted;
  if (only !== null) return tellOne(only, print);
  const tally = emptyTally();
  const began = performance.now();
  for await (const { name, story, course } of exhaustive === null ? seeds(wanted) : everyCase(exhaustive)) {
    const violations = course.violations.filter(({ promise }) => promise !== ignores);
    add(tally, name, { ...course, violations });
    for (const { promise, what } of violations) print(`${name}: ${promise}: ${what}`);
    if (violations.length > 0 && exhaustive !== null) print((await investigate(story))?.report ?? "");
    if (untilFirst && tally.failures > 0) break;
    if (performance.now() - began > minutes * 60_000) break;
  }
  await keep?.(tally);
  print(summaryLine(tally, performance.now() - began));
  return tally.failures === 0;
}

async function* seeds({ seeds: count, from }: Wanted): AsyncGenerator<Played> {
  for (let seed = from; seed < from + count; seed += 1) {
    const story = tell(seed);
    yield { name: `seed ${seed}`, story, course: await play(story) };
  }
}

async function tellOne(seed: number, print: Wanted["print"]): Promise<boolean> {
  const found = await investigate(tell(seed));
  print(found?.report ?? `seed ${seed}: every promise was kept`);
  return found === null;
}

function summaryLine({ stories, calls, writes, troubles, failures }: Tally, milliseconds: number): string {
  const met = [...troubles.values()].reduce((sum, count) => sum + count, 0);
  const perSecond = Math.round((stories * 1000) / milliseconds);
  return `${stories} simulations, ${failures} failed; ${calls} calls, ${writes} writes, ${met} troubles of ${troubles.size} kinds; ${perSecond} a second`;
}
