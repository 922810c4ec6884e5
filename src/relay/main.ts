import type { AddressInfo } from "node:net";
import { ConfigurationError, describeError } from "../errors.ts";
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
  server.once("error", ({ message }) => {
    const problem = { where: "RELAY_HOST, RELAY_PORT", message: `cannot be listened on (${message})` };
    fail(new ConfigurationError([problem], "Set another host or port, or end what has it now."));
  });
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    // Deliveries that wait for GitHub are still answered.
    process.once(signal, () => server.close(() => void open.close()));
  }
}

function log(line: string): void {
  process.stdout.write(`${line}\n`);
}

function fail(error: unknown): void {
  process.stderr.write(`${describeError(error)}\n`);
  process.exitCode = 1;
}

try {
  main();
} catch (error) {
  fail(error);
}
