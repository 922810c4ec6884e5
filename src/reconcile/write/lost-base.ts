import { RefusalError } from "../../errors.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import type { ChangeOutcome, Merge } from "../../model/plan.ts";
import type { LostBase } from "../../model/ports.ts";
import type { Waiting } from "../../model/state.ts";
import { readBase } from "../record/base.ts";
import { isBefore } from "../record/timestamp.ts";

/*
 * A row says what both sides agreed on last, in a column that nobody else has to do with. Where something there keeps it from
 * doing so, each run would begin with the row as if it had never been synced: write its base anew, and take each edit for a
 * conflict. The answer to a write shows what the row has kept. A row that has not is left alone until somebody changes
 * it or its time has come; and where that happens to most of them, so is everything.
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

/**
 * The same of rows that had one when they were written: a flow or a job empties or encodes the column later. Where the mapping is
 * another one, so may be the column.
 */
export function forgottenNotice(merges: readonly Merge[], mapping: Mapping): string | null {
  const { status } = mapping.seller;
  if (!status) return null;
  const forgotten = merges.filter(({ pair: { row, opportunity } }) => {
    if (row || !opportunity) return false;
    const says = opportunity.properties[status.column];
    return Object.values(status.values).some((one) => one === says) && !readBase(opportunity, mapping);
  });
  if (forgotten.length === 0) return null;
  return `Rows that have been synced before, as they say in ${status.column}, and whose base cannot be read: ${forgotten.length}. They are merged as if it were for the first time. Something in the CRM empties or changes ${mapping.baseColumn}, a flow or a job, unless somebody has done so by hand: leave the column out of that.`;
}

/** Whether there is no sense in writing more rows: none of those that were written keeps its base. */
export function keepsNoBase(outcomes: readonly ChangeOutcome[]): boolean {
  const written = rowsIn(outcomes);
  return written.length >= MANY && written.every(({ lostBase }) => lostBase);
}

function rowsIn(outcomes: readonly ChangeOutcome[]): ChangeOutcome[] {
  return outcomes.filter(({ change: { side, action, row }, outcome }) => {
    const hasBase = side === "opportunity" && (action === "create" || action === "update");
    return hasBase && row?.table !== "account" && outcome === "applied";
  });
}

/**
 * Refuses to write more where most rows do not keep their base, until it is time to try those again.
 *
 * @param linked How many rows are linked.
 * @throws RefusalError
 */
export function guardBases(waiting: readonly Waiting[], linked: number, now: string): void {
  const lost = waiting.filter(({ kind }) => kind === "lost base");
  const [first] = lost;
  if (!first || lost.length < MANY || lost.length * 2 < linked) return;
  const nextAt = lost.flatMap((entry) => entry.nextAt ?? []).reduce((a, b) => (isBefore(b, a) ? b : a));
  if (!isBefore(now, nextAt)) return;
  throw new RefusalError(
    `${lost.length} of ${linked} linked opportunities have not kept their base: ${first.reason}. Nothing was written.`,
    `Once that is mended, run resync, and then sync; or wait until ${nextAt.slice(0, 16).replace("T", " ")} UTC, when they are tried again.`,
  );
}
