import { createServer } from "node:http";
import { join } from "node:path";
import { onLoopback } from "../test/support/on-loopback.ts";
import { median } from "./ideal.ts";
import type { Totals } from "./log-totals.ts";
import { probedNode } from "./probed.ts";
import type { Sample } from "./sample.ts";

const TRIES = 5;
/** Of each page, about: so much that a try takes longer than the clock is coarse. */
const BYTES_A_TRY = 4_000_000;
/** Of the pages of a whole sweep. */
const READINGS = 3;
const READER = join(import.meta.dirname, "reader.ts");

/** What `JSON.parse` alone takes for a byte of a page of each listing, as CPU time in milliseconds; once for each try. */
export type Rates = readonly (readonly [referrals: number, rows: number])[];

export function ratesOfParsing({ referrals, rows }: Sample): Rates {
  return Array.from({ length: TRIES }, () => [rateOf(referrals), rateOf(rows)] as const);
}

function rateOf(text: string): number {
  const bytes = Buffer.byteLength(text);
  const times = Math.ceil(BYTES_A_TRY / bytes);
  const before = process.cpuUsage();
  for (let time = 0; time < times; time += 1) JSON.parse(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / (bytes * times);
}

/** CPU time, in milliseconds, of `JSON.parse` alone over as many bytes as were answered. */
export function cpuOfParsing(rates: Rates, { systems }: Totals): number {
  const referrals = median(rates.map(([rate]) => rate)) * (systems["partner-center"]?.bytes ?? 0);
  const rows = median(rates.map(([, rate]) => rate)) * (systems.dataverse?.bytes ?? 0);
  return referrals + rows;
}

/** What a run with nothing to do has too: the first answer of all, for which there is a connection and HTTP is learned to be read. */
const FIRST = { text: "{}", times: 1 };

/**
 * CPU time, in milliseconds, of a process that does nothing but take as many bytes of such pages off the wire, by the
 * product's own connections, and parse them: what is left of a sweep's cost, beyond a run with nothing to do, when it does no
 * work at all.
 */
export async function cpuOfReading(sample: Sample, totals: Totals): Promise<number> {
  const pages = [FIRST, ...pagesOf(sample, totals)];
  const server = createServer((request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(pages[Number(request.url?.slice(1))]?.text);
  });
  await using listening = await onLoopback(server);
  const read = (times: readonly number[]) => probedNode(READER, listening.url, ...times.map(String));
  const beyond: number[] = [];
  while (beyond.length < READINGS) {
    const reading = await read(pages.map(({ times }) => times));
    const starting = await read(pages.map((page) => (page === FIRST ? page.times : 0)));
    beyond.push(reading.cpuMs - starting.cpuMs);
  }
  return median(beyond);
}

function pagesOf({ referrals, rows }: Sample, { systems }: Totals) {
  return [
    { text: referrals, bytes: systems["partner-center"]?.bytes ?? 0 },
    { text: rows, bytes: systems.dataverse?.bytes ?? 0 },
  ].map(({ text, bytes }) => ({ text, times: Math.max(1, Math.round(bytes / Buffer.byteLength(text))) }));
}
