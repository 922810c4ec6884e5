import { type Figure, ratio } from "./figure.ts";
import { idealInbound, idealWrite } from "./ideal.ts";
import type { Total } from "./log-totals.ts";
import { type Run, runFirst, runProduct } from "./product.ts";
import { NEARBY, PROFILE } from "./profile.ts";
import { openWorld } from "./world.ts";

/**
 * How close a run comes to the least time that its requests can take, from afar: item 3. By how many referrals changed, how
 * often it is tried. */
export async function measureSchedule(tries: Readonly<Record<number, number>>): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const [changed, times] of Object.entries(tries)) {
    figures.push(...(await measure(Number(changed), times)));
  }
  return figures;
}

async function measure(changed: number, tries: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(changed + 1);
  await runFirst(world);
  const runs: Run[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    await world.edit("referrals", changed);
    await world.turn(PROFILE);
    runs.push(await runProduct(world));
    await world.turn(NEARBY);
  }
  const best = (time: (run: Run) => number) => Math.min(...runs.map(time));
  const whole = best(({ totals }) => totals.spanMs);
  const writing = best(({ totals }) => (totals.systems.dataverse as Total).writingMs);
  const what = `${changed.toLocaleString("en-US")} referrals changed`;
  const goal = { atLeast: changed < 1000 ? 0.85 : 0.92 };
  return [
    { item: 3, what: `ideal ÷ wall of the writing, ${what}`, ...ratio(idealWrite(changed) / writing, goal) },
    {
      item: 3,
      what: `ideal ÷ wall of the whole run, ${what}`,
      ...ratio(idealInbound(changed) / whole, goal),
    },
  ];
}
