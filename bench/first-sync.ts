import { type Figure, ratio } from "./figure.ts";
import { runProduct } from "./product.ts";
import { PROFILE } from "./profile.ts";
import { openWorld } from "./world.ts";

/**
 * How close the listing of a first sync comes to the time that its pages take when each is asked for as soon as the link to
 * it is known: item 10. In parts, by a filter, it could be faster; why it is not read so, the page says.
 */
export async function measureFirstSync(deals: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(deals);
  await world.turn(PROFILE);
  const { totals } = await runProduct(world);
  const listing = totals.systems["partner-center"];
  const least = (listing?.requests ?? 0) * PROFILE.latencyMs["partner-center"];
  const spanMs = listing?.spanMs ?? Number.NaN;
  const what = `a first reading of ${deals.toLocaleString("en-US")} deals`;
  return [
    {
      item: 10,
      what: `time of its pages ÷ time of the listing, ${what}`,
      ...ratio(least / spanMs, { atLeast: 0.9 }),
    },
    {
      item: 10,
      what: `time of the listing ÷ time of its pages one after the other, ${what}`,
      ...ratio(spanMs / least, { atMost: 0.15 }),
    },
    {
      item: 10,
      what: `time of the listing ÷ time of the whole run, ${what}`,
      goal: "",
      value: (spanMs / totals.spanMs).toFixed(2),
      verdict: "shown",
    },
  ];
}
