import { join } from "node:path";
import { rolldown } from "rolldown";

const ROOT = join(import.meta.dirname, "..");

/** Bundles the relay for Azure Functions into one file, `relay.js`, beside the function that uses it. */
export async function buildRelayInto(directory: string): Promise<void> {
  await using bundle = await rolldown({ cwd: ROOT, input: "src/relay/azure.ts", platform: "node" });
  await bundle.write({ file: join(directory, "relay.js"), format: "esm", codeSplitting: false });
}

if (import.meta.main) await buildRelayInto(join(ROOT, "relay/azure"));
