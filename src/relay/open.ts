import { setTimeout as delay } from "node:timers/promises";
import type { Clock } from "../model/ports.ts";
import { downloads, issuers } from "./download.ts";
import { openDispatch } from "./github-dispatch.ts";
import { openOutside } from "./outside.ts";
import { Relay } from "./relay.ts";
import type { Settings } from "./settings.ts";
import { Signers } from "./signers.ts";
import { openTrust } from "./trust.ts";
import { Wake } from "./wake.ts";

export interface OpenRelay {
  readonly relay: Relay;
  close(): Promise<void>;
}

const CLOCK: Clock = { now: () => new Date(), sleep: (milliseconds) => delay(milliseconds) };

/** Puts a relay together, the same for every host. */
export function openRelay(settings: Settings, log: (line: string) => void, clock = CLOCK): OpenRelay {
  const outside = openOutside();
  const download = downloads(outside.send);
  const { roots, intermediates, issuerOrigins, certificateOrigins } = settings;
  const trust = openTrust({ roots, intermediates, findIssuer: issuers(download, issuerOrigins) });
  const keys = new Signers({ download, trust, origins: certificateOrigins });
  const start = openDispatch({ ...settings, send: outside.send, now: () => clock.now() });
  const { addressKey } = settings;
  const relay = new Relay({ keys, wake: new Wake({ start, clock }), clock, addressKey, log });
  return { relay, close: () => outside.close() };
}
