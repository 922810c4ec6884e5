import { mkdtempDisposable, writeFile } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Emulator } from "../../src/emulator/index.ts";
import type { Clock } from "../../src/model/ports.ts";
import { openRelay } from "../../src/relay/open.ts";
import { createRelayServer } from "../../src/relay/server.ts";
import { readSettings } from "../../src/relay/settings.ts";
import { onLoopback } from "./on-loopback.ts";

/** A relay between the webhooks of an emulator and its GitHub. */
export interface TestRelay extends AsyncDisposable {
  /** Where notifications go. */
  readonly url: string;
  readonly log: readonly string[];
  readonly server: Server;
}

/** Waits are a hundredth of what they are in the world. */
const QUICK: Clock = { now: () => new Date(), sleep: (milliseconds) => delay(milliseconds / 100) };

export async function startRelay(
  emulator: Emulator,
  environment: Environment = {},
  clock = QUICK,
): Promise<TestRelay> {
  await using building = new AsyncDisposableStack();
  const directory = building.use(await mkdtempDisposable(join(tmpdir(), "relay-")));
  const settings = readSettings({ ...(await environmentOf(emulator, directory.path)), ...environment });
  const log: string[] = [];
  const note = (line: string) => void log.push(line);
  const open = openRelay(settings, note, clock);
  building.defer(() => open.close());
  const server = createRelayServer(open.relay, note);
  const url = `${building.use(await onLoopback(server)).url}/`;
  const resources = building.move();
  return { url, log, server, [Symbol.asyncDispose]: () => resources.disposeAsync() };
}

type Environment = Readonly<Record<string, string>>;

/** What an administrator would set, with the emulator's own authority in the place of Microsoft's. */
export async function environmentOf(emulator: Emulator, directory: string): Promise<Environment> {
  const { root } = await emulator.webhooks.signer();
  const roots = join(directory, "roots.pem");
  await writeFile(roots, root.certificate.toString());
  return {
    RELAY_REPOSITORY: emulator.credentials.repository,
    RELAY_APP_ID: emulator.github.app.id,
    RELAY_APP_KEY: emulator.github.app.privateKey,
    RELAY_API_URL: emulator.urls.githubApi,
    RELAY_CERTIFICATE_ORIGINS: emulator.urls.webhooks,
    RELAY_ISSUER_ORIGINS: emulator.urls.webhooks,
    RELAY_ROOTS: roots,
    RELAY_PORT: "0",
  };
}

/** Registers the relay past the API, as if somebody had done it before. */
export function register({ webhooks }: Emulator, webhookUrl: string): void {
  webhooks.registration = {
    subscriberId: "0d1f2a3b-4c5d-4e6f-8a9b-0c1d2e3f4a5b",
    webhookUrl,
    webhookEvents: [
      "referral-created",
      "referral-updated",
      "related-referral-created",
      "related-referral-updated",
      "test-created",
    ],
    signatureTokenToMsSignatureHeader: true,
  };
}
