import { CosellError } from "../errors.ts";
import type { ChangeOutcome } from "../model/plan.ts";
import type { OpportunityCursor, OpportunityReader } from "../model/ports.ts";

/** Dataverse puts at most so many rows into one answer ("Page results", `odata.maxpagesize`). */
const ROWS_AT_ONCE = 5000;

/**
 * The cursor behind what this run wrote, when that is more than one answer holds: else every run until the
 * next commit would page through all of it. Fewer rows cost the next run the one request that it makes anyway.
 *
 * The cursor stays where it is when anything else changed meanwhile, because that is for the next run to see.
 */
export async function cursorPast(
  outcomes: readonly ChangeOutcome[],
  cursor: OpportunityCursor,
  opportunities: Pick<OpportunityReader, "readChanged">,
): Promise<OpportunityCursor> {
  const ours = etagsOf(outcomes);
  if (cursor.delta === null || ours.size <= ROWS_AT_ONCE) return cursor;
  let foreign = 0;
  try {
    const read = await opportunities.readChanged(cursor, (rows) => {
      foreign += rows.filter((row) => !ours.has(row.etag)).length;
    });
    return read.full || foreign > 0 ? cursor : read.cursor;
  } catch (error) {
    // What was written has to be recorded, whatever becomes of this.
    if (error instanceof CosellError) return cursor;
    throw error;
  }
}

/** Row versions never repeat in an environment, so the etag alone says that a row is as this run left it. */
function etagsOf(outcomes: readonly ChangeOutcome[]): Set<string> {
  const rows = outcomes.filter(
    ({ change }) => change.side === "opportunity" && change.action !== "note" && !change.row,
  );
  return new Set(rows.flatMap(({ etag }) => etag ?? []));
}
