import { CosellError } from "../errors.ts";
import type { Change, Merge } from "../model/plan.ts";
import type { OpportunityReader, WriteResult } from "../model/ports.ts";

const MOVED = "somebody changed the opportunity after it was read";

interface Known {
  readonly mergeOf: (change: Change) => Merge;
  /** Whether this run has written the row of a change: then its etag was held against the row. */
  readonly isRowWritten: (change: Change) => boolean;
}

/**
 * Tells which of these changes are not made after all, because somebody has changed the opportunity since it was read:
 * by writing the identifier of its referral there, for instance, or by closing it and opening it again. Neither a POST that
 * shares a deal nor the action that closes one has an etag, so nothing else would notice. The next run plans these deals
 * again. Reads all opportunities in one request, just before.
 */
export async function whyNotMade(
  opportunities: Pick<OpportunityReader, "byIds">,
  all: readonly Change[],
  { mergeOf, isRowWritten }: Known,
): Promise<ReadonlyMap<Change, WriteResult>> {
  const changes = all.filter(
    (change) => change.action === "share" || (change.action === "close" && !isRowWritten(change)),
  );
  if (changes.length === 0) return new Map();
  try {
    const found = await opportunities.byIds(changes.map(({ link }) => link.opportunity));
    const etags = new Map(found.map(({ id, etag }) => [id, etag]));
    const moved = changes.filter(
      (change) => etags.get(change.link.opportunity) !== mergeOf(change).pair.opportunity?.etag,
    );
    return new Map(moved.map((change) => [change, { outcome: "stale", reason: MOVED }]));
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    const { message: reason } = error;
    return new Map(changes.map((change) => [change, { outcome: "failed", reason, sent: false }]));
  }
}
