import { hash } from "node:crypto";
import type { Mapping } from "../../mapping/mapping.ts";
import type { Merge, Pair, SellerStatus } from "../../model/plan.ts";
import type { Again, Base, RemoteRecord, Snapshot, Value } from "../../model/record.ts";
import { readBase } from "../record/base.ts";
import { DAY_MINUTES } from "../record/timestamp.ts";
import { MOST_TIMES, STATUS, type WornOut } from "../record/worn-out.ts";
import type { DealContext } from "./context.ts";
import { type Wish, whyNotAgain } from "./put-back.ts";
import { statusDiffers, statusLine } from "./seller.ts";

/*
 * What a plug-in, a flow or another sync makes of a value in one system, something in the other may undo: capital
 * letters here and small ones there, cents that are rounded off and put back. Each time that looks like an edit, and one
 * run after the other would carry it over. So a base counts, for each field that it was written for, how often the value
 * has come back, one write after the other. After some times the value is held, until there is another one.
 *
 * A person who changes a value and changes it back does the same, only not in every run: what comes back after a week is
 * not counted. What undoes what a run writes does so soon after it.
 */

const FIGHT_MS = 7 * DAY_MINUTES * 60_000;

/** Why this value is not written once more, or `null` when it may be. */
export function whyNoLonger(pair: Pair, wish: Wish, isWornOut: WornOut): string | null {
  const isOften = isTooOften(pair.base, wish) || isWornOut(pair.link.referral, wish.field, wish.to);
  return whyNotAgain(pair, wish) ?? (isOften ? BACK_AND_FORTH : null);
}

function isTooOften(base: Base | null, { field, to }: Wish): boolean {
  const times = base?.again?.[field]?.times ?? 0;
  return base !== null && times >= MOST_TIMES && isBack(base, field, to);
}

const BACK_AND_FORTH =
  "it goes back and forth, because something in the CRM or in Partner Center changes it each time that it is written: find out what does that, or make both sides equal";

/** Whether the row is to be written because it does not say to its seller how the deal stands. */
export function statusMoves(
  { link, opportunity: row }: Pair,
  wanted: SellerStatus,
  { mapping, isWornOut }: Pick<DealContext, "mapping" | "isWornOut">,
): boolean {
  if (!statusDiffers(row, mapping.seller, wanted)) return false;
  if (isWornOut(link.referral, STATUS, statusLine(wanted))) return false;
  return (toldBefore(row, mapping, wanted)?.times ?? 0) < MOST_TIMES;
}

/** Whether something has changed this in the row, which is what it was told last. */
export function wasRewritten(row: RemoteRecord, mapping: Mapping, told: SellerStatus): boolean {
  return toldBefore(row, mapping, told) !== undefined && statusDiffers(row, mapping.seller, told);
}

/** Of the row itself: one that is not shared yet, or was beside another referral, is told the same over and over as well. */
function toldBefore(row: RemoteRecord | null, mapping: Mapping, wanted: SellerStatus): Again | undefined {
  const known = row ? readBase(row, mapping)?.again?.[STATUS] : undefined;
  return known?.before === printOf(statusLine(wanted)) ? known : undefined;
}

/**
 * What the next base has to remember: only of what it is written for, and of what is held for it.
 *
 * @param made With the changes that were really made.
 * @param told What the row says to its seller from then on.
 */
export function againAfter(
  made: Merge,
  agreed: Snapshot,
  { mapping, told }: { readonly mapping: Mapping; readonly told: SellerStatus },
): Record<string, Again> {
  const { base, opportunity } = made.pair;
  return { ...(base ? fieldsAgain(base, made, agreed) : {}), ...statusAgain(opportunity, mapping, told) };
}

function fieldsAgain(base: Base, { pair, changes }: Merge, agreed: Snapshot): Record<string, Again> {
  const isLater = isLongAfter(base, pair);
  const updates = changes.filter(({ action }) => action === "update");
  const written = new Set(updates.flatMap(({ fields }) => fields.map(({ field }) => field)));
  const entries = Object.entries(agreed).flatMap(([field, is]) => {
    const was = base.fields[field];
    const known = base.again?.[field];
    if (was !== undefined && (was !== is || written.has(field))) {
      const isCounted = isBack(base, field, is) && !(was !== is && isLater);
      const times = isCounted ? (known?.times ?? 0) + 1 : 0;
      return [[field, { before: printOf(was), times }] as const];
    }
    return known && known.times >= MOST_TIMES ? [[field, known] as const] : [];
  });
  return Object.fromEntries(entries);
}

function statusAgain(row: RemoteRecord | null, mapping: Mapping, told: SellerStatus): Record<string, Again> {
  const known = toldBefore(row, mapping, told);
  if (!statusDiffers(row, mapping.seller, told)) return known ? { [STATUS]: known } : {};
  return { [STATUS]: { before: printOf(statusLine(told)), times: known ? known.times + 1 : 0 } };
}

/** Whether what has changed since a base was changed long after it: where both agree on another value, the referral moves. */
function isLongAfter({ referralModified }: Base, { referral, opportunity }: Pair): boolean {
  const before = Date.parse(referralModified);
  return [referral, opportunity].some((one) => one && Date.parse(one.modified) - before > FIGHT_MS);
}

/** Whether a value is the one that was there already, or that was there before that. */
function isBack({ fields, again }: Base, field: string, value: Value): boolean {
  return fields[field] === value || again?.[field]?.before === printOf(value);
}

/** Short, because it is in every base, and no two values of one field that have the same are to be expected. */
function printOf(value: Value): string {
  return hash("sha256", JSON.stringify(value), "base64url").slice(0, 6);
}
