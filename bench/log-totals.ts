import type { LogEntry } from "../src/emulator/server.ts";

/** What a client has asked of one system, as the system saw it. */
export interface Total {
  readonly requests: number;
  /** Those that were refused with 429. */
  readonly refused: number;
  /** Of the answers' bodies. */
  readonly bytes: number;
  /** From when the first began to when the last had its answer, in milliseconds. */
  readonly spanMs: number;
  /** The same, of writes only. */
  readonly writingMs: number;
  /** How long nothing was asked for after a refusal, at most. */
  readonly pauseMs: number;
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
  return {
    requests: entries.length,
    refused: entries.filter(({ status }) => status === 429).length,
    bytes: entries.reduce((sum, { bytes }) => sum + bytes, 0),
    spanMs: spanOf(entries),
    writingMs: spanOf(entries.filter(({ method }) => method !== "GET")),
    pauseMs: pauseOf(entries),
  };
}

function pauseOf(entries: readonly LogEntry[]): number {
  const starts = entries.map(({ started }) => started).sort((one, other) => one - other);
  const pauses = entries
    .filter(({ status }) => status === 429)
    .map(({ ended }) => (starts.find((started) => started > ended) ?? ended) - ended);
  return Math.max(0, ...pauses);
}

function spanOf(entries: readonly LogEntry[]): number {
  if (entries.length === 0) return 0;
  const first = entries.reduce((least, { started }) => Math.min(least, started), Number.POSITIVE_INFINITY);
  const last = entries.reduce((most, { ended }) => Math.max(most, ended), 0);
  return last - first;
}
