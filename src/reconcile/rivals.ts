import type { Intent } from "../model/state.ts";
import type { Settled } from "./journal.ts";
import { isPost } from "./posts.ts";

/**
 * Whether another write stands for this one. Of several on one etag, and of several creates of one account, at
 * most one arrived; the last of those that look so stands for them.
 */
export function isOutdone({ intent, fate }: Settled, place: number, all: readonly Settled[]): boolean {
  const leavesNoMark = intent.side === "referral" || intent.row?.table === "account";
  if (!leavesNoMark || intent.found || (fate !== "applied" && fate !== "unclear")) return false;
  return all.some((other, otherPlace) => {
    if (otherPlace === place || !areRivals(intent, other.intent)) return false;
    if (other.fate !== "applied" && other.fate !== "audited") return false;
    return fate === "unclear" || other.intent.found !== undefined || otherPlace > place;
  });
}

function areRivals(one: Intent, other: Intent): boolean {
  // Deals of one customer want the same account.
  if (one.row?.table === "account") return other.row?.id === one.row.id && other.action === one.action;
  if (isPost(one)) return other.action === one.action && other.opportunity === one.opportunity;
  return other.side === one.side && other.referral === one.referral && other.etag === one.etag;
}
