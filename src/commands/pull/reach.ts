import type { RemoteRecord } from "../../model/record.ts";
import type { SyncState } from "../../model/state.ts";
import { OVERLAP_MINUTES } from "../../reconcile/checkpoint/checkpoint.ts";
import { DAY_MINUTES, isBefore, minusMinutes } from "../../reconcile/record/timestamp.ts";

/** Whatever a listing or a change feed has kept from us is found after a week at the latest. */
const MINUTES_BETWEEN_SWEEPS = 7 * DAY_MINUTES;

/** Whether everything is to be read: it was not for long, or an earlier run has begun and left some deals to this one. */
export function isSweepDue({ sweptAt, sweptTo }: SyncState, now: string): boolean {
  return sweptAt === undefined || isLongAgo(sweptAt, now) || sweptTo !== undefined;
}

function isLongAgo(time: string, now: string): boolean {
  return isBefore(time, minusMinutes(now, MINUTES_BETWEEN_SWEEPS));
}

/** How far earlier runs came with a full read that takes several. */
export interface Reach {
  /** Whether they have dealt with it; then it is only looked at for what is news. */
  isDone(referral: string): boolean;
  /** Whether the record has changed since the last of them read it. */
  isNews(record: RemoteRecord): boolean;
}

/** Of a full read that begins. */
const NOWHERE: Reach = { isDone: () => false, isNews: () => false };

/**
 * What was looked at with another mapping does not count, nor what was so long ago that everything is to be read again.
 *
 * @param mapping Digest of the mapping of this run.
 * @param now ISO 8601.
 */
export function reachOf(
  { mapping: previous, sweptTo, ...state }: SyncState,
  { mapping, now }: { readonly mapping: string; readonly now: string },
): Reach {
  if (sweptTo === undefined || previous !== mapping || !state.referrals || !state.opportunities)
    return NOWHERE;
  const { since, seen } = state.referrals;
  if (isLongAgo(since, now)) return NOWHERE;
  const from = {
    referral: minusMinutes(since, OVERLAP_MINUTES),
    opportunity: minusMinutes(state.opportunities.readAt, OVERLAP_MINUTES),
  };
  return {
    isDone: (referral) => referral <= sweptTo,
    isNews: ({ side, id, etag, modified }) =>
      (modified === "" || !isBefore(modified, from[side])) && !(side === "referral" && seen[id] === etag),
  };
}
