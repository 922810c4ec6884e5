import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { ChangeOutcome, Merge, SellerStatus } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import { statusMoves, wasRewritten } from "../merge/back-and-forth.ts";
import { ownMove, rowUpdate } from "../merge/changes.ts";
import type { DealContext } from "../merge/context.ts";
import { attention } from "../merge/seller.ts";
import { MOST_TIMES } from "../record/worn-out.ts";

/*
 * What the CRM refuses takes along what the seller was to read in the same request, so the row goes on saying what it
 * said before. The next run writes only that, once, and leaves the refused change alone; that one is tried again when
 * its time has come.
 *
 * A flow that rewrites what sellers read changes the row by that, and so has the refused change tried at once: to come to
 * rest, a word that it rewrites is written a few times, as any other. A close has two, the last one before it and that it
 * was refused, and each would begin the count of the other anew.
 */

type Context = Pick<DealContext, "mapping" | "isWornOut">;

/**
 * Why the CRM refused a row that is to say so; nothing when it was not refused, or cannot say so. One that was
 * never in step has no base that could be written once more, and never said that it is synced.
 */
export function untoldAfter(merge: Merge, own: readonly ChangeOutcome[]): Pick<Waiting, "untold"> {
  const { opportunity, base } = merge.pair;
  const isOpen = opportunity !== null && isOpenRow(opportunity);
  if (!isOpen || !base || merge.tellsRefusal) return {};
  // Where the later edit wins, telling would make the row the later one.
  if (merge.conflicts.some(({ winner }) => winner !== null)) return {};
  // Where the next run sends the rest without the refused value, that write tells the seller.
  const refused = own.find(
    (one) => one.change.side === "opportunity" && one.outcome === "rejected" && !one.refused,
  );
  const untold = refused?.reason;
  return untold ? { untold } : {};
}

/** What a run does about a deal, given that the CRM has refused its row. */
export function withRefusal(merge: Merge, entry: Waiting | undefined, context: Context): Merge {
  return tellFirst(closeInSilence(merge, entry, context), entry, context);
}

/**
 * What this run does about a deal whose row the CRM refused in the last one, while both sides are as they were: it
 * tells the seller, and nothing else.
 */
function tellFirst(merge: Merge, entry: Waiting | undefined, context: Context): Merge {
  const { opportunity, base, baseIsStored } = merge.pair;
  if (entry?.untold === undefined || !opportunity || !base || !isUnchanged(merge, entry)) return merge;
  const status = refusedByCrm(entry.untold);
  const isNeeded = statusMoves(merge.pair, status, context) || !baseIsStored;
  const changes = isNeeded ? [rowUpdate(merge.pair, opportunity)] : [];
  return { ...merge, changes, warnings: [], agreed: base.fields, status, tellsRefusal: true };
}

/** A close that was refused so often goes without its last word where the row's seller reads, in other words, that it was. */
function closeInSilence(merge: Merge, entry: Waiting | undefined, { mapping }: Context): Merge {
  const { pair, changes, agreed } = merge;
  if (entry?.kind !== "close" || entry.tries < MOST_TIMES || !pair.opportunity) return merge;
  const status = refusedByCrm(entry.reason);
  const [word, ...others] = changes;
  const isWord = word?.side === "opportunity" && word.action === "update" && word.fields.length === 0;
  if (!isWord || ownMove(pair, agreed, []) || !wasRewritten(pair.opportunity, mapping, status)) return merge;
  return { ...merge, changes: others, status };
}

/** What a row says whose change the CRM refused: what its seller can do, where they can do anything. */
function refusedByCrm(reason: string): SellerStatus {
  const privilege = /\bis missing (prv\w+)/.exec(reason)?.[1];
  if (privilege)
    return attention(
      `the CRM refused a change from Partner Center; ask your administrator: the user of the sync lacks ${privilege}`,
    );
  return attention(
    `the CRM refused a change from Partner Center; correct it there, or ask your administrator: ${reason}`,
  );
}

function isUnchanged({ pair: { referral, opportunity } }: Merge, { etags }: Waiting): boolean {
  return etags.referral === (referral.etag || null) && etags.opportunity === opportunity?.etag;
}

/** What waits after its seller was told, or could not be: as long as it would have, for the row as it is now. */
export function afterTelling({ untold: _told, ...entry }: Waiting, own: readonly ChangeOutcome[]): Waiting {
  const opportunity = own.find(({ etag }) => etag)?.etag ?? entry.etags.opportunity;
  return { ...entry, etags: { ...entry.etags, opportunity } };
}
