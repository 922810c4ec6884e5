import { projectForNew } from "../../mapping/fallback.ts";
import type { Field, Mapping } from "../../mapping/mapping.ts";
import { currentParts, type Projection, project } from "../../mapping/project.ts";
import { misfit } from "../../mapping/scope.ts";
import { fieldFor, HELP_PATH, isWantedThere } from "../../mapping/share.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import {
  type Change,
  type FieldChange,
  type Held,
  type Link,
  type Merge,
  NOTHING_TO_DO,
  type SellerStatus,
} from "../../model/plan.ts";
import type { ReferralBody } from "../../model/ports.ts";
import { shareIdFor } from "../../model/provisional.ts";
import type { RemoteRecord, Snapshot, Value } from "../../model/record.ts";
import { identifierOf, newPair } from "../match/match.ts";
import { isApproved, whyStepWaits } from "../merge/approval.ts";
import { statusMoves } from "../merge/back-and-forth.ts";
import { rowUpdate } from "../merge/changes.ts";
import { decideField } from "../merge/decide.ts";
import { SYNCED, sellerStatus } from "../merge/seller.ts";
import { readBase } from "../record/base.ts";
import { isSent, levelOf, ownBody, type Parties, valueFor } from "./referral-body.ts";
import { whatIsMissing } from "./share-checks.ts";
import { type Earlier, holds, type ShareContext, whyAgain } from "./share-holds.ts";
import type { Twin } from "./twins.ts";

/** Whether a seller wants this opportunity in Partner Center, where it is not yet, and the mapping deals with it. */
export function wantsShare(mapping: Mapping, row: RemoteRecord): boolean {
  if (!isOpenRow(row) || !isWantedThere(mapping, row)) return false;
  return identifierOf(mapping, row) === null && misfit(mapping.scope, row) === null;
}

/**
 * What it takes to make a referral of an opportunity: the POST, for a co-sell deal the one to Microsoft, and
 * the row that is tied to it; or what a person has to do first. The deal goes under a provisional id, since
 * Partner Center gives it one only then.
 *
 * @param twin What may be the same deal.
 */
export function planShare(
  row: RemoteRecord,
  { parties, twin, ...earlier }: Earlier & { readonly parties: Parties; readonly twin: Twin | null },
  context: ShareContext,
): Merge {
  const { mapping, lookups, now } = context;
  const seen = projectForNew(mapping, row, lookups);
  const { snapshot } = seen;
  const source = { ...context, row, snapshot, parties };
  const body = ownBody(source);
  const share = begun(row, body, mapping);
  const { link, referral } = share.pair;
  const doubts = {
    missing: [...scopeProblems(mapping, referral), ...whatIsMissing(source, body, now)],
    level: levelOf(mapping, snapshot),
    again: whyAgain(row, { snapshot, ...earlier }, context),
    twin,
  };
  const asked = holds(link, context, doubts);
  const held = asked.filter((one) => !isApproved(one, link.referral, context.approvals));
  const help = held.length === 0 ? askHelp(link, valueFor(mapping, HELP_PATH, snapshot), context) : null;
  const status = sellerStatus([], [...held, ...(help?.held ?? [])]);
  const changes: Change[] =
    held.length > 0
      ? statusChange(share.pair, status, context)
      : [
          { ...shareChange(link, mapping, seen), ...(asked.length > 0 ? { approved: true } : {}) },
          ...(help?.changes ?? []),
          rowUpdate(share.pair, row, tie(row, referral, { ...context, sent: new Set() }).fields),
        ];
  return { ...share, changes, held: [...held, ...(help?.held ?? [])], status };
}

/** A deal that nobody would keep in step afterwards. What Partner Center adds to it is not known yet. */
function scopeProblems({ scope }: Mapping, draft: RemoteRecord): string[] {
  const place = misfit(scope, draft, true);
  return place === null
    ? []
    : [`the mapping leaves such deals out (${place}): ask your administrator if this one is to be shared`];
}

/** A seller who no longer wants the deal in Partner Center need not read on what it lacks. */
export function planWithdrawal(
  row: RemoteRecord,
  context: Pick<ShareContext, "mapping" | "isWornOut">,
): Merge {
  const share = begun(row, {}, context.mapping);
  return { ...share, changes: statusChange(share.pair, share.status, context) };
}

/** Nothing is wrong with it, and nothing is to be done, so far. */
function begun(opportunity: RemoteRecord, properties: ReferralBody, mapping: Mapping) {
  const { id } = opportunity;
  const link: Link = { referral: shareIdFor(id), opportunity: id };
  const before = readBase(opportunity, mapping);
  // Of the referral that the row was tied to before: what is written of the row has to keep it.
  const modified = before?.referralModified ?? "";
  const referral: RemoteRecord = { side: "referral", id: link.referral, etag: "", modified, properties };
  const pair = { ...newPair(link, referral), opportunity };
  return { pair, ...NOTHING_TO_DO, agreed: before?.fields ?? {}, status: SYNCED };
}

