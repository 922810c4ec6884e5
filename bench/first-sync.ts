import { type Figure, ratio, unjudged } from "./figure.ts";
import { exponent, idealListing } from "./ideal.ts";
import { lettingThrough, runProduct } from "./product.ts";
import { PROFILE } from "./profile.ts";
import { openWorld } from "./world.ts";

/**
 * How close the listing of a first sync comes to the time that its pages take when each is asked for as soon as the link to
 * it is known, and to what it would be in parts: item 10. Why it is read in two parts, and not in more, the page says.
 */
export async function measureFirstSync(deals: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(deals);
  const inputs = await lettingThrough(world);
  await world.turn(PROFILE);
  const { totals } = await runProduct(world, undefined, inputs);
  const listing = totals.systems["partner-center"];
  const pages = Math.ceil(deals / PROFILE.referralsAtOnce);
  const oneAfterTheOther = pages * PROFILE.latencyMs["partner-center"];
  const spanMs = listing?.spanMs ?? Number.NaN;
  const what = `a first reading of ${deals.toLocaleString("en-US")} deals`;
  return [
    {
      item: 10,
      what: `least time of its pages ÷ time of the listing, ${what}`,
      ...ratio(idealListing(pages) / spanMs, { atLeast: 0.9 }),
    },
    {
      item: 10,
      what: `time of the listing ÷ time of its pages one after the other, ${what}`,
      ...ratio(spanMs / oneAfterTheOther, { atMost: 0.15 }),
    },
    {
      item: 10,
      what: `time of the listing ÷ time of the whole run, ${what}`,
      ...unjudged((spanMs / totals.spanMs).toFixed(2)),
    },
  ];
}

/**
 * What it takes to plan so many new deals, in CPU, against ten times fewer: item 7. Each has a customer of its own, whose
 * account is not there yet.
 */
export async function measureNewDeals(deals: number): Promise<Figure[]> {
  const few = await cpuOfPlanning(deals / 10);
  const many = await cpuOfPlanning(deals);
  const between = `${few.size.toLocaleString("en-US")} to ${many.size.toLocaleString("en-US")}`;
  return [
    {
      item: 7,
      what: `growth of the CPU of planning new deals, ${between}`,
      ...ratio(exponent(few, many), { atMost: 1.05 }),
    },
  ];
}

async function cpuOfPlanning(deals: number): Promise<{ readonly size: number; readonly cost: number }> {
  await using world = await openWorld();
  await world.addReferrals(deals);
  const { cpuMs } = await runProduct(world, async () => {}, { command: "plan" });
  return { size: deals, cost: cpuMs };
}
