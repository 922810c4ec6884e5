import type { Mapping } from "../../mapping/mapping.ts";
import { HELP_PATH, isWantedThere } from "../../mapping/share.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import {
  externalReference,
  identifierOf,
  isLead,
  prospectOf,
  rowsByReferral,
} from "../../reconcile/match/match.ts";
import { readBaseBeside } from "../../reconcile/record/base.ts";
import { isOurs } from "../../reconcile/record/kind.ts";
import { isOver } from "../../reconcile/record/state-of.ts";
import { helpWanted } from "../../reconcile/share/invite.ts";
import { valueFor } from "../../reconcile/share/referral-body.ts";
import { type MicrosoftsLook, mayHaveMicrosoft } from "./engagements.ts";
import type { Parts } from "./reading.ts";

/**
 * Reads what a listing of changes does not have of the engagements that this run deals with, all at once: Microsoft's side
 * where it is to be shown; before Microsoft is asked for help, that it was not asked before; and where a run that died had
 * announced that, whether it was.
 *
 * @param unlisted Whether the listing had none of Microsoft's referrals: then they come no other way.
 */
export async function readEngagementsToJoin(
  mapping: Mapping,
  parts: Parts,
  { listedAll, unlisted }: Pick<MicrosoftsLook, "listedAll" | "unlisted">,
): Promise<void> {
  const { collected, engagements, lookups } = parts;
  const { referrals, rows: byId } = collected;
  const rows = [...byId.values()];
  const known = { referrals: referrals.values(), rows };
  const isHelpWanted = rows.some((row) => isWantedThere(mapping, row));
  const wanting = isHelpWanted
    ? wantHelp(mapping, known, { lookups: await lookups(), andGotIt: unlisted })
    : [];
  const lacking = mapping.showsMicrosoft ? lackMicrosofts(mapping, parts, listedAll) : [];
  await engagements.complete([...lacking, ...maybeAsked(mapping, parts), ...wanting]);
}

/** Referrals of which a run that died had announced that it would ask Microsoft. */
function maybeAsked(
  mapping: Mapping,
  { collected: { referrals, rows }, waiting }: Pick<Parts, "collected" | "waiting">,
): RemoteRecord[] {
  const asking = waiting.rowsMaybeAskedFor().flatMap((id) => rows.get(id) ?? []);
  return asking.flatMap((row) => referrals.get(identifierOf(mapping, row) ?? "") ?? []);
}

/**
 * Referrals beside which Microsoft's is needed though it has not changed, so that no listing of changes has it: of a deal whose row is made
 * now or was never synced, and of one that was not written, for whatever reason it is looked at again.
 */
export function lackMicrosofts(
  mapping: Mapping,
  { collected, waiting }: { collected: Parts["collected"]; waiting: Pick<Parts["waiting"], "byReferral"> },
  listedAll: boolean,
): RemoteRecord[] {
  const byReferral = listedAll ? null : rowsByReferral(mapping, [...collected.rows.values()]);
  const isNew = (referral: RemoteRecord) => {
    if (byReferral === null || isOver(referral)) return false;
    const row = byReferral.get(referral.id);
    if (row) return readBaseBeside(row, referral.id, mapping) === null;
    return !isLead(mapping, referral) && prospectOf(mapping, referral) !== "nothing";
  };
  return [...collected.referrals.values()].filter(
    (referral) =>
      isOurs(mapping, referral) &&
      mayHaveMicrosoft(referral) &&
      (wasNotWritten(waiting.byReferral.get(referral.id)) || isNew(referral)),
  );
}

function wasNotWritten(entry: Waiting | undefined): boolean {
  return entry?.kind === "stale" || entry?.kind === "rejected" || entry?.kind === "failed";
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
  const byReferral = rowsByReferral(mapping, rows);
  const byId = new Map(rows.map((row) => [row.id, row]));
  return [...referrals].filter((referral) => {
    const opportunity = byReferral.get(referral.id) ?? byId.get(externalReference(referral) ?? "");
    const base = opportunity ? readBaseBeside(opportunity, referral.id, mapping) : null;
    const isAsked =
      andGotIt && !isOver(referral) && base !== null && Boolean(valueFor(mapping, HELP_PATH, base.fields));
    return opportunity && (isAsked || helpWanted({ opportunity, referral, base }, mapping, lookups));
  });
}
