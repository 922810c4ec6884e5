import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { written } from "../test/simulation/numbers.ts";
import { protectionNamed } from "../test/simulation/protections.ts";
import { simulate } from "../test/simulation/simulate.ts";

/*
 * npm run simulate -- --seeds 2000 --minutes 5        as many seeds as fit, on all processors
 * npm run simulate -- --seed 208                      one seed, shrunk and told call by call
 * npm run simulate -- --weeks --seeds 200             the same of weeks in which others write as well; --weeks --seed 7 tells one
 * npm run simulate -- --exhaustive 1                  every double fault of small scenarios; 100: one in a hundred
 * npm run simulate -- --without "overlap of listings" --seeds 5000   until it fails without that protection
 *
 * --tally FILE keeps the numbers, of which scripts/reliability.ts makes docs/reliability.md.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    seed: { type: "string" },
    weeks: { type: "boolean", default: false },
    exhaustive: { type: "string" },
    without: { type: "string" },
    tally: { type: "string" },
  },
});

/** @throws Error when it is no number, so that nothing is played and found in order. */
function numberOf(option: "seeds" | "from" | "minutes" | "seed" | "exhaustive", text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--${option} ${text}: is not a number above 0`);
  return number;
}

async function tellOne(seed: number): Promise<boolean> {
  // Only here: where many are played, workers load all this, and this process nothing of it.
  const { investigate } = await import("../test/simulation/investigate.ts");
  const { tell } = await import("../test/simulation/tell.ts");
  const { tellWeeks } = await import("../test/simulation/weeks.ts");
  const found = await investigate(values.weeks ? tellWeeks(seed) : tell(seed));
  console.log(found?.report ?? `seed ${seed}: every promise was kept`);
  return found === null;
}

function playMany(): Promise<boolean> {
  const { seeds, from, weeks, minutes, tally: file, without = null } = values;
  if (without !== null) protectionNamed(without);
  const exhaustive = values.exhaustive === undefined ? null : numberOf("exhaustive", values.exhaustive);
  return simulate({
    seeds: numberOf("seeds", seeds),
    from: numberOf("from", from),
    minutes: numberOf("minutes", minutes),
    weeks,
    exhaustive,
    without,
    keep:
      file === undefined
        ? null
        : (tally) => writeFileSync(file, written(tally, { weeks, exhaustive, without })),
    print: (line) => console.log(line),
    progress: (line) => console.error(line),
  });
}

const isFine = values.seed === undefined ? await playMany() : await tellOne(numberOf("seed", values.seed));
process.exitCode = isFine ? 0 : 1;
