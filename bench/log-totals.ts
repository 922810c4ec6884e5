import type { LogEntry } from "../src/emulator/server.ts";

/** What a client has asked of one system, as the system saw it. */
export interface Total {
  readonly requests: number;
  /** Those that were refused with 429. */
  readonly refused: number;
  /** The most of those that came within a minute. */
  readonly refusedAMinute: number;
  /** Of the answers' bodies. */
  readonly bytes: number;
  /** From when the first began to when the last had its answer, in milliseconds. */
  readonly spanMs: number;
  /** The same, of writes only, which come when everything is read. */
  readonly writingMs: number;
  /** How long nothing was asked for after a refusal, at most; `null` when there was none, or nothing after it. */
  readonly pauseMs: number | null;
}

export interface Totals {
  readonly systems: Readonly<Partial<Record<LogEntry["system"], Total>>>;
  /** From the first request to the last answer, those of GitHub left out; in milliseconds. */
  readonly spanMs: number;
}

export function systemsOf(entries: readonly LogEntry[]): Totals {
  const groups = Map.groupBy(entries, ({ system }) => system);
  const remote = entries.filter(({ system }) => system !== "github");
  return {
    systems: Object.fromEntries([...groups].map(([system, own]) => [system, totalOf(own)])),
    spanMs: spanOf(remote),
  };
}

function totalOf(entries: readonly LogEntry[]): Total {
  const refusals = entries.filter(({ status }) => status === 429);
  return {
    requests: entries.length,
    refused: refusals.length,
    refusedAMinute: mostInAMinute(refusals.map(({ ended }) => ended)),
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    spanMs: spanOf(entries),
    writingMs: spanOf(writesIn(entries)),
    pauseMs: pauseOf(entries, refusals),
  };
}

/** Currencies are asked for in a batch, too. */
function writesIn(entries: readonly LogEntry[]): LogEntry[] {
  const lastRead = entries.findLast(({ method }) => method === "GET")?.ended ?? 0;
  return entries.filter(({ method, started }) => method !== "GET" && started >= lastRead);
}

const MINUTE_MS = 60_000;

function mostInAMinute(moments: readonly number[]): number {
  const withinOneFrom = (from: number) =>
    moments.filter((moment) => moment >= from && moment < from + MINUTE_MS);
  return Math.max(0, ...moments.map((moment) => withinOneFrom(moment).length));
}

function pauseOf(entries: readonly LogEntry[], refusals: readonly LogEntry[]): number | null {
  const starts = entries.map(({ started }) => started).sort((one, other) => one - other);
  const pauses = refusals.flatMap(({ ended }) => {
    const next = starts.find((started) => started > ended);
    return next === undefined ? [] : [next - ended];
  });
  return pauses.length === 0 ? null : Math.max(...pauses);
}

function spanOf(entries: readonly LogEntry[]): number {
  if (entries.length === 0) return 0;
  const first = entries.reduce((least, { started }) => Math.min(least, started), Number.POSITIVE_INFINITY);
  const last = entries.reduce((most, { ended }) => Math.max(most, ended), 0);
  return last - first;
}
