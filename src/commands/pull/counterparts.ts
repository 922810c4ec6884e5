import { QUALIFIED_FROM, QUALIFIED_INTO } from "../../mapping/leads.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { idIn } from "../../mapping/project.ts";
import { HELP_PATH } from "../../mapping/share.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { externalReference, identifierOf } from "../../reconcile/match/match.ts";
import { readBaseBeside } from "../../reconcile/record/base.ts";
import { leadIdFor } from "../../reconcile/record/ids.ts";
import { mayBeLead } from "../../reconcile/record/kind.ts";
import { isOver } from "../../reconcile/record/state-of.ts";
import { helpWanted } from "../../reconcile/share/invite.ts";
import { valueFor } from "../../reconcile/share/referral-body.ts";
import type { ReadPorts } from "../ports.ts";

interface Known {
  readonly referrals: Iterable<RemoteRecord>;
  readonly rows: Iterable<RemoteRecord>;
  /** Referrals with something open, whose lead may have been left open as well. */
  readonly unsettled: ReadonlySet<string>;
}

/** Leads of those referrals that may have one, by referral. */
export async function readLeads(
  { opportunities }: ReadPorts,
  mapping: Mapping,
  { referrals, rows, unsettled }: Known,
): Promise<Map<string, RemoteRecord>> {
  const { leads } = mapping;
  if (!leads) return new Map();
  const linked = new Set([...rows].map((row) => identifierOf(mapping, row)));
  const wanted = [...referrals].filter(
    (referral) => mayBeLead(mapping, referral) && (!linked.has(referral.id) || unsettled.has(referral.id)),
  );
  if (wanted.length === 0) return new Map();
  const found = await opportunities.leads(wanted.map(({ id }) => id));
  const mostTellingLast = found.toSorted((a, b) => tells(a) - tells(b));
  return new Map(mostTellingLast.map((lead) => [identifierOf(leads.rows, lead) ?? "", lead]));
}

/**
 * Leads that were made for these referrals, and no longer carry their identifier: a second one would be refused for ever.
 */
export function readLostLeads(
  { opportunities }: Pick<ReadPorts, "opportunities">,
  { leads }: Pick<Mapping, "leads">,
  referrals: readonly RemoteRecord[],
): Promise<RemoteRecord[]> {
  if (!leads || referrals.length === 0) return Promise.resolve([]);
  return opportunities.leadsByIds(referrals.map(({ id }) => leadIdFor(id)));
}

/**
 * Opportunity id → referral, where somebody has qualified the referral's lead into the opportunity. Only the lead says
 * so, and its own changes are not read.
 */
export async function referralsByLead(
  { opportunities }: Pick<ReadPorts, "opportunities">,
  { leads }: Pick<Mapping, "leads">,
  rows: readonly RemoteRecord[],
): Promise<Map<string, string>> {
  const from = rows.flatMap((row) => idIn(row, QUALIFIED_FROM) ?? []);
  if (!leads || from.length === 0) return new Map();
  const found = await opportunities.leadsByIds([...new Set(from)]);
  return new Map(
    found.flatMap((lead) => {
      const referral = identifierOf(leads.rows, lead);
      const into = idIn(lead, QUALIFIED_INTO);
      return referral !== null && isUuid(referral) && into !== null ? [[into, referral] as const] : [];
    }),
  );
}

/**
 * How much a lead tells, where several carry the same referral. One that was qualified has an opportunity, and no second
 * one may be made; one that was merged into another is closed and has none.
 */
function tells(lead: RemoteRecord): number {
  if (idIn(lead, QUALIFIED_INTO) !== null) return 2;
  return isOpenRow(lead) ? 1 : 0;
}

/** The referrals of these rows, of those that are known. */
export function referralsOf(
  mapping: Mapping,
  rows: readonly RemoteRecord[],
  referrals: ReadonlyMap<string, RemoteRecord>,
): RemoteRecord[] {
  return rows.flatMap((row) => referrals.get(identifierOf(mapping, row) ?? "") ?? []);
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
