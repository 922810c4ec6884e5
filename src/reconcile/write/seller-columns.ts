import { ACCOUNT_FIELD, type Mapping } from "../../mapping/mapping.ts";
import { OWN_LENGTHS } from "../../model/crm.ts";
import type { Change, Done, FieldChange, Merge, SellerStatus } from "../../model/plan.ts";
import { minuteOf } from "../../model/readable.ts";
import { oneLine } from "../../model/unseen.ts";
import { leftOut } from "../merge/refused-before.ts";
import { attention, sellerStatus, shown, shownApart, statusDiffers, statusLine } from "../merge/seller.ts";
import { expiryAfter } from "../record/expiry.ts";

/*
 * What a write of the row tells its seller: a status with its reason, and the latest lines of what was done. In columns of
 * their own: the opportunity's name belongs to the seller. Few characters of both, because they are read with every row
 * that is read.
 */

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
    return sellerStatus(merge.conflicts, [...merge.held, ...held], expiryAfter(merge));
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
    if (longer.length > OWN_LENGTHS.audit) break;
    text = longer;
  }
  return text;
}
