import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { switchOff } from "../test/simulation/switch-off.ts";

/*
 * npm run simulate -- --seeds 2000 --minutes 5        as many seeds as fit
 * npm run simulate -- --seed 208                      one seed, shrunk and told call by call
 * npm run simulate -- --exhaustive 1                  every double fault of small scenarios; 100: one in a hundred
 * npm run simulate -- --without "overlap of listings" until it fails without that protection
 *
 * --tally FILE keeps the numbers, of which scripts/reliability.ts makes docs/reliability.md.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    seed: { type: "string" },
    exhaustive: { type: "string" },
    without: { type: "string" },
    tally: { type: "string" },
  },
});
const { without } = values;
const ignores = without === undefined ? null : switchOff(without);
// Only now, so that nothing of it is loaded before the protection is off.
const { simulate } = await import("../test/simulation/simulate.ts");
const { written } = await import("../test/simulation/numbers.ts");
const isFine = await simulate({
  seeds: Number(values.seeds),
  from: Number(values.from),
  minutes: Number(values.minutes),
  exhaustive: values.exhaustive === undefined ? null : Number(values.exhaustive),
  only: values.seed === undefined ? null : Number(values.seed),
  ignores,
  untilFirst: without !== undefined,
  keep:
    values.tally === undefined
      ? null
      : (tally) => writeFile(values.tally ?? "", written(tally, { exhaustive: values.exhaustive, without })),
  print: (line) => console.log(line),
});
process.exitCode = isFine ? 0 : 1;
