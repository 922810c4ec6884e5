import { CosellError } from "../errors.ts";
import type { Change, Merge } from "../model/plan.ts";
import type { OpportunityReader, WriteResult } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";

interface Known {
  readonly mergeOf: (change: Change) => Merge;
  /** Whether this run has written the row of a change: then its etag was held against the row. */
  readonly isRowWritten: (change: Change) => boolean;
}

/**
 * Tells which of these changes are not made after all, because somebody has changed the row since it was read: by writing the
 * identifier of its referral there, for instance, by closing it and opening it again, or by qualifying the lead. A POST that
 * shares a deal, the action that closes one and the creation of what comes from a lead have no etag, so nothing
 * else would notice. The next run plans these deals again. Reads all rows of a table in one request, just before.
 */
export async function whyNotMade(
  opportunities: Pick<OpportunityReader, "byIds" | "leadsByIds">,
  changes: readonly Change[],
  known: Known,
): Promise<ReadonlyMap<Change, WriteResult>> {
  const before = new Map(
    changes.flatMap((change) => {
      const row = decidedOn(change, known);
      return row ? [[change, row] as const] : [];
    }),
  );
  const idsOf = (isOfLead: boolean) =>
    [...before].filter(([change]) => comesFromLead(change) === isOfLead).map(([, { id }]) => id);
  const [rows, leads] = [idsOf(false), idsOf(true)];
  try {
    const found = [
      ...(rows.length > 0 ? await opportunities.byIds(rows) : []),
      ...(leads.length > 0 ? await opportunities.leadsByIds(leads) : []),
    ];
    const etags = new Map(found.map(({ id, etag }) => [id, etag]));
    const moved = [...before].filter(([, { id, etag }]) => etags.get(id) !== etag);
    return new Map(
      moved.map(([change]) => {
        const what = comesFromLead(change) ? "lead" : "opportunity";
        return [change, { outcome: "stale", reason: `somebody changed the ${what} after it was read` }];
      }),
    );
  } catch (error) {
    if (!(error instanceof CosellError)) throw error;
    const { message: reason } = error;
    return new Map([...before.keys()].map((change) => [change, { outcome: "failed", reason, sent: false }]));
  }
}

/** The row that a change without an etag was decided on; `null` where an etag is held against it. */
function decidedOn(change: Change, { mergeOf, isRowWritten }: Known): RemoteRecord | null {
  const { opportunity, lead = null } = mergeOf(change).pair;
  if (comesFromLead(change)) return lead;
  const isUnguarded = change.action === "share" || (change.action === "close" && !isRowWritten(change));
  return isUnguarded ? opportunity : null;
}

/** A new opportunity, which may come from one. */
function comesFromLead({ action, row }: Change): boolean {
  return action === "create" && !row;
}
