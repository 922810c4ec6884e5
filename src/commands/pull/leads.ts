import { QUALIFIED_FROM, QUALIFIED_INTO } from "../../mapping/leads.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { idIn } from "../../mapping/project.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { identifierOf, namedRows } from "../../reconcile/match/match.ts";
import { leadIdFor, rowIdFor } from "../../reconcile/record/ids.ts";
import { mayBeLead } from "../../reconcile/record/kind.ts";
import type { ReadPorts } from "../ports.ts";
import type { Parts } from "./reading.ts";

/**
 * Reads the leads of referrals, and the rows that do not carry the identifier of one and may be its own all the same: those
 * that it or its lead names, and those that it was asked about.
 *
 * @param only The one referral that the run looks at: whether what was made for it is there has to be known before a write says so.
 * @returns The leads.
 */
export async function readLeadsAndNamedRows(
  ports: ReadPorts,
  mapping: Mapping,
  { collected, waiting }: Pick<Parts, "collected" | "waiting">,
  only: string | null,
): Promise<RemoteRecord[]> {
  const { rows } = collected;
  const mayHaveLostRow = ({ id }: RemoteRecord) => id === only || waiting.mayHaveLostRow(id);
  const referrals = [...collected.referrals.values()];
  const unsettled = new Set([...waiting.byReferral.keys(), ...waiting.announced([])]);
  const leads = await readLeads(ports, mapping, { referrals, rows: rows.values(), unsettled });
  const lost = referrals.filter(
    (one) => mayBeLead(mapping, one) && !leads.has(one.id) && mayHaveLostRow(one),
  );
  const lostLeads = await readLostLeads(ports, mapping, lost);
  const linked = collected.owners();
  const named = referrals
    .filter(({ id }) => !linked.has(id))
    .flatMap((referral) => [
      ...namedRows(referral, leads.get(referral.id)),
      // One that could not be made for it, because it is there, and does not say whose it is; nor did it the last time.
      ...(mayHaveLostRow(referral) ? [rowIdFor(referral.id)] : []),
      ...waiting.askedAbout(referral.id),
    ])
    .filter((id) => !rows.has(id));
  const ids = [...new Set(named)];
  if (ids.length > 0) collected.keepAll(await ports.opportunities.byIds(ids));
  return [...leads.values(), ...lostLeads];
}

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
function readLostLeads(
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
