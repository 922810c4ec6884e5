import { resync } from "../commands/resync.ts";
import type { Inputs } from "../inputs/inputs.ts";
import { resyncReport } from "../report/resync.ts";
import { connected, readUsed, withWorld } from "./connect.ts";
import type { Report, Terminal } from "./tools.ts";

/** Wires the adapters to `resync` and runs it. */
export function runResync(inputs: Inputs, runId: string, terminal: Terminal): Promise<Report> {
  return withWorld({ inputs, runId, terminal }, async (world) => {
    const used = await readUsed(inputs.mapping);
    return connected(world, used, async (options, ports) => {
      return { text: resyncReport(await resync(options, ports)), failed: false };
    });
  });
}
