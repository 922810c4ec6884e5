import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { measureCommit } from "./commit.ts";
import { countRequests } from "./counts.ts";
import type { Figure } from "./figure.ts";
import { measureFirstSync, measureNewDeals } from "./first-sync.ts";
import { asPage, asTable, summaryLine } from "./page.ts";
import { measurePeers } from "./peers.ts";
import { measureScaling } from "./scaling.ts";
import { measureSchedule } from "./schedule.ts";
import { measureStart } from "./start.ts";
import { measureThrottling } from "./throttling.ts";

/**
 * `npm run bench [-- --quick]`: the figures of docs/performance.md, on the emulator. Quick takes the counts and the
 * small sizes and writes no page. Fails when a count is off; what the machine has a say in is only reported.
 */
const { quick } = parseArgs({ options: { quick: { type: "boolean", default: false } } }).values;
const ROOT = join(import.meta.dirname, "..");
const started = performance.now();

const figures = await measure();
const measured = {
  node: process.version,
  processors: cpus().length,
  load: loadavg()[0]?.toFixed(1),
  seconds: Math.round((performance.now() - started) / 1000),
};
mkdirSync(join(ROOT, "bench/results"), { recursive: true });
writeFileSync(join(ROOT, "bench/results/latest.json"), `${JSON.stringify({ measured, figures }, null, 2)}\n`);
if (!quick) writeFileSync(join(ROOT, "docs/performance.md"), asPage(figures, measured));
console.log(asTable(figures));
console.log(summaryLine(figures, measured.seconds));
if (figures.some(({ verdict }) => verdict === "off")) process.exitCode = 1;

async function measure(): Promise<Figure[]> {
  const steps: readonly (readonly [string, () => Promise<Figure[]>])[] = [
    ["start", () => measureStart(quick ? 3 : 15)],
    ["counts", countRequests],
    ["growth", () => (quick ? measureScaling([300, 1000], 1) : measureScaling([1000, 10_000, 100_000], 3))],
    ["schedule", () => measureSchedule(quick ? { 200: 1 } : { 200: 5, 2000: 5, 20000: 2 })],
    ["throttling", () => measureThrottling(quick ? 120 : 1000)],
    ["commits", () => measureCommit(quick ? [1, 100] : [1, 100, 10_000], quick ? 5 : 30)],
    ["first sync", () => measureFirstSync(quick ? 500 : 10_000)],
    ["new deals", () => measureNewDeals(quick ? 3000 : 20_000)],
    ["peers", () => measurePeers(quick ? [] : [200, 2000])],
  ];
  const figures: Figure[] = [];
  for (const [what, step] of steps) figures.push(...(await told(what, step)));
  return figures.sort((one, other) => one.item - other.item);
}

async function told(what: string, step: () => Promise<Figure[]>): Promise<Figure[]> {
  const from = performance.now();
  const figures = await step();
  console.error(`${what}: ${Math.round((performance.now() - from) / 1000)} s`);
  return figures;
}
