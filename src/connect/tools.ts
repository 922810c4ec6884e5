import { setTimeout as delay } from "node:timers/promises";
import { type Http, openHttp } from "../adapters/http/http.ts";
import type { Problem } from "../errors.ts";
import type { Inputs } from "../inputs/inputs.ts";
import type { MappingPlace } from "../mapping/mapping.ts";
import type { Origin } from "../model/origin.ts";
import type { Clock } from "../model/ports.ts";

/** What an entry offers: a place to show progress, and a way to keep secrets out of it. */
export interface Terminal {
  readonly progress: (text: string) => void;
  readonly mask: (secret: string) => void;
}

/** What an entry knows of a run, before anything is looked at. */
export interface Identity {
  /** Names the run; no two share one. */
  readonly run: string;
  readonly origin: Origin;
}

/** How a command of the core is started. */
export interface Start extends Identity {
  readonly inputs: Inputs;
  readonly terminal: Terminal;
}

/** Where the mapping of a run is. */
export function mappingPlace({ mapping: file, mappingEnvironment: environment }: Inputs): MappingPlace {
  return { file, environment };
}

/** What a command has to say to the person who started it, and whether that is a failure. */
export interface Report {
  /** Markdown. */
  readonly text: string;
  /** The same for a terminal, where Markdown would be hard to read. */
  readonly plain?: string;
  readonly failed: boolean;
  /** To be shown where they are. */
  readonly problems?: readonly Problem[];
  /** The output of that name, as JSON. */
  readonly matrix?: string;
}

/** What every command reaches the world with; nothing is asked for anything yet. */
export interface Tools {
  readonly http: Http;
  readonly clock: Clock;
}

/** Connections are closed whatever becomes of the work. */
export async function withTools<T>({ progress }: Terminal, work: (tools: Tools) => Promise<T>): Promise<T> {
  const clock: Clock = { now: () => new Date(), sleep: (milliseconds) => delay(milliseconds) };
  const http = openHttp({ clock, random: Math.random, onWait: progress });
  try {
    return await work({ http, clock });
  } finally {
    await http.close();
  }
}
