import { count, type Figure, ratio } from "./figure.ts";
import { exponent, median } from "./ideal.ts";
import { cpuOfParsing } from "./parsing.ts";
import { type Run, runProduct } from "./product.ts";
import { openWorld, type World } from "./world.ts";

/** Referrals that change, whatever the size. */
const CHANGED = 100;
const TRIES = 3;

interface Size {
  readonly size: number;
  /** Every record is read and merged, and none has changed. */
  readonly sweep: Run;
  readonly parsingMs: number;
  readonly idle: Run;
  readonly idleCpuMs: number;
  readonly changed: Run;
}

/** The same work on more and more records: items 2, 4, 5 and 7. */
export async function measureScaling(sizes: readonly number[]): Promise<Figure[]> {
  const measured: Size[] = [];
  for (const size of sizes) {
    await using world = await openWorld();
    await world.fill(size);
    measured.push(await measure(world, size));
  }
  const [smallest] = measured;
  const largest = measured.at(-1);
  if (!smallest || !largest) return [];
  return [...measured.flatMap((one) => figuresOf(one, smallest)), ...growth(smallest, largest)];
}

async function measure(world: World, size: number): Promise<Size> {
  const sweep = await runProduct(world);
  const parsingMs = await cpuOfParsing(await world.sample(), sweep.totals);
  const idles: Run[] = [];
  for (let attempt = 0; attempt < TRIES; attempt += 1) idles.push(await runProduct(world));
  const [idle = sweep] = idles;
  await world.edit("referrals", CHANGED);
  const changed = await runProduct(world);
  return { size, sweep, parsingMs, idle, idleCpuMs: median(idles.map(({ cpuMs }) => cpuMs)), changed };
}

function figuresOf({ size, sweep, parsingMs, idle, idleCpuMs }: Size, smallest: Size): Figure[] {
  const of = `of ${size.toLocaleString("en-US")} records`;
  const sweeping = (sweep.cpuMs - idleCpuMs) / parsingMs;
  const mb = sweep.peakMb - idle.peakMb;
  return [
    {
      item: 2,
      what: `requests with nothing to do, ${of}`,
      ...count(requests(idle), requests(smallest.idle)),
    },
    { item: 2, what: `commits with nothing to do, ${of}`, ...count(idle.commits, 0) },
    {
      item: 4,
      what: `CPU of a full sweep ÷ JSON.parse of the same bytes, ${of}`,
      ...ratio(sweeping, { atMost: 1.5 }),
    },
    {
      item: 5,
      what: `peak memory of a full sweep beyond a run with nothing to do, MB, ${of}`,
      ...ratio(mb, { atMost: 70 }),
      value: mb.toFixed(0),
    },
  ];
}

function growth(small: Size, large: Size): Figure[] {
  const between = `${small.size.toLocaleString("en-US")} to ${large.size.toLocaleString("en-US")}`;
  const of = (cost: (one: Size) => number) =>
    exponent({ size: small.size, cost: cost(small) }, { size: large.size, cost: cost(large) });
  const sweeping = of(({ sweep, idleCpuMs }) => sweep.cpuMs - idleCpuMs);
  return [
    {
      item: 7,
      what: `growth of the requests for ${CHANGED} changes, ${between}`,
      ...count(of(({ changed }) => requests(changed)).toFixed(2), "0.00"),
    },
    {
      item: 7,
      what: `growth of the CPU for ${CHANGED} changes, ${between}`,
      ...ratio(
        of(({ changed }) => changed.cpuMs),
        { atMost: 0.15 },
      ),
    },
    {
      item: 7,
      what: `growth of the CPU of a full sweep, ${between}`,
      ...ratio(sweeping, { atMost: 1.05 }),
    },
  ];
}

/** To the two systems and the sign-in. */
function requests({ totals: { systems } }: Run): number {
  const { github: _github, ...remote } = systems;
  return Object.values(remote).reduce((sum, { requests: own }) => sum + own, 0);
}
