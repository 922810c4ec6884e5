import { describe, expect, it } from "vitest";
import { openDataverse } from "../../src/adapters/dataverse.ts";
import { openHttp } from "../../src/adapters/http.ts";
import { inParallel } from "../../src/adapters/in-parallel.ts";
import type { Network } from "../../src/adapters/network.ts";
import { createDataverse, type DataverseOptions } from "../../src/emulator/dataverse/index.ts";
import { Timeline } from "../simulation/timeline.ts";

const HOST = "https://contoso.crm.dynamics.com";
const START = Date.parse("2026-10-01T08:00:00Z");
const WINDOW_MS = 300_000;
const LANES = 8;

/** Reads so often as fast as Dataverse lets it, on simulated time. */
async function longRun(reads: number, options: Partial<DataverseOptions>) {
  const timeline = new Timeline(START);
  const now = () => new Date(timeline.now);
  const dataverse = createDataverse({
    now,
    tokenIsValid: () => "ok",
    elapse: (milliseconds) => timeline.wait(milliseconds),
    ...options,
  });
  const answers: { readonly status: number; readonly at: number }[] = [];
  const network: Network = {
    async exchange({ method, url, headers = {}, body = "" }) {
      const lower = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
      const exchange = {
        method,
        url: new URL(url),
        headers: Object.fromEntries(lower),
        body: Buffer.from(body),
      };
      const reply = await dataverse.service(exchange);
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
    .then(() => inParallel(Array.from({ length: reads }), LANES, () => reader.currencies()));
  await timeline.play();
  await run;
  return answers;
}

describe("a run that is longer than Dataverse's limits", () => {
  it.each<readonly [string, number, Partial<DataverseOptions>]>([
    ["number of requests", 400, { limits: { requests: 400 }, operationMs: 50 }],
    // Shown as `1,200.00`, which is not one second.
    ["execution time", 600, { limits: { executionMs: 1_200_000 }, operationMs: 2000 }],
  ])(
    "is never refused for its %s, and uses nearly all that it is granted",
    async (_what, granted, options) => {
      const windows = 4;
      const answers = await longRun(granted * (windows + 1), options);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      const used = answers.filter(({ at }) => at < windows * WINDOW_MS).length;
      expect(used / (granted * windows)).toBeGreaterThanOrEqual(0.95);
    },
  );

  it("waits for nothing where the limits do not bind", async () => {
    const answers = await longRun(400, { operationMs: 100 });
    expect(answers.at(-1)?.at).toBe((400 / LANES) * 100);
  });
});
