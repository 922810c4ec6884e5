import type { SellerColumns } from "../../mapping/mapping.ts";
import { OWN_LENGTHS } from "../../model/crm.ts";
import { type Conflict, type Held, isUndecided, type SellerStatus } from "../../model/plan.ts";
import { readable } from "../../model/readable.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { oneLine } from "../../model/unseen.ts";

/* What a seller sees of how the sync stands, on the opportunity: a status with its reason. */

export const SYNCED: SellerStatus = { state: "synced", reason: "" };

/** Characters. */
const LONGEST_REASON = OWN_LENGTHS["sync reason"];

/**
 * What keeps a pair from being in step, the most pressing first.
 *
 * @param expiry When the referral expires that still nobody has answered, ISO 8601.
 */
export function sellerStatus(
  conflicts: readonly Conflict[],
  held: readonly Held[],
  expiry: string | null = null,
): SellerStatus {
  const open = conflicts.filter(isUndecided);
  if (open.length === 0 && held.length === 0) return expiry === null ? SYNCED : toAnswer(expiry);
  const end = expiry === null ? "" : `; unanswered, it expires on ${expiry.slice(0, 10)}`;
  const reason = bothWithin(open.map(conflictText).join("; "), held, LONGEST_REASON - end.length) + end;
  if (open.length > 0) return { state: "conflict", reason };
  const waits = held.every((one) => one.awaits !== undefined);
  return { state: waits ? "waiting" : "needs attention", reason };
}

/** Where they are too long together, what is in conflict leaves half of the room to what is held, and takes what that leaves. */
function bothWithin(apart: string, held: readonly Held[], longest: number): string {
  if (apart === "") return oneLine(heldText(held, longest), longest);
  if (held.length === 0) return oneLine(apart, longest);
  const between = "; ";
  const half = Math.floor((longest - between.length) / 2);
  const waits = heldText(held, longest - between.length - Math.min(apart.length, half));
  const room = Math.max(half, longest - between.length - waits.length);
  return oneLine(`${oneLine(apart, room)}${between}${waits}`, longest);
}

function toAnswer(expiry: string): SellerStatus {
  const reason = `a new referral: accept or decline it before it expires on ${expiry.slice(0, 10)}`;
  return { state: "needs attention", reason };
}

/** Most names of fields before a reason: fewer where it would be cut, as it says at its end what to do. */
const MOST_NAMES = [Number.POSITIVE_INFINITY, 8, 4, 2, 1];

function heldText(held: readonly Held[], longest: number): string {
  const texts = MOST_NAMES.map((most) => reasonsText(held, most));
  return texts.find(({ length }) => length <= longest) ?? texts.at(-1) ?? "";
}

/** Each reason once, with its fields. */
function reasonsText(held: readonly Held[], most: number): string {
  const texts = [...Map.groupBy(held, ({ reason }) => reason)].map(([reason, alike]) => {
    const fields = alike.flatMap(({ field }) => field ?? []);
    const left = fields.length - most;
    const names = fields.slice(0, most).join(", ") + (left > 0 ? ` and ${left} more` : "");
    return fields.length > 0 ? `${names}: ${reason}` : reason;
  });
  return texts.join("; ");
}

/**
 * What the write says that closes a deal on both ends: nobody can do anything about it any more, and the row takes no
 * later word.
 */
export function statusAtEnd(conflicts: readonly Conflict[], held: readonly Held[]): SellerStatus {
  const open = conflicts.filter(isUndecided);
  const apart = new Set([...open, ...held].flatMap(({ field }) => field ?? []));
  if (apart.size === 0) return SYNCED;
  const fields = [...apart].join(", ");
  const reason = `closed on both sides while they differ in ${fields}: each keeps what it has`;
  return { ...SYNCED, reason: shorten(reason) };
}

function conflictText({ field, referral, opportunity }: Conflict): string {
  const [there, here] = shownApart(referral, opportunity);
  return `${field}: Partner Center has ${there}, this opportunity has ${here}; make them equal`;
}

/** Whether the row does not say so yet. A row that says nothing at all is as good as one that is in step. */
export function statusDiffers(
  row: RemoteRecord | null,
  columns: SellerColumns,
  wanted: SellerStatus,
): boolean {
  return row !== null && differingColumns(row, columns, wanted).length > 0;
}

/** The columns in which it does not. */
export function differingColumns(
  { properties }: RemoteRecord,
  { status, reason }: SellerColumns,
  wanted: SellerStatus,
): string[] {
  const stands = status && properties[status.column];
  const optionMoves = status !== null && (stands ?? status.values.synced) !== status.values[wanted.state];
  const reasonMoves = reason !== null && (properties[reason] ?? "") !== wanted.reason;
  return [...(optionMoves ? [status.column] : []), ...(reasonMoves ? [reason] : [])];
}

/** Something went wrong, and a person has to see to it. */
export function attention(reason: string): SellerStatus {
  return { state: "needs attention", reason: shorten(reason) };
}

export function statusLine({ state, reason }: SellerStatus): string {
  return `${state}: ${reason}`;
}

/** Characters. */
const LONGEST_VALUE = 80;
/** Of what two values have in common, so many characters are shown before the first that differs. */
const LONGEST_BEFORE = 25;

export function shown(value: Value): string {
  return value === null ? "nothing" : oneLine(readable(value), LONGEST_VALUE);
}

/** The beginnings of two long texts are often the same, which would say nothing of what somebody has changed. */
export function shownApart(one: Value, other: Value): readonly [string, string] {
  const [a, b] = [one ?? "", other ?? ""];
  let equal = 0;
  while (equal < a.length && a[equal] === b[equal]) equal += 1;
  if (equal <= LONGEST_VALUE - LONGEST_BEFORE) return [shown(one), shown(other)];
  const from = equal - LONGEST_BEFORE;
  const end = (text: string) =>
    oneLine(`…${text.slice(from).replace(/^[\udc00-\udfff]/, "")}`, LONGEST_VALUE);
  return [end(a), end(b)];
}

function shorten(text: string): string {
  return oneLine(text, LONGEST_REASON);
}
