import type { AddressInfo } from "node:net";
import { describeError } from "../errors.ts";
import { openRelay } from "./open.ts";
import { createRelayServer } from "./server.ts";
import { readSettings } from "./settings.ts";

/** `node src/relay/main.ts`: the relay on Node's own server, until it is interrupted. */
function main(): void {
  const settings = readSettings(process.env);
  const open = openRelay(settings, log);
  const server = createRelayServer(open.relay, log);
  server.listen(settings.port, settings.host, () => {
    const { address, port } = server.address() as AddressInfo;
    log(`the relay listens on http://${address}:${port}`);
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Deliveries that wait for GitHub are still answered.
    process.once(signal, () => server.close(() => void open.close()));
  }
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

try {
  main();
} catch (error) {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}
