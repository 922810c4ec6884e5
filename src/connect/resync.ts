import { resync } from "../commands/resync.ts";
import { resyncReport } from "../report/resync.ts";
import { connected, usedIn } from "./connect.ts";
import type { Report } from "./tools.ts";
import type { World } from "./world.ts";

/** Wires the adapters to `resync` and runs it. */
export async function runResync(world: World): Promise<Report> {
  return connected(world, await usedIn(world), async (options, ports) => {
    return { text: resyncReport(await resync(options, ports)), failed: false };
  });
}
