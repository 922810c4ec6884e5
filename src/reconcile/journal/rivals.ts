import type { Change, Link } from "../../model/plan.ts";
import type { Intent, Settled } from "../../model/state.ts";
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
  const { side, referral, etag, row } = intent;
  const isMade = isPost(intent) || row?.table === "account";
  return isMade ? deedOf(intent, intent) : `${side} ${referral} ${etag}`;
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
 * Tells of an intent whether it and one of these changes are about the same record, so that at most one of the two can
 * meet its precondition. Every note is a record of its own.
 */
export function outdoneBy(changes: readonly Change[]): (intent: Intent) => boolean {
  const about = new Set(changes.map((change) => deedOf(change, change.link)));
  return (intent) => intent.action !== "note" && about.has(deedOf(intent, intent));
}

/** Names the record that is written, and what is done to it. */
function deedOf(write: Pick<Change, "side" | "action" | "row">, { referral, opportunity }: Link): string {
  const { side, action, row } = write;
  // What is posted has no id yet, and may be announced again under the one that its deal has by then.
  if (isPost(write)) return `post ${action} ${opportunity}`;
  // Deals of one customer want the same account.
  if (row?.table === "account") return `account ${action} ${row.id}`;
  // Somebody may have made another row for the deal since.
  return `${side} ${action} ${side === "referral" ? referral : (row?.id ?? opportunity)}`;
}
