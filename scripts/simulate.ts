import { parseArgs } from "node:util";
import { simulate } from "../test/simulation/simulate.ts";

/*
 * npm run simulate -- --seeds 2000 --minutes 5     as many seeds as fit
 * npm run simulate -- --seed 208                   one seed, shrunk and told call by call
 */
const { values } = parseArgs({
  options: {
    seeds: { type: "string", default: "2000" },
    from: { type: "string", default: "1" },
    minutes: { type: "string", default: "60" },
    seed: { type: "string" },
  },
});
const isFine = await simulate({
  seeds: Number(values.seeds),
  from: Number(values.from),
  minutes: Number(values.minutes),
  only: values.seed === undefined ? null : Number(values.seed),
  print: (line) => console.log(line),
});
process.exitCode = isFine ? 0 : 1;
