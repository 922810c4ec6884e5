import { CosellError } from "../errors.ts";
import type { Change, Merge } from "../model/plan.ts";
import type { OpportunityReader, WriteResult } from "../model/ports.ts";

const MOVED = "somebody changed the opportunity after it was read";

/**
 * Tells which of these deals are not shared after all, because somebody has changed the opportunity since it was read:
 * by writing the identifier of its referral there, for instance, or by setting it to No. A POST has no etag, so nothing
 * else would notice. The next run plans these deals again. Reads all opportunities in one request, just before their
 * deals are sent.
 */
export async function whyNotShared(
  opportunities: Pick<OpportunityReader, "byIds">,
  changes: readonly Change[],
  mergeOf: (change: Change) => Merge,
): Promise<ReadonlyMap<Change, WriteResult>> {
  const shares = changes.filter(({ action }) => action === "share");
  if (shares.length === 0) return new Map();
  try {
    const found = await opportunities.byIds(shares.map(({ link }) => link.opportunity));
    const etags = new Map(found.map(({ id, etag }) => [id, etag]));
    const moved = shares.filter(
      (change) => etags.get(change.link.opportunity) !== mergeOf(change).pair.opportunity?.etag,
    );
    return new Map(moved.map((change) => [change, { outcome: "stale", reason: MOVED }]));
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    const { message: reason } = error;
    return new Map(shares.map((change) => [change, { outcome: "failed", reason, sent: false }]));
  }
}
