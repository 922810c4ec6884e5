import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { environmentFor } from "../test/support/stage.ts";
import type { Figure } from "./figure.ts";
import { idealInbound } from "./ideal.ts";
import type { Totals } from "./log-totals.ts";
import type { Surroundings } from "./peers/referrals.ts";
import { runProduct } from "./product.ts";
import { PROFILE } from "./profile.ts";
import { openWorld, type World } from "./world.ts";

const HERE = import.meta.dirname;

/** Record by record, and up to how many: after that it takes minutes to learn that it takes ten times as long. */
const ALONE = "1";
const MOST_ALONE = 200;

const PEERS: readonly (readonly [string, ...string[]])[] = [
  ["script, record by record", "record-by-record.ts", ALONE],
  ["script, 52 at a time", "record-by-record.ts", "52"],
  ["dynamics-web-api, 52 at a time", "dynamics-web-api.ts", "pool"],
  ["dynamics-web-api, batches of 100", "dynamics-web-api.ts", "batch"],
];

/**
 * The same changed referrals, brought to the CRM by others, with all limits of profile P in force. The peers only
 * write a value; they merge nothing, keep no journal and no log. A peer that loses writes has no time.
 */
export async function measurePeers(sizes: readonly number[]): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const changed of sizes) figures.push(...(await measure(changed)));
  return sizes.length === 0 ? [] : [...figures, nodeRed()];
}

async function measure(changed: number): Promise<Figure[]> {
  const what = (who: string) => `${changed.toLocaleString("en-US")} referrals changed: ${who}`;
  const figures: Figure[] = [];
  for (const [name, script = "", argument = ""] of PEERS) {
    if (argument === ALONE && changed > MOST_ALONE) continue;
    await using world = await worldWith(changed);
    const since = await edited(world, changed);
    const exitCode = await runPeer(world, [script, argument], since);
    figures.push(shown(what(name), await world.take(), await lossOf(world, exitCode)));
  }
  await using world = await worldWith(changed);
  await edited(world, changed);
  const ours = await runProduct(world);
  figures.push(shown(what("cosell-sync"), ours.totals, await lossOf(world, 0)));
  const least = `${seconds(idealInbound(changed))} at least`;
  return [...figures, { item: 3, what: what("the ideal"), goal: "", value: least, verdict: "shown" }];
}

/** One for each, because what one has asked for counts against the limits of the next. */
async function worldWith(changed: number): Promise<World> {
  const world = await openWorld();
  await world.fill(changed + 1);
  await runProduct(world);
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
  return {
    item: 3,
    what,
    goal: "",
    value: `${loss ?? seconds(spanMs)}, ${requests} requests`,
    verdict: "shown",
  };
}

/** Too large to install for everybody, and it drops what is refused unless told otherwise. */
function nodeRed(): Figure {
  const isThere = existsSync(join(HERE, "../node_modules/node-red/red.js"));
  const value = isThere ? "installed, but its flow is not part of this bench yet" : "skipped, not installed";
  return { item: 3, what: "Node-RED", goal: "", value, verdict: "shown" };
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(2)} s`;
}
