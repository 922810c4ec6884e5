import { expect, it } from "vitest";
import { systemsOf } from "../../bench/log-totals.ts";
import type { LogEntry } from "../../src/emulator/server.ts";

const READ: LogEntry = {
  system: "dataverse",
  method: "GET",
  path: "/",
  status: 200,
  bytes: 10,
  started: 100,
  ended: 160,
};

it("adds up each system, and times writes from the first request to the last answer", () => {
  const writes: LogEntry[] = [
    { ...READ, method: "PATCH", started: 200, ended: 320 },
    { ...READ, method: "POST", started: 210, ended: 260, status: 429 },
  ];
  expect(systemsOf([READ, ...writes]).systems).toEqual({
    dataverse: {
      requests: 3,
      refused: 1,
      refusedAMinute: 1,
      bytes: 30,
      spanMs: 220,
      writingMs: 120,
      pauseMs: null,
    },
  });
});

it("tells how long nothing was asked for after a refusal", () => {
  const entries: LogEntry[] = [
    { ...READ, status: 429, started: 100, ended: 110 },
    { ...READ, status: 429, started: 105, ended: 115 },
    { ...READ, started: 1130, ended: 1200 },
  ];
  expect(systemsOf(entries).systems.dataverse?.pauseMs).toBe(1020);
});

it("finds the minute with the most refusals, wherever it begins", () => {
  const at = [0, 50_000, 59_999, 109_000, 110_000, 200_000];
  const entries = at.map((ended) => ({ ...READ, status: 429, started: ended, ended }));
  expect(systemsOf([READ, ...entries]).systems.dataverse).toMatchObject({ refused: 6, refusedAMinute: 3 });
});

it("times a run without what GitHub took", () => {
  const commit: LogEntry = { ...READ, system: "github", started: 0, ended: 9000 };
  expect(systemsOf([commit, READ, { ...READ, ended: 400 }]).spanMs).toBe(300);
});

it("finds no time where nothing was asked for", () => {
  expect(systemsOf([])).toEqual({ systems: {}, spanMs: 0 });
});