/**
 * The request for help as a change, or why it waits; nothing where none is wanted.
 *
 * @param again Whether somebody has approved that Microsoft is asked once more
 */
export function askHelp(
  link: Link,
  help: Value,
  { mapping, approvals }: Pick<ShareContext, "mapping" | "approvals">,
  again = false,
): { readonly changes: Change[]; readonly held: Held[] } {
  const field = fieldFor(mapping, HELP_PATH)?.name;
  if (field === undefined || help === null) return { changes: [], held: [] };
  const waits = whyStepWaits("ask help", "", mapping);
  const held: Held[] = waits ? [{ link, field, side: "referral", ...waits }] : [];
  if (held.some((one) => !isApproved(one, link.referral, approvals))) return { changes: [], held };
  const approved = again || held.length > 0;
  const fields: FieldChange[] = [{ field, to: help, ...(approved ? { approved } : {}) }];
  return { changes: [{ side: "referral", action: "invite", link, etag: null, fields }], held: [] };
}

function shareChange(
  link: Link,
  mapping: Mapping,
  { snapshot, otherwise = {} }: Pick<Projection, "snapshot" | "otherwise">,
): Change {
  const fields = mapping.fields.filter(isSent).flatMap(({ name }): FieldChange[] => {
    const to = snapshot[name] ?? null;
    const from = otherwise[name];
    return to === null ? [] : [{ field: name, to, ...(from ? { otherwise: from } : {}) }];
  });
  return { side: "referral", action: "share", link, etag: null, fields };
}

function statusChange(
  pair: ReturnType<typeof begun>["pair"],
  status: SellerStatus,
  context: Pick<ShareContext, "mapping" | "isWornOut">,
): Change[] {
  return statusMoves(pair, status, context) ? [rowUpdate(pair, pair.opportunity)] : [];
}

/** What an opportunity takes from the referral that was made of it, and what both agree on from then on. */
export interface Tie {
  readonly fields: readonly FieldChange[];
  readonly agreed: Snapshot;
}

/**
 * The same decisions as those of the next run, so that it has nothing to do; but for what that one decides better, as it
 * keeps a note of what it overwrites, and holds what cannot be written.
 *
 * @param sent Names of the fields that the referral was made with. Where it shows something else of one, the seller's word is sent once
 * more, as a change: "Create a referral" does not take all that "Update a referral" does.
 */
export function tie(
  row: RemoteRecord,
  referral: RemoteRecord,
  {
    mapping,
    lookups,
    sent,
  }: Pick<ShareContext, "mapping" | "lookups"> & { readonly sent: ReadonlySet<string> },
): Tie {
  const ours = project(mapping, row, lookups).snapshot;
  const theirs = project(mapping, referral, lookups).snapshot;
  const fields: FieldChange[] = [];
  const agreed: Record<string, Value> = {};
  for (const field of mapping.fields) {
    const [from, shown] = [ours[field.name], theirs[field.name]];
    const isOther = sent.has(field.name) && from && shown && shown !== from;
    const base = isOther ? inCommon(field, from, shown) : undefined;
    if (base !== undefined) agreed[field.name] = base;
    const decision = decideField(field, { base, referral: shown, opportunity: from, newer: null });
    if (decision.writes.referral !== undefined || decision.overwrites) continue;
    const to = decision.writes.opportunity;
    if (to !== undefined && !isWritable(field, to, { row, lookups })) continue;
    if (decision.agreed !== undefined) agreed[field.name] = decision.agreed;
    if (to !== undefined && field.kind !== "status")
      fields.push({ field: field.name, to, ...(from === undefined ? {} : { from }) });
  }
  return { fields, agreed };
}

/**
 * What the two sides of a field agree on where the referral shows something else than it was made with: all that it shows, so that
 * the rest is sent. What Partner Center has added to a set, such as who made the deal, nobody has taken out.
 */
function inCommon({ direction, transform: { union } }: Field, sent: Value, shown: Value): Value {
  const all = direction === "both" ? union?.(null, sent, shown) : undefined;
  const common = all === undefined ? undefined : union?.(all, sent, shown);
  return common === undefined ? shown : common;
}

function isWritable(
  field: Field,
  to: Value,
  { row, lookups }: { readonly row: RemoteRecord; readonly lookups: Lookups },
): boolean {
  return !isUnusable(field.transform.opportunity.write(to, currentParts(field, row, "opportunity"), lookups));
}
