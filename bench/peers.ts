import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { environmentFor } from "../test/support/stage.ts";
import { type Figure, unjudged } from "./figure.ts";
import { idealInbound } from "./ideal.ts";
import type { Totals } from "./log-totals.ts";
import type { Surroundings } from "./peers/referrals.ts";
import { runFirst, runProduct } from "./product.ts";
import { PROFILE } from "./profile.ts";
import { openWorld, type World } from "./world.ts";

const HERE = import.meta.dirname;
const ROOT = join(HERE, "..");

/** Record by record, and up to how many: after that it takes minutes to learn that it takes ten times as long. */
const ALONE = "1";
const MOST_ALONE = 200;

/** Too large to install for everybody (117 MB), and never a dependency. */
const NODE_RED = "bench/node-red/node_modules/node-red/red.js";
const INSTALL = "npm install --prefix bench/node-red node-red@5.0.7";
const hasNodeRed = existsSync(join(ROOT, NODE_RED));

/** What it is called, its script, how much it does at a time, and what else the script is given. */
type Peer = readonly [string, string, string, ...string[]];

const PEERS: readonly Peer[] = [
  ["script, record by record", "record-by-record.ts", ALONE],
  ["script, 52 at a time", "record-by-record.ts", "52"],
  ["dynamics-web-api, 52 at a time", "dynamics-web-api.ts", "pool"],
  ["dynamics-web-api, batches of 100", "dynamics-web-api.ts", "batch"],
];
const NODE_RED_PEERS: readonly Peer[] = [
  ["Node-RED, record by record", "node-red.ts", ALONE, join(ROOT, NODE_RED)],
  ["Node-RED, 52 at a time", "node-red.ts", "52", join(ROOT, NODE_RED)],
  ["Node-RED, as they come", "node-red.ts", "all", join(ROOT, NODE_RED)],
];

/**
 * The same changed referrals, brought to the CRM by others, with all limits of profile P in force. The peers only
 * write a value; they merge nothing, keep no journal and no log. A peer that loses writes has no time.
 */
export async function measurePeers(sizes: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const changed of sizes) figures.push(...(await measure(changed)));
  return sizes.length === 0 || hasNodeRed ? figures : [...figures, withoutNodeRed()];
}

async function measure(changed: number): Promise<Figure[]> {
  const what = (who: string) => `${changed.toLocaleString("en-US")} referrals changed: ${who}`;
  const figures: Figure[] = [];
  for (const [name, script, atOnce, ...more] of [...PEERS, ...(hasNodeRed ? NODE_RED_PEERS : [])]) {
    if (atOnce === ALONE && changed > MOST_ALONE) continue;
    await using world = await worldWith(changed);
    const since = await edited(world, changed);
    const exitCode = await runPeer(world, [script, atOnce, ...more], since);
    figures.push(shown(what(name), await world.take(), await lossOf(world, exitCode)));
  }
  await using world = await worldWith(changed);
  await edited(world, changed);
  const ours = await runProduct(world);
  figures.push(shown(what("cosell-sync"), ours.totals, await lossOf(world, 0)));
  const least = `${seconds(idealInbound(changed))} at least`;
  return [...figures, { item: 3, what: what("the ideal"), ...unjudged(least) }];
}

/** One for each, because what one has asked for counts against the limits of the next. */
async function worldWith(changed: number): Promise<World> {
  const world = await openWorld();
  await world.fill(changed + 1);
  await runFirst(world);
  await world.turn(PROFILE);
  return world;
}

async function edited(world: World, count: number): Promise<string> {
  // A second earlier, because the services count more finely than our clock does.
  const since = new Date(Date.now() - 1000).toISOString();
  await world.edit("referrals", count);
  await world.take();
  return since;
}

async function runPeer(world: World, parameters: readonly string[], since: string): Promise<number> {
  const [script = "", ...rest] = parameters;
  const { urls, credentials } = world.emulator;
  const surroundings: Surroundings = { ...urls, ...credentials, since };
  const child = spawn(process.execPath, [join(HERE, "peers", script), ...rest], {
    env: {
      ...process.env,
      ...environmentFor(world.emulator),
      BENCH_SURROUNDINGS: JSON.stringify(surroundings),
    },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [status] = await once(child, "close");
  return Number(status ?? -1);
}

async function lossOf(world: World, exitCode: number): Promise<string | null> {
  const lost = await world.lostEdits();
  if (lost > 0) return `no time: ${lost} edits lost`;
  return exitCode === 0 ? null : "no time: it failed";
}

function shown(what: string, { spanMs, systems }: Totals, loss: string | null): Figure {
  const { github: _github, ...remote } = systems;
  const requests = Object.values(remote).reduce((sum, own) => sum + own.requests, 0);
  return { item: 3, what, ...unjudged(`${loss ?? seconds(spanMs)}, ${requests} requests`) };
}

function withoutNodeRed(): Figure {
  return { item: 3, what: "Node-RED", ...unjudged(`skipped: \`${INSTALL}\` brings it`) };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
