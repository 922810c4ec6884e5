import { openDataverse } from "../src/adapters/dataverse/dataverse.ts";
import { openHttp } from "../src/adapters/http/http.ts";
import type { Network } from "../src/adapters/http/network.ts";
import { inParallel } from "../src/adapters/in-parallel.ts";
import { createDataverse, type DataverseOptions } from "../src/emulator/dataverse/index.ts";
import { Timeline } from "../test/simulation/timeline.ts";

const HOST = "https://contoso.crm.dynamics.com";
const START = Date.parse("2026-10-01T08:00:00Z");
/** "Service protection API limits". */
const WINDOW_MS = 300_000;
const WINDOWS = 4;
export const LANES = 8;

/** A limit that a long run meets, by itself. */
export interface BindingLimit {
  readonly what: string;
  /** Requests that it permits in a window. */
  readonly permitted: number;
  readonly options: Partial<DataverseOptions>;
}

export const LIMITS_THAT_BIND: readonly BindingLimit[] = [
  { what: "number of requests", permitted: 400, options: { limits: { requests: 400 }, operationMs: 50 } },
  // Shown as `1,200.00`, which is not one second.
  {
    what: "execution time",
    permitted: 600,
    options: { limits: { executionMs: 1_200_000 }, operationMs: 2000 },
  },
];

interface Answer {
  readonly status: number;
  /** Milliseconds from the start. */
  readonly at: number;
}

/** How much of what a limit permits a run makes use of, from 0 to 1, over several windows. */
export async function useOfBudget({ permitted, options }: BindingLimit) {
  const answers = await readAsFastAsPermitted(permitted * (WINDOWS + 1), options);
  const used = answers.filter(({ at }) => at < WINDOWS * WINDOW_MS).length;
  return {
    used: used / (permitted * WINDOWS),
    refused: answers.filter(({ status }) => status === 429).length,
  };
}

/** Reads so often as fast as Dataverse lets it, on simulated time. */
export async function readAsFastAsPermitted(
  reads: number,
  options: Partial<DataverseOptions>,
): Promise<readonly Answer[]> {
  const timeline = new Timeline(START);
  const now = () => new Date(timeline.now);
  const dataverse = createDataverse({
    now,
    tokenIsValid: () => "ok",
    elapse: (milliseconds) => timeline.wait(milliseconds),
    ...options,
  });
  const answers: Answer[] = [];
  const network: Network = {
    async exchange({ method, url, headers = {}, body = "" }) {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const reply = await dataverse.service({
        method,
        url: new URL(url),
        headers: Object.fromEntries(lower),
        body: Buffer.from(body),
      });
      answers.push({ status: reply.status, at: timeline.now - START });
      return { status: reply.status, headers: reply.headers ?? {}, body: JSON.stringify(reply.body) };
    },
    close: async () => {},
  };
  const clock = { now, sleep: (milliseconds: number) => timeline.wait(milliseconds) };
  const http = openHttp({ clock, random: () => 1, network });
  const reader = openDataverse({
    http,
    clock,
    token: async () => "token",
    baseUrl: HOST,
    columns: [],
    referralIdColumn: "cosell_referralid",
  });
  const run = timeline
    .wait(0)
    .then(() => inParallel(Array.from({ length: reads }), LANES, () => reader.existingNotes(["note"])));
  await timeline.play();
  await run;
  return answers;
}
