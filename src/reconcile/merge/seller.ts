import { ACCOUNT_FIELD, type Mapping, type SellerColumns } from "../../mapping/mapping.ts";
import { OWN_LENGTHS } from "../../model/crm.ts";
import {
  type Change,
  type Conflict,
  type Done,
  type FieldChange,
  type Held,
  isUndecided,
  type Merge,
  type SellerStatus,
} from "../../model/plan.ts";
import { minuteOf, readable } from "../../model/readable.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { oneLine } from "../../model/unseen.ts";
import { leftOut } from "./refused-before.ts";

/*
 * What a seller sees of the sync on the opportunity: a status with its reason, and the latest lines of what was
 * done. In columns of their own: the opportunity's name belongs to the seller.
 */

export const SYNCED: SellerStatus = { state: "synced", reason: "" };

/** Characters; of both few, because the columns are read with every row that is read. */
const { "sync reason": LONGEST_REASON, audit: LONGEST_AUDIT } = OWN_LENGTHS;

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
  if (open.length > 0) return { state: "conflict", reason: shorten(open.map(conflictText).join("; ")) };
  if (held.length === 0) return expiry === null ? SYNCED : toAnswer(expiry);
  const waits = held.every((one) => one.awaits !== undefined);
  return { state: waits ? "waiting" : "needs attention", reason: shorten(heldText(held)) };
}

function toAnswer(expiry: string): SellerStatus {
  const reason = `a new referral: accept or decline it before it expires on ${expiry.slice(0, 10)}`;
  return { state: "needs attention", reason };
}

/** Most names of fields before a reason: fewer where it would be cut, as it says at its end what to do. */
const MOST_NAMES = [Number.POSITIVE_INFINITY, 8, 4, 2, 1];

function heldText(held: readonly Held[]): string {
  const texts = MOST_NAMES.map((most) => reasonsText(held, most));
  return texts.find(({ length }) => length <= LONGEST_REASON) ?? texts.at(-1) ?? "";
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

/** What a row says whose change the CRM refused. */
export function refusedByCrm(reason: string): SellerStatus {
  return attention(
    `the CRM refused a change from Partner Center; correct it there, or ask your administrator: ${reason}`,
  );
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

/**
 * The columns for the seller that go with a write of the row.
 *
 * @param now ISO 8601.
 */
export function sellerColumns(
  { seller: columns }: Mapping,
  merge: Merge,
  written: Written & { readonly now: string },
): Record<string, unknown> {
  const { status, reason, audit } = columns;
  const is = toldAfter(merge, written);
  const before = merge.pair.opportunity;
  const isNews = !before || statusDiffers(before, columns, is);
  // What asks the seller for something comes first, where it is not cut off behind a first sync's many fields.
  const lines = [...(isNews && is.reason !== "" ? [statusLine(is)] : []), ...deedLines(merge, written)];
  return {
    ...(status ? { [status.column]: status.values[is.state] } : {}),
    ...(reason ? { [reason]: is.reason === "" ? null : is.reason } : {}),
    ...(audit && lines.length > 0
      ? { [audit]: newestFirst(lines, before?.properties[audit], written.now) }
      : {}),
  };
}

/** What the row says then: what Partner Center refused comes before all else. */
export function toldAfter(merge: Merge, done: Done): SellerStatus {
  const { referral } = done;
  if (referral?.refused) {
    // As in the next run, which sends the others.
    const held = referral.refused.map((one) => leftOut(merge.pair.link, one));
    return sellerStatus(merge.conflicts, [...merge.held, ...held]);
  }
  return refusalOf(done) ?? merge.status;
}

function refusalOf({ referral, invite }: Done): SellerStatus | null {
  if (referral?.outcome === "rejected") {
    const what = referral.change.action === "share" ? "the deal" : "the change";
    return attention(
      `Partner Center refused ${what}; correct it here, or ask your administrator: ${referral.reason}`,
    );
  }
  if (!invite || invite.outcome === "applied") return null;
  if (invite.outcome === "rejected")
    return attention(
      `Partner Center refused to ask Microsoft for help; correct it here, or ask your administrator: ${invite.reason}`,
    );
  // Why a service did not answer is for the summary: the next run goes on with it.
  const reason = invite.sent
    ? "it is not known yet whether Microsoft was asked for help: the next run finds out"
    : "Microsoft could not be asked for help yet: the next run tries again";
  return { state: "waiting", reason };
}

function attention(reason: string): SellerStatus {
  return { state: "needs attention", reason: shorten(reason) };
}

export function statusLine({ state, reason }: SellerStatus): string {
  return `${state}: ${reason}`;
}

interface Written extends Done {
  readonly change: Change;
}

/** A close is told by the write before it: a closed row takes no more lines. */
function deedLines({ pair, changes }: Merge, { change, referral, invite }: Written): string[] {
  const isShared = referral?.change.action === "share" && referral.outcome === "applied";
  const sent = referral?.outcome === "applied" && !isShared ? referral.change.fields : [];
  const isNew = change.action === "create";
  const closes = changes.filter(({ action }) => action === "close").flatMap(({ fields }) => fields);
  const received = isNew ? [] : [...change.fields, ...closes];
  return [
    ...(isNew ? ["created from Partner Center"] : []),
    ...(pair.adopts ? ["linked to its referral"] : []),
    ...(isShared ? ["shared with Partner Center"] : []),
    ...(invite?.outcome === "applied"
      ? invite.change.fields.map(({ to }) => `asked Microsoft for help: ${shown(to)}`)
      : []),
    ...sent.map((field) => `to Partner Center: ${moveText(field)}`),
    ...received.map((field) => `from Partner Center: ${moveText(field)}`),
  ];
}

function moveText({ field, from, to }: FieldChange): string {
  // Its id says nothing to a person, and the account is on the same form.
  if (field === ACCOUNT_FIELD) return field;
  return from ? `${field}: ${shownApart(from, to).join(" → ")}` : `${field}: ${shown(to)}`;
}

/** Newest line first; the oldest lines make room, whole ones. */
function newestFirst(lines: readonly string[], before: unknown, now: string): string {
  const older = typeof before === "string" ? before.split(/\r?\n/) : [];
  const all = [...lines.map((line) => `${minuteOf(now)}  ${oneLine(line, 300)}`), ...older];
  let text = "";
  for (const line of all) {
    const longer = text === "" ? line : `${text}\n${line}`;
    if (longer.length > LONGEST_AUDIT) break;
    text = longer;
  }
  return text;
}

/** Characters. */
const LONGEST_VALUE = 80;
/** Of what two values have in common, so many characters are shown before the first that differs. */
const LONGEST_BEFORE = 25;

function shown(value: Value): string {
  return value === null ? "nothing" : oneLine(readable(value), LONGEST_VALUE);
}

/** The beginnings of two long texts are often the same, which would say nothing of what somebody has changed. */
function shownApart(one: Value, other: Value): readonly [string, string] {
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
