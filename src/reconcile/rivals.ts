import type { Change } from "../model/plan.ts";
import type { Intent } from "../model/state.ts";
import type { Settled } from "./journal.ts";
import { isPost } from "./posts.ts";

/** The same, but of several writes on one etag no more than one is taken to have arrived. */
export function withOneEach(settled: readonly Settled[]): Settled[] {
  const rivals = Map.groupBy(settled.entries(), ([, { intent }]) => targetOf(intent));
  return settled.map((one, place) =>
    isOutdone(one, place, rivals.get(targetOf(one.intent)) ?? [])
      ? { intent: one.intent, fate: "superseded" }
      : one,
  );
}

/** Of all intents with the same target at most one can have met its precondition. */
function targetOf(intent: Intent): string {
  const { side, action, referral, opportunity, etag, row } = intent;
  // Deals of one customer want the same account.
  if (row?.table === "account") return `${action} ${row.id}`;
  if (isPost(intent)) return `${action} ${opportunity}`;
  return `${side} ${referral} ${etag}`;
}

/** The last of those that look as if they had arrived stands for them. */
function isOutdone(
  { intent, fate }: Settled,
  place: number,
  rivals: readonly (readonly [place: number, one: Settled])[],
): boolean {
  const { side, found, row } = intent;
  const leavesNoMark = side === "referral" || row?.table === "account";
  if (!leavesNoMark || found || (fate !== "applied" && fate !== "unclear")) return false;
  return rivals.some(([otherPlace, other]) => {
    if (otherPlace === place || (other.fate !== "applied" && other.fate !== "audited")) return false;
    return fate === "unclear" || other.intent.found !== undefined || otherPlace > place;
  });
}

/**
 * Whether two changes are about the same record, so that at most one of them can meet its precondition. Every
 * note is a record of its own.
 */
export function sameTarget(change: Change, intent: Intent): boolean {
  // What is posted has no id yet, and may be announced again under the one that its deal has by then.
  if (isPost(intent))
    return change.action === intent.action && change.link.opportunity === intent.opportunity;
  // Deals of one customer want the same account.
  if (intent.row?.table === "account")
    return change.action === intent.action && change.row?.id === intent.row.id;
  return (
    change.action !== "note" &&
    change.side === intent.side &&
    change.action === intent.action &&
    change.link.referral === intent.referral &&
    change.row?.id === intent.row?.id
  );
}
