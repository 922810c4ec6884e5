import { globSync, statSync } from "node:fs";
import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildInto } from "../scripts/build.ts";
import { type Figure, ratio, unjudged } from "./figure.ts";
import { probedNode } from "./probed.ts";
import { runFirst, runProduct } from "./product.ts";
import { openWorld } from "./world.ts";

/** Bytes below which a file or a package is not worth a line. */
const SMALL = 100_000;
const DIST = join(import.meta.dirname, "../dist");

/** CPU from the start of the process to the first request that leaves it, against a Node that does nothing: item 6. */
export async function measureStart(tries: number): Promise<Figure[]> {
  await using world = await openWorld();
  await world.fill(1);
  await runFirst(world);
  const ours: number[] = [];
  const bare: number[] = [];
  for (let attempt = 0; attempt < tries; attempt += 1) {
    bare.push((await probedNode("-e", "0")).cpuMs);
    ours.push((await runProduct(world)).startMs ?? Number.NaN);
  }
  const files = globSync("**/*.js", { cwd: DIST }).sort();
  const sizeOf = (file: string) => statSync(join(DIST, file)).size;
  const total = files.reduce((sum, file) => sum + sizeOf(file), 0);
  return [
    {
      item: 6,
      what: "CPU until the first request ÷ bare Node",
      ...ratio(Math.min(...ours) / Math.min(...bare), { atMost: 3 }),
    },
    shown("bundle, not minified", total),
    ...files.filter((file) => sizeOf(file) > SMALL).map((file) => shown(`of that ${file}`, sizeOf(file))),
    ...(await contents()).map(([name, bytes]) => shown(`of that, out of ${name}`, bytes)),
  ];
}

/** The packages that the bundle is made of, largest first, as the build itself counts them. */
async function contents(): Promise<[string, number][]> {
  await using directory = await mkdtempDisposable(join(tmpdir(), "bench-build-"));
  const packages = [...(await buildInto(directory.path))];
  return packages.filter(([, bytes]) => bytes > SMALL).sort(([, one], [, other]) => other - one);
}

function shown(what: string, bytes: number): Figure {
  return { item: 6, what, ...unjudged(kilobytes(bytes)) };
}

function kilobytes(bytes: number): string {
  return `${Math.round(bytes / 1000).toLocaleString("en-US")} kB`;
}
