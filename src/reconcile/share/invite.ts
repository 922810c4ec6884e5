import type { Field, Mapping } from "../../mapping/mapping.ts";
import { objectIn, readField } from "../../mapping/project.ts";
import {
  fieldFor,
  HELP_PATH,
  isVisibleToMicrosoft,
  isWantedThere,
  VISIBLE_PATH,
} from "../../mapping/share.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { type Lookups, readsBack } from "../../mapping/transforms/transform.ts";
import type { Change, Held, Link, Merge, Pair } from "../../model/plan.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { isApproved, whyStepWaits } from "../merge/approval.ts";
import { statusMoves } from "../merge/back-and-forth.ts";
import { ownMove, rowUpdate } from "../merge/changes.ts";
import type { DealContext } from "../merge/context.ts";
import { sellerStatus } from "../merge/seller.ts";
import { expiryAfter } from "../record/expiry.ts";
import { askHelp } from "./share.ts";
import { contactProblems } from "./share-checks.ts";
import type { Unknown } from "./share-holds.ts";

export interface InviteContext extends DealContext {
  /** Referrals in whose engagement Microsoft has none of its own, as far as that was looked up. */
  readonly withoutMicrosoft: ReadonlySet<string>;
  /** Opportunities for which Microsoft was asked, as an earlier run knows. */
  readonly invited: ReadonlySet<string>;
  /** Opportunity id → what is known of an earlier request whose answer never came. */
  readonly unknown: ReadonlyMap<string, Unknown>;
}

/**
 * The help that a seller wants and that Microsoft may not have been asked for yet. The base remembers what it
 * was asked for, so that this is looked up once in the life of a deal.
 */
export function helpWanted(
  { opportunity, referral, base, row }: Pick<Pair, "opportunity" | "referral" | "base" | "row">,
  mapping: Mapping,
  lookups: Lookups,
): Value {
  const field = fieldFor(mapping, HELP_PATH);
  if (!field || row || opportunity === null || referral.properties.status !== "Active") return null;
  if (!isWantedThere(mapping, opportunity) || !isOpenRow(opportunity)) return null;
  const help = helpIn(field, opportunity, lookups);
  return help === base?.fields[field.name] ? null : help;
}

/** The help that a record asks for; `null` where it asks for none, or does not say so in a form that is understood. */
function helpIn(field: Field, record: RemoteRecord, lookups: Lookups): Value {
  const help = readField(field, record, lookups);
  return typeof help === "string" ? help : null;
}

/** Adds the request for help to a deal that is in Partner Center already; also where an earlier run got no further. */
export function withInvite(merge: Merge, context: InviteContext): Merge {
  const { mapping, lookups, withoutMicrosoft } = context;
  const holding = (...held: readonly Held[]) =>
    withRow({ ...merge, held: [...merge.held, ...held] }, context);
  const inVain = askedInVain(merge, context);
  if (inVain) return holding(inVain);
  const help = helpWanted(merge.pair, mapping, lookups);
  const field = fieldFor(mapping, HELP_PATH)?.name;
  if (help === null || field === undefined || merge.leftAlone !== undefined) return merge;
  const other = askedForOther(merge.pair, help, context);
  const isAsked = isMicrosoftThere(merge.pair.referral) || context.invited.has(merge.pair.link.opportunity);
  const agreed = { ...merge.agreed, [field]: help };
  if (merge.tellsRefusal) return isAsked && !other ? { ...merge, agreed } : merge;
  if (other) return holding(other);
  if (isAsked) return withRow({ ...merge, agreed }, context);
  const { link } = merge.pair;
  if (!withoutMicrosoft.has(link.referral)) return holding(notShown(link, field));
  const held = whyNotInvited(merge, { field, help }, context);
  if (held) return holding(held);
  const isApprovedSoFar = context.unknown.has(link.opportunity) || merge.ofAnother?.[field] === help;
  const asked = askHelp(link, help, context, isApprovedSoFar);
  if (asked.changes.length === 0) return holding(...asked.held);
  return withRow({ ...merge, agreed, changes: [...merge.changes, ...asked.changes] }, context);
}

/**
 * Help that a seller asks for although the deal is not wanted in Partner Center, where it is all the same. Whether
 * Microsoft is in it is not looked up then, so it is not asked either.
 */
function askedInVain({ pair, leftAlone, tellsRefusal }: Merge, context: InviteContext): Held | null {
  const { mapping, lookups, invited } = context;
  const { link, opportunity, referral, row, base } = pair;
  if (!mapping.share || !opportunity || row || leftAlone !== undefined || tellsRefusal) return null;
  if (isWantedThere(mapping, opportunity) || invited.has(link.opportunity)) return null;
  if (!isOpenRow(opportunity) || referral.properties.status !== "Active") return null;
  const field = fieldFor(mapping, HELP_PATH);
  const help = field && helpIn(field, opportunity, lookups);
  if (!field || help === null || help === base?.fields[field.name]) return null;
  // Then it was asked for in Partner Center, which has the word.
  if (helpIn(field, referral, lookups) !== null) return null;
  const reason = `Microsoft is not asked for help while the opportunity is not to be in Partner Center: set Sync with Partner Center (${mapping.share.when}) to Yes, or take the request back`;
  return { link, field: field.name, side: "referral", reason };
}

