import { expect, it } from "vitest";
import { Ledger } from "../../src/commands/ledger.ts";
import type { RunOptions } from "../../src/commands/load.ts";
import type { StateCommit, StateStore } from "../../src/model/ports.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { planOf } from "../report/results.ts";

const NOW = "2026-10-01T08:00:00.000Z";

/** What a run commits that had nothing to do, after one that wrote its state at this time. */
async function committedAfter(writtenAt: string): Promise<string[]> {
  const commits: StateCommit[] = [];
  const store: StateStore = {
    read: async () => ({ head: "1", files: {} }),
    list: async () => [],
    commit: async (commit) => {
      commits.push(commit);
      return { head: "2" };
    },
  };
  const waiting = { conflicts: 0, held: 0, approvals: 0, retried: 0 };
  const written = {
    run: "2",
    letThrough: null,
    numbers: { run: "2", at: NOW, created: 0, updated: 0, failed: 0, left: 0, waiting },
    plan: planOf(),
    outcomes: [],
    recovered: [],
    looked: 0,
    pages: 1,
  };
  const state = { ...EMPTY_STATE, writtenAt };
  const ledger = new Ledger(store, { run: "2" } as RunOptions);
  const loaded = { state, head: "1", registrationFile: undefined, waitingFiles: {} };
  await ledger.commit(loaded, { ...state, writtenAt: NOW }, written, null);
  return commits.map(({ headline }) => headline);
}

it.each([
  ["an hour", "2026-10-01T07:00:00.000Z", ["Heartbeat"]],
  ["less than an hour", "2026-10-01T07:00:00.001Z", []],
  ["a run whose clock was a day ahead", "2026-10-02T08:00:00.000Z", ["Heartbeat"]],
])(
  "after %s, a run that had nothing to do gives a sign of life, or none",
  async (_title, writtenAt, expected) => {
    expect(await committedAfter(writtenAt)).toEqual(expected);
  },
);
