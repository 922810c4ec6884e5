import type { Change, ChangeOutcome, Link } from "../../src/model/plan.ts";
import type { RunResult } from "../../src/model/result.ts";
import type { Intent, Waiting } from "../../src/model/state.ts";

/** The link of the deal with this number. */
export function dealOf(number: number): Link {
  const tail = String(number).padStart(12, "0");
  return {
    referral: `7c1f2b9e-3a51-4f0b-9a44-${tail}`,
    opportunity: `0d0d0d0d-3a51-4f0b-9a44-${tail}`,
  };
}

/** A run with nothing to do, but for what is given. */
export function resultOf(more: Partial<RunResult> = {}): RunResult {
  return {
    command: "sync",
    run: "7-1-sync",
    plan: { changes: [], conflicts: [], held: [], warnings: [], questions: [] },
    digest: "d1".repeat(32),
    mappingDigest: "a2".repeat(32),
    outcomes: [],
    recovered: [],
    waiting: [],
    requests: { "partner-center": 1, dataverse: 2, "sign-in": 2, github: 1 },
    stateCommit: null,
    approvalDigest: null,
    overtaken: false,
    ...more,
  };
}

export function planOf(more: Partial<RunResult["plan"]> = {}): RunResult["plan"] {
  return { changes: [], conflicts: [], held: [], warnings: [], questions: [], ...more };
}

export function changeOf(number: number, more: Partial<Change> = {}): Change {
  const fields = [{ field: "deal value", from: "5000.00 EUR", to: "7500.00 EUR" }];
  return { side: "opportunity", action: "update", link: dealOf(number), etag: "e", fields, ...more };
}

export function outcomeOf(
  change: Change,
  outcome: ChangeOutcome["outcome"] = "applied",
  reason: string | null = null,
): ChangeOutcome {
  return { change, intent: "7-1-sync.1", outcome, reason, sent: true, etag: null, modified: null };
}

export function waitingOf(number: number, more: Partial<Waiting> = {}): Waiting {
  return {
    ...dealOf(number),
    kind: "conflict",
    fields: ["notes"],
    reason: "both sides changed it",
    awaits: [],
    tries: 1,
    firstAt: "2026-11-20T08:30:00.000Z",
    nextAt: null,
    etags: { referral: "r", opportunity: "o" },
    ...more,
  };
}

export function intentOf(number: number): Intent {
  return {
    id: "6-1-sync.1",
    at: "2026-11-23T09:00:00.000Z",
    side: "opportunity",
    action: "update",
    ...dealOf(number),
    etag: "e",
    fields: [{ field: "notes", target: null }],
  };
}
