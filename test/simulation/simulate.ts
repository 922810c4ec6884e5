import { investigate } from "./investigate.ts";
import { play } from "./play.ts";
import { add, emptyTally, type Tally } from "./tally.ts";
import { tell } from "./tell.ts";

export interface Wanted {
  readonly seeds: number;
  readonly from: number;
  /** No new seed is begun after so long. */
  readonly minutes: number;
  /** Only this seed, shrunk and told call by call. */
  readonly only: number | null;
  /** A promise that may be broken. */
  readonly ignores: string | null;
  /** Ends with the first seed that fails. */
  readonly untilFirst: boolean;
  readonly print: (line: string) => void;
}

/** Plays seeds; a failing one prints itself, and how to play it again. True when there is none. */
export async function simulate(wanted: Wanted): Promise<boolean> {
  const { seeds, from, minutes, only, ignores, untilFirst, print } = wanted;
  if (only !== null) return tellOne(only, print);
  const tally = emptyTally();
  const began = performance.now();
  for (let seed = from; seed < from + seeds; seed += 1) {
    if (performance.now() - began > minutes * 60_000) break;
    const played = await play(tell(seed));
    const course = { ...played, violations: played.violations.filter(({ promise }) => promise !== ignores) };
    add(tally, `seed ${seed}`, course);
    for (const { promise, what } of course.violations) {
      print(`seed ${seed}: ${promise}: ${what}\n  npm run simulate -- --seed ${seed}`);
    }
    if (untilFirst && tally.failures > 0) break;
  }
  print(summaryLine(tally, performance.now() - began));
  return tally.failures === 0;
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
