import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { FOUND } from "../test/simulation/found.ts";
import type { Numbers } from "../test/simulation/numbers.ts";
import { reliabilityPage } from "../test/simulation/page.ts";

/* node scripts/reliability.ts FILE…: makes docs/reliability.md of what `npm run simulate -- --tally FILE` kept. */
const numbers = await Promise.all(
  process.argv.slice(2).map(async (file) => JSON.parse(await readFile(file, "utf8")) as Numbers),
);
await writeFile(join(import.meta.dirname, "../docs/reliability.md"), reliabilityPage(numbers, FOUND));
