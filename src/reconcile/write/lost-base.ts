import { RefusalError } from "../../errors.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { type Change, type ChangeOutcome, type Merge, NOTHING_TO_DO } from "../../model/plan.ts";
import type { LostBase } from "../../model/ports.ts";
import { isProvisional } from "../../model/provisional.ts";
import { minuteOf } from "../../model/readable.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import { SYNCED, statusDiffers } from "../merge/seller.ts";
import { backOffMinutes } from "../record/back-off.ts";
import { readBase } from "../record/base.ts";
import { rowIdFor } from "../record/ids.ts";
import { DAY_MINUTES, isBefore, plusMinutes } from "../record/timestamp.ts";

/*
 * A row keeps what both sides agreed on last, in a column that nobody else has to do with. Where something in the CRM
 * keeps it from doing so, each run would begin with the row as if it had never been synced: write its base anew, and
 * take each edit for a conflict. The answer to a write shows what the row has kept. A row that has not is left alone
 * until somebody changes it or its time has come; and where that happens to most of them, so is everything.
 *
 * A flow does so moments later, and its own writing makes the row one that has changed. Such a row is left alone until its
 * time has come, whatever changes: each writing would set the flow off again.
 */

/** Of fewer, most of them may be a few odd ones. */
const MANY = 10;

/** What is wrong with a row, and where to look. */
export function whyLost({ baseColumn }: Pick<Mapping, "baseColumn">, found: LostBase): string {
  const cause =
    found === "nothing"
      ? "column-level security that does not let the application user read it, or a plug-in or workflow that empties it"
      : "a plug-in or workflow that encodes, cuts or tidies up texts";
  return `the CRM does not keep what a sync writes into ${baseColumn}: its answer shows ${found} there. So the next sync cannot know who changed what since. Look for ${cause}, and leave the column out of that`;
}

/** A word for the whole run: it is one thing that is wrong, of however many rows. */
export function lostBaseNotice(outcomes: readonly ChangeOutcome[]): string | null {
  const lost = outcomes.filter(({ lostBase }) => lostBase);
  const [first] = lost;
  if (!first) return null;
  return `Rows that have not kept their base: ${lost.length} of ${rowsIn(outcomes).length} that were written. As it seems, ${first.reason}.`;
}

/** The same of rows that had one when they were written: a flow or a job empties or encodes the column later. */
export function forgottenNotice(merges: readonly Merge[], { baseColumn }: Mapping): string | null {
  const merged = merges.filter(({ forgotten, leftAlone }) => forgotten && leftAlone === undefined);
  if (merged.length === 0) return null;
  return `Rows that have been synced before, as they show, and whose base cannot be read: ${merged.length}. They are merged as if it were for the first time. Something in the CRM empties or changes ${baseColumn}, a flow or a job, unless somebody has done so by hand: leave the column out of that.`;
}

/**
 * What becomes of a row that an earlier run has left with a base, and that has none: it is merged as if it were for the first
 * time, and then left alone, so that a flow that it sets off each time does not have every run write it.
 *
 * @param entry What the waiting list has of the deal.
 * @param now ISO 8601.
 */
export function leaveForgotten(
  merge: Merge,
  mapping: Mapping,
  { entry, now }: { readonly entry: Waiting | undefined; readonly now: string },
): Merge {
  if (merge.leftAlone !== undefined || !hasForgotten(merge, mapping)) return merge;
  const forgotten = whyForgotten(mapping);
  if (!entry?.lost || !isBefore(now, entry.lost.until)) return { ...merge, forgotten };
  return { ...merge, ...NOTHING_TO_DO, forgotten, leftAlone: forgotten };
}

function hasForgotten({ pair: { row, adopts, opportunity, link }, held }: Merge, mapping: Mapping): boolean {
  if (row || adopts || !opportunity || !isOpenRow(opportunity)) return false;
  // A deal that this run shares is done with; the row of another may say that it is in step because its table begins so.
  if (isProvisional(link) && (held.length === 0 || !statusDiffers(opportunity, mapping.seller, SYNCED)))
    return false;
  return hasLostBase(opportunity, link.referral, mapping);
}

