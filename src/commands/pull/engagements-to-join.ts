import type { Mapping } from "../../mapping/mapping.ts";
import { HELP_PATH, isVisibleToMicrosoft, isWantedThere } from "../../mapping/share.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { externalReference, identifierOf, isLead, prospectOf } from "../../reconcile/match/match.ts";
import { readBaseBeside } from "../../reconcile/record/base.ts";
import { isOurs } from "../../reconcile/record/kind.ts";
import { isOver } from "../../reconcile/record/state-of.ts";
import { helpWanted } from "../../reconcile/share/invite.ts";
import { valueFor } from "../../reconcile/share/referral-body.ts";
import type { Parts } from "./reading.ts";

/**
 * Deals that a listing of changes shows, and whose rows are made now or were never synced: Microsoft's referrals may not have changed for
 * long, and so be in no listing until everything is read again.
 */
export async function readEngagementsOfNew(
  mapping: Mapping,
  { collected: { referrals, rows }, engagements }: Pick<Parts, "collected" | "engagements">,
): Promise<void> {
  const byReferral = new Map([...rows.values()].map((row) => [identifierOf(mapping, row), row]));
  const isNew = (referral: RemoteRecord) => {
    const row = byReferral.get(referral.id);
    if (row) return readBaseBeside(row, referral.id, mapping) === null;
    return !isLead(mapping, referral) && prospectOf(mapping, referral) !== "nothing";
  };
  // Microsoft has no referral of its own of a deal that is not shared (create-a-referral).
  const shared = [...referrals.values()].filter(
    (one) => isOurs(mapping, one) && !isOver(one) && isVisibleToMicrosoft(one) !== false,
  );
  await engagements.complete(shared.filter(isNew));
}

/**
 * Before Microsoft is asked for help, it has to be known that it was not asked before; and where a run that died had
 * announced that, whether it was.
 *
 * @param unlisted Whether the listing had none of Microsoft's referrals: then they come no other way.
 */
export async function readEngagementsToJoin(
  mapping: Mapping,
  { collected, engagements, waiting, lookups }: Parts,
  unlisted: boolean,
): Promise<void> {
  const { referrals, rows: byId } = collected;
  const rows = [...byId.values()];
  const maybeAsked = waiting.rowsMaybeAskedFor().flatMap((id) => byId.get(id) ?? []);
  await engagements.complete(
    maybeAsked.flatMap((row) => referrals.get(identifierOf(mapping, row) ?? "") ?? []),
  );
  if (!rows.some((row) => isWantedThere(mapping, row))) return;
  const known = { referrals: referrals.values(), rows };
  const look = { lookups: await lookups(), andGotIt: unlisted };
  await engagements.complete(wantHelp(mapping, known, look));
}

/**
 * Referrals whose seller wants Microsoft's help.
 *
 * @param andGotIt Also where Microsoft was asked for it already.
 */
export function wantHelp(
  mapping: Mapping,
  { referrals, rows }: { readonly referrals: Iterable<RemoteRecord>; readonly rows: readonly RemoteRecord[] },
  { lookups, andGotIt }: { readonly lookups: Lookups; readonly andGotIt: boolean },
): RemoteRecord[] {
  const byReferral = new Map(rows.map((row) => [identifierOf(mapping, row), row]));
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...referrals].filter((referral) => {
    const opportunity = byReferral.get(referral.id) ?? byId.get(externalReference(referral) ?? "");
    const base = opportunity ? readBaseBeside(opportunity, referral.id, mapping) : null;
    const isAsked =
      andGotIt && !isOver(referral) && base !== null && Boolean(valueFor(mapping, HELP_PATH, base.fields));
    return opportunity && (isAsked || helpWanted({ opportunity, referral, base }, mapping, lookups));
  });
}