/** Help of another kind than Microsoft was asked for, which is locked in Partner Center from the first sharing on. */
function askedForOther(
  { link, base, referral }: Pair,
  help: Value,
  { mapping, lookups }: InviteContext,
): Held | null {
  const field = fieldFor(mapping, HELP_PATH);
  if (!field) return null;
  // A base forgets it when the seller has taken the request back in between; Microsoft's referral does not.
  const asked = base?.fields[field.name] ?? askedOfMicrosoft(field, referral, lookups);
  // A kind that the mapping no longer has is not the seller's to set back: Microsoft renames them.
  if (asked === null || asked === help || !readsBack(field.transform, asked, lookups)) return null;
  return { link, field: field.name, side: "referral", reason: ASKED_ALREADY };
}

/** What Microsoft's own referral says that it was asked for; nothing where it is not there, or was not read. */
function askedOfMicrosoft(field: Field, referral: RemoteRecord, lookups: Lookups): Value {
  const properties = objectIn(referral.properties.microsoft);
  return helpIn(field, { ...referral, properties }, lookups);
}

const ASKED_ALREADY =
  "Microsoft was asked for other help before, which cannot be changed in Partner Center any more: set it back here, and tell Microsoft's seller";

export function isMicrosoftThere({ properties }: RemoteRecord): boolean {
  return typeof properties.microsoft === "object" && properties.microsoft !== null;
}

/** Whether it was asked before is to be known first; neither side will have changed by the time it is. */
function notShown(link: Link, field: string): Held {
  return { link, field, side: "referral", reason: NOT_SHOWN, awaits: "next run" };
}

const NOT_SHOWN =
  "Partner Center does not show the engagement of this deal now, so it is not known whether Microsoft was asked already: the next run looks again";

function whyNotInvited(
  { pair, changes, held: left, ofAnother = {} }: Merge,
  { field, help }: { readonly field: string; readonly help: Value },
  context: InviteContext,
): Held | null {
  const { link, referral } = pair;
  const held = (reason: string): Held => ({ link, field, side: "referral", reason });
  if (left.some(({ refused }) => refused?.side === "referral")) return held(NOT_AS_WANTED);
  const isOfAnother = ofAnother[field] === help;
  const waits = isOfAnother ? whyStepWaits("ask help", "", context.mapping, isOfAnother) : null;
  if (waits && !isApproved({ field, ...waits }, link.referral, context.approvals))
    return { ...held(waits.reason), ...waits };
  const unknown = context.unknown.get(link.opportunity);
  if (unknown === "lately") return { ...held(NOT_KNOWN_YET), awaits: "next run" };
  const visible = fieldFor(context.mapping, VISIBLE_PATH)?.name;
  const becomesVisible = changes.some(
    ({ side, fields }) =>
      side === "referral" && fields.some((change) => change.field === visible && change.to === "yes"),
  );
  if (!isVisibleToMicrosoft(referral) && !becomesVisible)
    return held(visible === undefined ? SHARE_THERE : shareHere(visible));
  const { team } = objectIn(referral.properties.customerProfile);
  const missing = contactProblems(team);
  if (missing.length > 0) return held(`${missing.join("; ")}: add it to the referral in Partner Center`);
  const again: Held = { ...held(AGAIN), awaits: "approval" };
  return unknown === undefined || isApproved(again, link.referral, context.approvals) ? null : again;
}

const NOT_AS_WANTED = "Microsoft is asked once Partner Center has taken what it refuses of the referral now";
const NOT_KNOWN_YET =
  "Partner Center did not say whether it took the request for help: it is looked for there, and not sent a second time";
const AGAIN =
  "asking Microsoft once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
const SHARE_THERE =
  "the deal is not shared with Microsoft: share it in Partner Center before asking for help";

function shareHere(field: string): string {
  return `the deal is not shared with Microsoft: set ${field} to Yes to ask for help`;
}

/**
 * The row is written when what it says of the sync, or what both agree on, is not on it yet. What the merge planned
 * for it, knowing nothing of the help that waits, may be what it says already.
 */
function withRow(merge: Merge, context: InviteContext): Merge {
  const { pair, conflicts, held, agreed, changes } = merge;
  const status = sellerStatus(conflicts, held, expiryAfter(merge));
  const { opportunity } = pair;
  const ofRow = ({ side, action, row }: Change) => side === "opportunity" && action === "update" && !row;
  const toReferral = changes.flatMap(({ side, fields }) => (side === "referral" ? fields : []));
  const isNews = ownMove(pair, agreed, toReferral) || statusMoves(pair, status, context);
  if (!isNews) {
    const needed = changes.filter((change) => !ofRow(change) || change.fields.length > 0);
    return { ...merge, status, changes: needed };
  }
  if (changes.some(ofRow) || opportunity === null) return { ...merge, status };
  return { ...merge, status, changes: [...changes, rowUpdate(pair, opportunity)] };
}
