import type { Known } from "../../src/connections/standing.ts";
import type { Connection, RunNumbers, SyncJob } from "../../src/model/connections.ts";

export function connectionOf(name: string): Connection {
  return { name, mapping: "m.yml", environment: name, "state-branch": `cosell-sync-${name}` };
}

/** A job that went well. */
export function jobOf(more: Partial<SyncJob> = {}): SyncJob {
  return {
    name: "a",
    checkRun: 12001,
    conclusion: "success",
    began: true,
    ended: true,
    startedAt: "2026-11-23T10:00:00Z",
    completedAt: "2026-11-23T10:00:21Z",
    url: "https://github.com/adatum/co-sell/actions/runs/12/job/12001",
    ...more,
  };
}

/** What run 12 of the workflow left. */
export function numbersOf(more: Partial<RunNumbers> = {}): RunNumbers {
  return {
    run: "12-1-sync",
    at: "2026-11-23T10:00:20Z",
    created: 0,
    updated: 3,
    failed: 0,
    left: 0,
    waiting: { conflicts: 0, held: 0, approvals: 0, retried: 0 },
    ...more,
  };
}

/** A connection that went well, unless told otherwise. */
export function knownOf(
  name: string,
  { numbers = numbersOf(), ...more }: Partial<Known> & { readonly numbers?: RunNumbers | null } = {},
): Known {
  const branch = { commit: "9f8e7d6c5b4a39281706f5e4d3c2b1a098765432", numbers };
  return { connection: connectionOf(name), job: jobOf({ name }), failure: null, branch, ...more };
}
