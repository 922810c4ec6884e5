import { count, type Figure, ratio, unjudged } from "./figure.ts";
import { exponent, median } from "./ideal.ts";
import { cpuOfParsing, cpuOfReading, ratesOfParsing } from "./parsing.ts";
import { probedNode, type Usage } from "./probed.ts";
import { type Run, runProduct } from "./product.ts";
import type { Sample } from "./sample.ts";
import { openWorld, type World } from "./world.ts";

/** Referrals that change, whatever the size. */
const CHANGED = 100;
/** Beyond that, a plan in which everything differs is as large as the emulator itself. */
const MOST_DIFFERENT = 10_000;

/** A run, and the CPU time of `JSON.parse` of the same bytes: measured before it and after it, as machines have moods. */
interface Beside {
  readonly run: Run;
  readonly parsingMs: number;
}

interface Size {
  readonly size: number;
  /** Every record is read and merged, and none has changed. */
  readonly sweep: Beside;
  /** Of a process that reads everything: the medians of the sweep and of the plans before it. */
  readonly reading: Pick<Usage, "cpuMs" | "peakMb">;
  readonly readingMs: number;
  readonly idle: Run;
  readonly idleCpuMs: number;
  readonly changed: Run;
  /** A plan that finds every deal changed. */
  readonly different: Beside | null;
}

/** The same work on more and more records: items 2, 4, 5 and 7. What does nothing is tried so many times. */
export async function measureScaling(sizes: readonly number[], tries: number): Promise<Figure[]> {
  const measured: Size[] = [];
  const bareMb = median(await inTurn(tries, async () => (await probedNode("-e", "0")).peakMb));
  for (const size of sizes) {
    await using world = await openWorld();
    await world.fill(size);
    measured.push(await measure(world, size, tries));
  }
  const [smallest] = measured;
  const largest = measured.at(-1);
  if (!smallest || !largest) return [];
  return [
    ...measured.flatMap((one) => figuresOf(one, { smallest, bareMb })),
    ...memoryGrowth(measured),
    ...growth(smallest, largest),
  ];
}

async function measure(world: World, size: number, tries: number): Promise<Size> {
  const plans = await inTurn(Math.max(1, tries - 1), () => runProduct(world, undefined, { command: "plan" }));
  const inputs = { "expected-plan-digest": plans[0]?.digest ?? "" };
  const sample = await world.sample();
  const sweep = await besideParsing(sample, () => runProduct(world, undefined, inputs));
  const all = [sweep.run, ...plans];
  const reading = {
    cpuMs: median(all.map(({ cpuMs }) => cpuMs)),
    peakMb: median(all.map(({ peakMb }) => peakMb)),
  };
  const readingMs = await cpuOfReading(sample, sweep.run.totals);
  const idles = await inTurn(tries, () => runProduct(world));
  const [idle = sweep.run] = idles;
  const idleCpuMs = median(idles.map(({ cpuMs }) => cpuMs));
  await world.edit("referrals", CHANGED);
  const changed = await runProduct(world);
  const different = size <= MOST_DIFFERENT ? await planAll(world, size) : null;
  return { size, sweep, reading, readingMs, idle, idleCpuMs, changed, different };
}

/** On a state branch that is not there: so everything is read. */
async function planAll(world: World, size: number): Promise<Beside> {
  await world.edit("referrals", size);
  const inputs = { command: "plan", "state-branch": "none" };
  return besideParsing(await world.sample(), () => runProduct(world, async () => {}, inputs));
}

async function besideParsing(sample: Sample, act: () => Promise<Run>): Promise<Beside> {
  const before = ratesOfParsing(sample);
  const run = await act();
  const after = ratesOfParsing(sample);
  return { run, parsingMs: cpuOfParsing([...before, ...after], run.totals) };
}

async function inTurn<T>(times: number, act: () => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let time = 0; time < times; time += 1) results.push(await act());
  return results;
}

interface Against {
  readonly smallest: Size;
  readonly bareMb: number;
}

function figuresOf(one: Size, { smallest, bareMb }: Against): Figure[] {
  const { size, reading, idle } = one;
  const of = `of ${size.toLocaleString("en-US")} records`;
  const mb = reading.peakMb - bareMb;
  return [
    {
      item: 2,
      what: `requests with nothing to do, ${of}`,
      ...count(requests(idle), requests(smallest.idle)),
    },
    { item: 2, what: `commits with nothing to do, ${of}`, ...count(idle.commits, 0) },
    ...cpuFigures(one, of),
    {
      item: 5,
      what: `peak memory of a full sweep beyond bare Node, MB, ${of}`,
      ...ratio(mb, { atMost: 70 }),
      value: mb.toFixed(0),
    },
    {
      item: 5,
      what: `of that a run with nothing to do, MB, ${of}`,
      ...unjudged((idle.peakMb - bareMb).toFixed(0)),
    },
  ];
}

function cpuFigures({ sweep, reading, idleCpuMs, readingMs, different }: Size, of: string): Figure[] {
  const figures: Figure[] = [
    {
      item: 4,
      what: `CPU of a full sweep ÷ JSON.parse of the same bytes, ${of}`,
      ...ratio((reading.cpuMs - idleCpuMs) / sweep.parsingMs, { atMost: 1.5 }),
    },
    {
      item: 4,
      what: `of that, taking the answers off the wire and parsing them, ${of}`,
      ...unjudged((readingMs / sweep.parsingMs).toFixed(2)),
    },
  ];
  if (!different) return figures;
  const { run, parsingMs } = different;
  const changed = {
    item: 4,
    what: `CPU of a plan in which every record changed ÷ JSON.parse of the same bytes, ${of}`,
    ...ratio((run.cpuMs - idleCpuMs) / parsingMs, { atMost: 3 }),
  };
  return [...figures, changed];
}

/** What it takes to hold ten times as many records, where both were measured. */
function memoryGrowth(measured: readonly Size[]): Figure[] {
  const peakAt = (size: number) => measured.find((one) => one.size === size)?.reading.peakMb;
  const small = peakAt(10_000);
  const large = peakAt(100_000);
  if (small === undefined || large === undefined) return [];
  return [
    {
      item: 5,
      what: "peak memory of a full sweep, MB more at 100,000 records than at 10,000",
      ...ratio(large - small, { atMost: 15 }),
      value: (large - small).toFixed(0),
    },
  ];
}

function growth(small: Size, large: Size): Figure[] {
  const between = `${small.size.toLocaleString("en-US")} to ${large.size.toLocaleString("en-US")}`;
  const of = (cost: (one: Size) => number) =>
    exponent({ size: small.size, cost: cost(small) }, { size: large.size, cost: cost(large) });
  const sweeping = of(({ reading, idleCpuMs }) => reading.cpuMs - idleCpuMs);
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
