import type { Change, Link } from "../../model/plan.ts";
import type { Intent } from "../../model/state.ts";
import { isPost } from "./posts.ts";
import type { Settled } from "./settled.ts";

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
 * Tells of an intent whether it and one of these changes are about the same record, so that at most one of the two can
 * meet its precondition. Every note is a record of its own.
 */
export function outdoneBy(changes: readonly Change[]): (intent: Intent) => boolean {
  const about = new Set(
    changes.flatMap((change) => [
      postOf(change, change.link),
      accountOf(change),
      recordOf(change, change.link),
    ]),
  );
  return (intent) => {
    if (isPost(intent)) return about.has(postOf(intent, intent));
    if (intent.row?.table === "account") return about.has(accountOf(intent));
    return intent.action !== "note" && about.has(recordOf(intent, intent));
  };
}

type Write = Pick<Change, "side" | "action" | "row">;

/** What is posted has no id yet, and may be announced again under the one that its deal has by then. */
function postOf({ action }: Write, { opportunity }: Link): string {
  return `post ${action} ${opportunity}`;
}

/** Deals of one customer want the same account. */
function accountOf({ action, row }: Write): string {
  return `account ${action} ${row?.id}`;
}

function recordOf({ side, action, row }: Write, { referral }: Link): string {
  return `${side} ${action} ${referral} ${row?.id}`;
}
