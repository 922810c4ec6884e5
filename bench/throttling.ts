import { LIMITS_THAT_BIND, useOfBudget } from "./budget.ts";
import { count, type Figure, ratio } from "./figure.ts";
import { type Run, runFirst, runProduct } from "./product.ts";
import { NEARBY, PROFILE } from "./profile.ts";
import { openWorld } from "./world.ts";

/**
 * How many requests Partner Center takes at the same time, as nobody knows, and what that is halved to in mid-run. Less than
 * the six that we try at most, and then less than we are back at after a refusal: so that both are met.
 */
const HIDDEN = { concurrent: 5, perMinute: 10_000, retryAfter: 1 } as const;
const HALVED = { concurrent: 2, perMinute: 10_000, retryAfter: 1 } as const;

/** Opportunities that change: each is a request to Partner Center, whose limits have to be found out. Item 8. */
export async function measureThrottling(changed: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(changed);
  await runFirst(world);
  await world.limit(HIDDEN);
  await world.edit("rows", changed);
  await world.turn(PROFILE);
  const calm = await runProduct(world);
  await world.turn(NEARBY);
  await world.edit("rows", changed);
  await world.turn(PROFILE);
  const halved = await runProduct(world, async () => {
    // Finding the first limit has a figure of its own.
    await world.take();
    await world.limit(HALVED);
  });
  const alone = changed * PROFILE.latencyMs["partner-center"];
  const what = `${changed.toLocaleString("en-US")} opportunities changed`;
  const refusedAMinute = (run: Run) => run.totals.systems["partner-center"]?.refusedAMinute ?? 0;
  return [
    ...(await budgetFigures()),
    {
      item: 8,
      what: `refusals of Dataverse, ${what}`,
      ...count(calm.totals.systems.dataverse?.refused ?? 0, 0),
    },
    {
      item: 8,
      what: `refusals of Partner Center within a minute, limits unknown, ${what}`,
      ...ratio(refusedAMinute(calm), { atMost: 2 }),
    },
    {
      item: 8,
      what: `refusals of Partner Center within a minute, once its limits are halved in mid-run, ${what}`,
      ...ratio(refusedAMinute(halved), { atMost: 2 }),
    },
    resumed(halved.totals.systems["partner-center"]?.pauseMs ?? null),
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

/** What was not refused has not shown that it goes on, and what goes on too soon has not waited. */
function resumed(pauseMs: number | null): Figure {
  const late = pauseMs === null ? Number.NaN : pauseMs - HALVED.retryAfter * 1000;
  return {
    item: 8,
    what: "milliseconds until it goes on, once that is permitted after a refusal",
    goal: "0 to 100",
    value: pauseMs === null ? "none was refused" : late.toFixed(0),
    verdict: late >= 0 && late <= 100 ? "met" : "missed",
  };
}
