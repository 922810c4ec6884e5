import { execFile } from "node:child_process";
import { globSync, statSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { type Figure, ratio } from "./figure.ts";
import { probed } from "./probed.ts";
import { runProduct } from "./product.ts";
import { openWorld } from "./world.ts";

const DIST = join(import.meta.dirname, "../dist");

/** CPU from the start of the process to the first request that leaves it, against a Node that does nothing: item 6. */
export async function measureStart(tries: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(1);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    bare.push(await bareNode());
    ours.push((await runProduct(world)).startMs ?? Number.NaN);
  }
  const files = globSync("**/*.js", { cwd: DIST }).sort();
  const sizes = files
    .filter((file) => statSync(join(DIST, file)).size > 5000)
    .map((file): Figure => {
      const value = kilobytes(statSync(join(DIST, file)).size);
      return { item: 6, what: `of that ${file}`, goal: "", value, verdict: "shown" };
    });
  const total = files.reduce((sum, file) => sum + statSync(join(DIST, file)).size, 0);
  return [
    {
      item: 6,
      what: "CPU until the first request ÷ bare Node",
      ...ratio(Math.min(...ours) / Math.min(...bare), { atMost: 3 }),
    },
    { item: 6, what: "bundle, not minified", goal: "", value: kilobytes(total), verdict: "shown" },
    ...sizes,
  ];
}

async function bareNode(): Promise<number> {
  const { usage } = await probed((environment) =>
    promisify(execFile)(process.execPath, ["-e", "0"], { env: { ...process.env, ...environment } }),
  );
  return usage.cpuMs;
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString("en-US")} kB`;
}
