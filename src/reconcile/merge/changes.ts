import type { Field } from "../../mapping/mapping.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { Change, FieldChange, Pair } from "../../model/plan.ts";
import type { RemoteRecord, Side, Snapshot } from "../../model/record.ts";
import { rowWasClosed } from "../record/ended.ts";
import { baseMoves } from "../record/reopened.ts";

/** One value that the merge wants to write. */
export interface Wanted extends FieldChange {
  readonly kind: Field["kind"];
}

/** What the merge of one pair decided, as far as it leads to writes. */
export interface MergedPair {
  readonly pair: Pair;
  readonly wanted: Readonly<Record<Side, readonly Wanted[]>>;
  readonly agreed: Snapshot;
  /** The row does not tell the seller yet how the sync stands. */
  readonly statusMoves: boolean;
}

/** The writes that carry out what was decided about one pair: at most one for each record and purpose. */
export function changesOf(merged: MergedPair): Change[] {
  return [
    ...noteChange(merged),
    ...referralChange(merged),
    ...rowChange(merged),
    ...closeChange(merged),
    ...qualifyChange(merged),
  ];
}

/** What somebody wrote and is about to be overwritten is kept first; git only has the fact. */
function noteChange({ pair, wanted }: MergedPair): Change[] {
  const lost = [...wanted.referral, ...wanted.opportunity].filter(
    ({ overwrites, from }) => overwrites && from,
  );
  if (lost.length === 0) return [];
  const { link } = pair;
  return [{ side: "opportunity", action: "note", link, etag: null, fields: plain(lost), ...rowOf(pair) }];
}

function referralChange({ pair: { link, referral }, wanted }: MergedPair): Change[] {
  if (wanted.referral.length === 0) return [];
  return [{ side: "referral", action: "update", link, etag: referral.etag, fields: plain(wanted.referral) }];
}

/** A row is also written when only its base, its identifier or its sync status has to be. A closed row takes nothing. */
function rowChange({ pair, wanted, agreed, statusMoves }: MergedPair): Change[] {
  const { link, opportunity } = pair;
  const fields = plain(wanted.opportunity.filter(({ kind }) => kind !== "status"));
  if (!opportunity)
    return [{ side: "opportunity", action: "create", link, etag: null, fields, ...rowOf(pair) }];
  const isNeeded = fields.length > 0 || statusMoves || ownMove(pair, agreed, wanted.referral);
  return isNeeded && !rowWasClosed(pair) ? [rowUpdate(pair, opportunity, fields)] : [];
}

/** The write of a row that is there. Without fields it only takes its base, and what is told to its seller. */
export function rowUpdate(pair: Pair, { etag }: RemoteRecord, fields: readonly FieldChange[] = []): Change {
  return { side: "opportunity", action: "update", link: pair.link, etag, fields, ...rowOf(pair) };
}

/**
 * Whether what the row says to the sync itself is to be written.
 *
 * @param toReferral What is written to its referral.
 */
export function ownMove(pair: Pair, agreed: Snapshot, toReferral: readonly FieldChange[]): boolean {
  // What was overwritten there is remembered in the base, although both agree on what they agreed on before.
  const isRemembered = toReferral.some(({ overwrites }) => overwrites);
  return baseMoves(pair, agreed) || pair.adopts || isRemembered;
}

function closeChange({ pair: { link }, wanted }: MergedPair): Change[] {
  const status = wanted.opportunity.filter(({ kind }) => kind === "status");
  if (status.length === 0) return [];
  return [{ side: "opportunity", action: "close", link, etag: null, fields: plain(status) }];
}

/** Once the opportunity is there, the lead has done its work. One that somebody closed stays as it is. */
function qualifyChange({ pair: { link, lead } }: MergedPair): Change[] {
  if (!lead || !isOpenRow(lead)) return [];
  const row = { table: "lead", id: lead.id } as const;
  return [{ side: "opportunity", action: "qualify", link, etag: null, fields: [], row }];
}

/** As part of a change: the row of a pair whose referral is not an opportunity yet. */
function rowOf({ row }: Pair): Pick<Change, "row"> {
  return row ? { row } : {};
}

function plain(wanted: readonly Wanted[]): FieldChange[] {
  return wanted.map(({ kind, ...change }) =>
    kind === "status" || kind === "decision" ? { ...change, moves: kind } : change,
  );
}
