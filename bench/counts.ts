import { count, type Figure, ratio } from "./figure.ts";
import type { Totals } from "./log-totals.ts";
import { type Run, runFirst, runProduct } from "./product.ts";
import { PROFILE } from "./profile.ts";
import { openWorld, type World } from "./world.ts";

/** What one run asks each system for: Partner Center, Dataverse, sign-in, GitHub; and the commits it makes. */
type Requests = readonly [number, number, number, number, number];

interface Case {
  readonly what: string;
  readonly edits?: readonly ["referrals" | "rows", number];
  readonly expected: Requests;
}

/**
 * One after the other on the same thousand deals. Partner Center lists what changed in the last quarter of an hour
 * again, a hundred referrals to a request: so the many come last, and their listings are in the numbers.
 */
const CASES: readonly Case[] = [
  // Both listings to their ends, the rows that were modified meanwhile, the currencies, and the columns.
  { what: "the first reading of 1,000 deals that are in step", expected: [10, 5, 2, 4, 1] },
  { what: "nothing to do", expected: [1, 1, 2, 1, 0] },
  // Currencies, for the amount; the row; its update.
  { what: "1 referral changed", edits: ["referrals", 1], expected: [1, 4, 2, 3, 2] },
  // One row was written since the last run, and needs the currencies to be seen as ours.
  { what: "nothing to do, after a run that wrote", expected: [1, 2, 2, 1, 0] },
  // The referral, its update; the row's base.
  { what: "1 opportunity changed", edits: ["rows", 1], expected: [3, 3, 2, 3, 2] },
];

const MANY = 1000;

/** Exact numbers of requests on 1,000 deals: items 1 and 2. */
export async function countRequests(): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(MANY);
  const figures: Figure[] = [];
  let idle: Run | null = null;
  for (const { what, edits, expected } of CASES) {
    if (edits) await world.edit(...edits);
    const run = await (figures.length === 0 ? runFirst(world) : runProduct(world));
    idle = edits ? idle : run;
    figures.push({ item: edits ? 1 : 2, what: `requests, ${what}`, ...count(written(run), words(expected)) });
  }
  return [...figures, ...(await many(world, idle))];
}

/** A thousand changes each way, per change and beyond what a run with nothing to do asks for. */
async function many(world: World, idle: Run | null): Promise<Figure[]> {
  const beyond = (run: Run, system: keyof Totals["systems"]) =>
    (requestsOf(run.totals, system) - (idle ? requestsOf(idle.totals, system) : 0)) / MANY;
  await world.edit("rows", MANY);
  const out = await runProduct(world);
  await world.edit("referrals", MANY);
  const inbound = await runProduct(world);
  const batches = Math.ceil(MANY / Math.ceil(MANY / PROFILE.concurrency));
  const dataverse = requestsOf(inbound.totals, "dataverse");
  return [
    // The currencies, the changes, five look-ups of 200, and one wave.
    {
      item: 1,
      what: `requests to Dataverse, ${MANY} referrals changed`,
      ...count(dataverse, 2 + 5 + batches),
    },
    // What changed, the pages on which their referrals are found, and an update of each.
    {
      item: 1,
      what: `requests to Partner Center, ${MANY} opportunities changed`,
      ...count(requestsOf(out.totals, "partner-center"), 1 + MANY / PROFILE.referralsAtOnce + MANY),
    },
    {
      item: 1,
      what: "Dataverse requests per referral change",
      ...ratio3(beyond(inbound, "dataverse"), 0.07),
    },
    {
      item: 1,
      what: "Partner Center requests per opportunity change",
      ...ratio3(beyond(out, "partner-center"), 1.01),
    },
    { item: 1, what: "deals not in step afterwards", ...count(await world.lostEdits(), 0) },
  ];
}

function ratio3(value: number, atMost: number) {
  return { ...ratio(value, { atMost }), value: value.toFixed(3) };
}

function requestsOf({ systems }: Totals, system: keyof Totals["systems"]): number {
  return systems[system]?.requests ?? 0;
}

function written({ totals, commits }: Run): string {
  const requests = (["partner-center", "dataverse", "sign-in", "github"] as const).map((system) =>
    requestsOf(totals, system),
  );
  return words([...requests, commits]);
}

function words([partnerCenter, dataverse, signIn, github, commits]: readonly (number | undefined)[]): string {
  return `${partnerCenter} + ${dataverse} + ${signIn}, GitHub ${github}, commits ${commits}`;
}
