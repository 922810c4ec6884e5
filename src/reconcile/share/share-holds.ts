import type { Mapping, Share } from "../../mapping/mapping.ts";
import type { Held, Link } from "../../model/plan.ts";
import type { RemoteRecord, Snapshot } from "../../model/record.ts";
import { whyStepWaits } from "../merge/approval.ts";
import type { DealContext } from "../merge/context.ts";
import { readBase } from "../record/base.ts";
import type { levelOf } from "./referral-body.ts";
import type { Twin } from "./twins.ts";

/** What is known of an earlier POST whose answer never came: it was a moment ago, or too long to arrive still. */
export type Unknown = "lately" | "long ago";

export interface ShareContext extends DealContext {
  readonly share: Share;
  /** Whether Partner Center lists nothing at all: then nobody can look whether a deal is there. */
  readonly nothingListed: boolean;
  /** ISO 8601. */
  readonly now: string;
}

export interface Doubts {
  readonly missing: readonly string[];
  readonly level: ReturnType<typeof levelOf>;
  /** Why a person has to say that it is sent once more; `null` when it was never sent, as far as anybody knows. */
  readonly again: string | null;
  /** What may be the same deal. */
  readonly twin: Twin | null;
}

/** What earlier runs know of it. */
export interface Earlier {
  readonly unknown: Unknown | null;
  /** Day on which one has shared it; `null` when none has lately. */
  readonly sharedOn: string | null;
}

export function whyAgain(
  row: RemoteRecord,
  { snapshot, unknown, sharedOn }: Earlier & { readonly snapshot: Snapshot },
  { mapping, share }: ShareContext,
): string | null {
  if (unknown !== null) return unknown === "lately" ? NOT_KNOWN_YET : AGAIN;
  // Only a row that was tied to a referral has a base with one's time, or the address of one: that of a row which another
  // connector has tied, and whose identifier was cleared because a second row had it.
  const linkField = mapping.fields.find(({ kind }) => kind === "referral link");
  const wasTied =
    Boolean(readBase(row, mapping)?.referralModified) || Boolean(snapshot[linkField?.name ?? ""]);
  if (wasTied) return untied(share);
  return sharedOn === null ? null : forgotten(sharedOn);
}

/** What stands against sharing the deal, as long as nobody has approved anything. */
export function holds(link: Link, { mapping, share, nothingListed }: ShareContext, doubts: Doubts): Held[] {
  const { missing, level, again, twin } = doubts;
  const besides = twin?.referral ? { twin: twin.referral } : {};
  const held = (reason: string) => ({ link, field: null, side: "referral" as const, reason, ...besides });
  const known = twin === null ? [] : [whyTwin(twin, mapping, share)];
  if (again === NOT_KNOWN_YET) return [{ ...held(again), awaits: "next run" }];
  if (missing.length > 0)
    return [{ ...held(`not shared yet: ${[...missing, ...known].join("; ")}`), elsewhere: true }];
  const waits = level === "private" ? null : whyStepWaits("share", "", mapping);
  const asked = known.map((why) => `not shared yet: ${why}; if not, it waits for approval`);
  // An approval of what nobody could look up is worth nothing.
  const isBlind = again !== null && nothingListed;
  return [
    ...(isBlind ? [{ ...held(NOTHING_LISTED), elsewhere: true as const }] : []),
    ...[...asked, isBlind ? null : again]
      .filter((why) => why !== null)
      .map((why) => ({ ...held(why), awaits: "approval" as const })),
    ...(waits === null ? [] : [{ ...held(waits.reason), ...waits }]),
  ];
}

/**
 * Whether an opportunity has a referral by now does not count: what was approved is known by this text. Columns go by the label that
 * `setup` and Microsoft's connector give them, which a seller sees, and by their name.
 */
function whyTwin(
  { referral, opportunity, same }: Twin,
  { referralIdColumn }: Mapping,
  { when }: Share,
): string {
  const seems = `seems to be the same deal (same ${same}): if it is,`;
  return opportunity === null
    ? `referral ${referral} of Partner Center ${seems} write ${referral} into Referral Identifier (${referralIdColumn})`
    : `opportunity ${opportunity} ${seems} set Sync with Partner Center (${when}) to No here`;
}

const NOT_KNOWN_YET =
  "Partner Center did not say whether it took this deal: it is looked for there, and not sent a second time";
const AGAIN =
  "sharing the deal once more, as it is unknown whether the first time arrived: look in Partner Center before; it waits for approval";
/** In an account that is really empty, the first referral of any deal ends this. */
const NOTHING_LISTED =
  "not shared once more while Partner Center lists no referral at all, as it may be there unseen: ask your administrator to give the signed-in user the role Referrals admin; if there really is none, share another deal first, or make this one there by hand";

/** What a seller can do comes first: where this is the second reason, its end may not be shown any more. */
function untied({ when }: Share): string {
  return `sharing the deal once more waits for approval: put the identifier back instead, or set Sync with Partner Center (${when}) to No where another opportunity has it; the deal was in Partner Center before, and its opportunity no longer says as which referral`;
}

/** A sync that reads everything finds the referral: it names its opportunity. */
function forgotten(day: string): string {
  return `sharing the deal once more, as it was shared on ${day} and its opportunity knows nothing of that, like one of a CRM that was restored from a backup: have resync run, and then sync, which finds its referral; it waits for approval`;
}