/** Whether it had a base that cannot be read now, as far as that shows: some is left, a run made it, or it says how its sync stands. */
export function hasLostBase(row: RemoteRecord, referral: string, mapping: Mapping): boolean {
  if (readBase(row, mapping)) return false;
  const { status } = mapping.seller;
  const says = status && row.properties[status.column];
  const isTold = says !== undefined && Object.values(status?.values ?? {}).some((one) => one === says);
  return isTold || Boolean(row.properties[mapping.baseColumn]) || row.id === rowIdFor(referral);
}

/** One that has kept its base for so long afterwards is as any other. */
const REMEMBERED_MINUTES = 7 * DAY_MINUTES;

/** Where a row that had lost its base was written, and so may lose it once more: whatever became of its referral. */
export function forgottenAgain(
  { forgotten }: Merge,
  own: readonly ChangeOutcome[],
  { before, now }: { readonly before: Waiting["lost"]; readonly now: string },
): Pick<Waiting, "lost"> {
  const isWritten = own.some(
    ({ change: { side, action, row }, outcome }) =>
      side === "opportunity" && action === "update" && !row && outcome === "applied",
  );
  return forgotten !== undefined && isWritten ? { lost: lostAgain(before, now) } : {};
}

/** Counts one more time, and says until when the row is left alone. */
export function lostAgain(before: Waiting["lost"], now: string): NonNullable<Waiting["lost"]> {
  const times = (before?.times ?? 0) + 1;
  return { times, until: plusMinutes(now, backOffMinutes(times)) };
}

/** What is remembered of earlier times, as part of what waits for another reason. */
export function lostBefore({ lost }: Pick<Waiting, "lost">, now: string): Pick<Waiting, "lost"> {
  return lost && isBefore(now, plusMinutes(lost.until, REMEMBERED_MINUTES)) ? { lost } : {};
}

function whyForgotten({ baseColumn }: Mapping): string {
  return `what a sync had written into ${baseColumn} is gone or can no longer be read, so nobody knows who changed what since. Look for a flow, job or workflow that empties or changes it, unless somebody has, and leave the column out of that; then run resync and sync, or wait for the next try`;
}

/** Whether there is no sense in writing more rows: none of those that were written keeps its base. */
export function keepsNoBase(outcomes: readonly ChangeOutcome[]): boolean {
  const written = rowsIn(outcomes);
  return written.length >= MANY && written.every(({ lostBase }) => lostBase);
}

function rowsIn(outcomes: readonly ChangeOutcome[]): ChangeOutcome[] {
  return outcomes.filter(({ change, outcome }) => carriesBase(change) && outcome === "applied");
}

/** Whether a change writes the base: of an opportunity, or of a lead. */
export function carriesBase({ side, action, row }: Change): boolean {
  return side === "opportunity" && (action === "create" || action === "update") && row?.table !== "account";
}

/**
 * Refuses to write more where most rows do not keep their base, until it is time to try those again.
 *
 * @param linked How many rows are linked.
 * @throws RefusalError
 */
export function guardBases(waiting: readonly Waiting[], linked: number, now: string): void {
  const losing = waiting.filter(({ kind, lost }) => kind === "lost base" && lost?.times !== 1);
  const [first] = losing;
  if (!first || losing.length < MANY || losing.length * 2 < linked) return;
  const nextAt = losing.flatMap((entry) => entry.nextAt ?? []).reduce((a, b) => (isBefore(b, a) ? b : a));
  if (!isBefore(now, nextAt)) return;
  throw new RefusalError(
    `${losing.length} of ${linked} linked opportunities have not kept their base: ${first.reason}.`,
    `Once that is fixed, run resync, and then sync; or wait until ${minuteOf(nextAt)}, when they are tried again.`,
  );
}
