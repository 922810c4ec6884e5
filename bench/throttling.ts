import { LIMITS_THAT_BIND, useOfBudget } from "./budget.ts";
import { count, type Figure, ratio } from "./figure.ts";
import { runProduct } from "./product.ts";
import { NEARBY, PROFILE } from "./profile.ts";
import { openWorld } from "./world.ts";

/** How many requests Partner Center takes at the same time, as nobody knows, and what that is halved to in mid-run. */
const HIDDEN = { concurrent: 10, perMinute: 10_000, retryAfter: 1 } as const;
const HALVED = { concurrent: 5, perMinute: 10_000, retryAfter: 1 } as const;

/** Opportunities that change: each is a request to Partner Center, whose limits have to be found out. Item 8. */
export async function measureThrottling(changed: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(changed);
  await runProduct(world);
  await world.limit(HIDDEN);
  await world.edit("rows", changed);
  await world.turn(PROFILE);
  const calm = await runProduct(world);
  await world.turn(NEARBY);
  await world.edit("rows", changed);
  await world.turn(PROFILE);
  const halved = await runProduct(world, () => world.limit(HALVED));
  const alone = changed * PROFILE.latencyMs["partner-center"];
  const what = `${changed.toLocaleString("en-US")} opportunities changed`;
  const refused = (run: typeof calm) => run.totals.systems["partner-center"]?.refused ?? 0;
  const pauseMs = halved.totals.systems["partner-center"]?.pauseMs ?? 0;
  return [
    ...(await budgetFigures()),
    {
      item: 8,
      what: `refusals of Dataverse, ${what}`,
      ...count(calm.totals.systems.dataverse?.refused ?? 0, 0),
    },
    {
      item: 8,
      what: `refusals of Partner Center, limits unknown, ${what}`,
      ...ratio(refused(calm), { atMost: 2 }),
    },
    {
      item: 8,
      what: `refusals of Partner Center, limits halved in mid-run, ${what}`,
      ...ratio(refused(halved), { atMost: 2 }),
    },
    ...(pauseMs > 0 ? [resumed(pauseMs - HALVED.retryAfter * 1000)] : []),
    { item: 8, what: `edits lost, ${what} twice`, ...count(await world.lostEdits(), 0) },
    {
      item: 8,
      what: `wall of the writing to Partner Center ÷ one after the other, ${what}`,
      goal: "as the limits allow",
      value: ((calm.totals.systems["partner-center"]?.writingMs ?? 0) / alone).toFixed(2),
      verdict: "shown",
    },
  ];
}

/** On simulated time, since the windows of Dataverse are of five minutes. */
async function budgetFigures(): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const limit of LIMITS_THAT_BIND) {
    const { used, refused } = await useOfBudget(limit);
    const what = `where Dataverse's ${limit.what} binds`;
    figures.push({ item: 8, what: `refusals ${what}`, ...count(refused, 0) });
    figures.push({ item: 8, what: `used of what is permitted ${what}`, ...ratio(used, { atLeast: 0.95 }) });
  }
  return figures;
}

function resumed(milliseconds: number): Figure {
  const what = "milliseconds until it goes on, once that is permitted after a refusal";
  return { item: 8, what, ...ratio(milliseconds, { atMost: 100 }), value: milliseconds.toFixed(0) };
}
