import type { Mapping } from "../../src/mapping/mapping.ts";
import type { Change, ChangeOutcome, Merge, Pair } from "../../src/model/plan.ts";
import type { Base, RemoteRecord } from "../../src/model/record.ts";
import type { Intent, SyncState, Waiting } from "../../src/model/state.ts";
import { checkpoint } from "../../src/reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE } from "../../src/reconcile/checkpoint/state.ts";
import { mergePair } from "../../src/reconcile/merge/merge.ts";
import { formatBase } from "../../src/reconcile/record/base.ts";
import { rowIdFor } from "../../src/reconcile/record/ids.ts";
import { mappingOf, STATUS } from "./fields.ts";
import { ORDINARY, REFERRAL } from "./world.ts";

/** One deal with a name and a status, for tests that look at a single step. */
export const MAPPING: Mapping = mappingOf({
  name: { as: "text", longest: 50, referral: "name", opportunity: "name", audit: "value" },
  notes: { as: "text", longest: 50, referral: "details.notes", opportunity: "description" },
  status: STATUS,
});

const OPPORTUNITY = rowIdFor(REFERRAL);
export const BASE: Base = {
  change: "earlier.1",
  referralModified: "2026-11-23T09:00:00Z",
  fields: { name: "Deal", notes: "first", status: "open" },
};

export function referralOf(properties: object = {}, etag = "r1"): RemoteRecord {
  const given = {
    id: REFERRAL,
    name: "Deal",
    status: "Active",
    substatus: "Accepted",
    details: { notes: "first" },
  };
  const all = { ...given, ...properties };
  return { side: "referral", id: REFERRAL, etag, modified: "2026-11-23T10:00:00Z", properties: all };
}

/** Referrals that have no opportunity yet, in the order of their ids. */
export function newDeals(count: number, properties: object = {}): RemoteRecord[] {
  return Array.from({ length: count }, (_, number) => {
    const id = `${String(number).padStart(8, "0")}-3a51-4f0b-9a44-5e1d2c3b4a60`;
    return { ...referralOf({ id, ...properties }, `r${number}`), id };
  });
}

export function rowOf(properties: object = {}, etag = "o1", base: Base | null = BASE): RemoteRecord {
  const given = {
    name: "Deal",
    description: "first",
    statecode: 0,
    statuscode: 1,
    cosell_referralid: REFERRAL,
  };
  const all = { ...given, cosell_base: base && formatBase(base, MAPPING.places), ...properties };
  return { side: "opportunity", id: OPPORTUNITY, etag, modified: "2026-11-23T10:00:00Z", properties: all };
}

export function pairOf(
  referral = referralOf(),
  opportunity: RemoteRecord | null = rowOf(),
  base: Base | null = BASE,
): Pair {
  const link = { referral: REFERRAL, opportunity: OPPORTUNITY };
  return { link, referral, opportunity, base: opportunity && base, baseIsStored: true, adopts: false };
}

export function mergeOf(pair: Pair, closesPending: readonly string[] = []) {
  return mergePair(pair, { ...ORDINARY, mapping: MAPPING, closesPending: new Set(closesPending) });
}

export function outcomeOf(
  change: Change | undefined,
  outcome: ChangeOutcome["outcome"],
  more: Partial<ChangeOutcome> = {},
): ChangeOutcome {
  if (!change) throw new Error("there is no such change");
  const reason = outcome === "applied" ? null : `${outcome} for a test`;
  return { change, intent: "run.1", outcome, reason, sent: true, etag: null, modified: null, ...more };
}

export function intentOf(more: Partial<Intent> = {}): Intent {
  return {
    id: "dead.1",
    at: "2026-11-23T10:00:00.000Z",
    side: "referral",
    action: "update",
    referral: REFERRAL,
    opportunity: OPPORTUNITY,
    etag: "r1",
    fields: [],
    ...more,
  };
}

/** What a run leaves that looked at this one deal, with what waited before. */
export function stateAfter(
  merge: Merge,
  outcomes: readonly ChangeOutcome[],
  before: readonly Waiting[] = [],
  now: string = "2026-11-23T10:00:00.000Z",
): SyncState {
  const nothing = {
    questions: [],
    unreadable: [],
    looked: [REFERRAL],
    intents: [],
    settled: [],
    unwanted: [],
  };
  const about = { run: "run", now, mappingDigest: "m1", reads: null };
  const state: SyncState = { ...EMPTY_STATE, mapping: "m1", waiting: before };
  return checkpoint(state, { ...nothing, ...about, merges: [merge], outcomes });
}
