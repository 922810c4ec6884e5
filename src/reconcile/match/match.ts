import { QUALIFIED_INTO } from "../../mapping/leads.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { idIn } from "../../mapping/project.ts";
import { isWantedThere } from "../../mapping/share.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import { GUID } from "../../model/names.ts";
import type { Link, Pair, Question } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { readBase, readBaseBeside } from "../record/base.ts";
import { leadIdFor, rowIdFor } from "../record/ids.ts";
import { mayBeLead } from "../record/kind.ts";
import { isOver, stateOf, unknownState } from "../record/state-of.ts";
import { lostLead, lostRow, misspeltIn, whyNotAdopt } from "./questions.ts";
import { whyOutOfScope } from "./scope.ts";

export interface Matches {
  readonly pairs: readonly Pair[];
  readonly questions: readonly Question[];
}

/**
 * Finds the opportunity of each referral. In this order:
 *
 * 1. the row that carries the referral's identifier; none is made beside one that means it and spells it otherwise;
 * 2. the row that the referral names as its CRM id (`externalReferenceId`), or into which somebody qualified its
 *    lead, unless it belongs to another referral or another one names it too, or this one is over and it was untied;
 * 3. none: a lead, when the mapping makes leads of such referrals in this state; otherwise
 * 4. a new row, when the referral is in a state that the mapping lets become an opportunity. In one that nobody knows,
 *    that is a question.
 *
 * A deal out of the mapping's scope is not linked anew; one that is linked stays so.
 *
 * @param rows Every row that carries one of the identifiers or is named by one of the referrals. A row that
 *   is missing here must not exist: a failed search may never be passed on as "not found".
 * @param leads The same of leads, for referrals that may be one; and those that were made for one and no longer say so.
 */
export function match(
  mapping: Mapping,
  referrals: readonly RemoteRecord[],
  rows: readonly RemoteRecord[],
  leads: readonly RemoteRecord[] = [],
): Matches {
  const known = indexOf(mapping, referrals, rows, leads);
  const found = referrals.map((referral) => matchOne(mapping, referral, known)).filter((one) => one !== null);
  return {
    pairs: found.filter((one) => "link" in one),
    questions: found.filter((one) => "text" in one),
  };
}

/** Where the rows and leads of these referrals are found. */
interface Index {
  readonly rowByReferral: ReadonlyMap<string | null, RemoteRecord>;
  readonly rowById: ReadonlyMap<string, RemoteRecord>;
  /** By the referral that they mean, and spell otherwise. */
  readonly misspelt: ReadonlyMap<string | null, RemoteRecord>;
  /** By the referral that their bases were agreed on with: somebody may have taken its identifier out, or written another. */
  readonly rowByBase: ReadonlyMap<string | undefined, RemoteRecord>;
  readonly leadOf: ReadonlyMap<string | null, RemoteRecord>;
  readonly leadIds: ReadonlySet<string>;
  /** The row that a referral without one names. */
  readonly namedBy: (referral: RemoteRecord) => RemoteRecord | null;
  /** Referrals without a row that name this one. */
  readonly claimsTo: (row: RemoteRecord) => readonly RemoteRecord[];
}

function indexOf(
  mapping: Mapping,
  referrals: readonly RemoteRecord[],
  rows: readonly RemoteRecord[],
  leads: readonly RemoteRecord[],
): Index {
  const rowByReferral = rowsByReferral(mapping, rows);
  const rowById = new Map(rows.map((row) => [row.id, row]));
  const leadOf = new Map(leads.map((lead) => [identifierOf(mapping.leads?.rows ?? mapping, lead), lead]));
  const namedBy = (referral: RemoteRecord) =>
    namedRows(referral, leadOf.get(referral.id))
      .map((id) => rowById.get(id))
      .find((row) => row !== undefined) ?? null;
  const unlinked = referrals.filter((referral) => !rowByReferral.has(referral.id));
  const claims = Map.groupBy(unlinked, namedBy);
  return {
    rowByReferral,
    rowById,
    misspelt: new Map(rows.map((row) => [meantBy(mapping, row), row])),
    rowByBase: new Map(rows.map((row) => [readBase(row, mapping)?.referral, row])),
    leadOf,
    leadIds: new Set(leads.map(({ id }) => id)),
    namedBy,
    claimsTo: (row) => claims.get(row) ?? [],
  };
}

/** Rows by the identifiers that they carry, the last of several with one; and one of those that carry none. */
export function rowsByReferral(
  mapping: Mapping,
  rows: readonly RemoteRecord[],
): Map<string | null, RemoteRecord> {
  return new Map(rows.map((row) => [identifierOf(mapping, row), row]));
}

function matchOne(mapping: Mapping, referral: RemoteRecord, known: Index): Pair | Question | null {
  const ask = (text: string, about: Pick<Question, "opportunity"> = {}): Question => ({
    referral: referral.id,
    ...about,
    text,
  });
  const lead = known.leadOf.get(referral.id);
  const before = lead ? { lead } : {};
  const linked = known.rowByReferral.get(referral.id);
  if (linked) return { ...linkedPair(mapping, referral, linked), ...before };
  const named = known.namedBy(referral);
  const isInScope = whyOutOfScope(mapping, { referral, opportunity: named }) === null;
  if (!isInScope) return lead ? leadPair(mapping, referral, lead) : null;
  const meant = known.misspelt.get(referral.id);
  if (meant && !isOver(referral)) return ask(misspeltIn(mapping, referral, meant), { opportunity: meant.id });
  if (named && isOverFor(mapping, referral, named)) return null;
  if (named) {
    const rival = known.claimsTo(named).find((other) => other !== referral);
    const text = whyNotAdopt(claimOf(referral, named), identifierOf(mapping, named), rival);
    if (text !== null) return ask(text, { opportunity: named.id });
    return { ...linkedPair(mapping, referral, named), adopts: true, ...before };
  }
  if (isLead(mapping, referral)) {
    const isLost = !lead && known.leadIds.has(leadIdFor(referral.id));
    return isLost ? ask(lostLead(mapping, referral)) : leadPair(mapping, referral, lead);
  }
  if (mapping.becomeOpportunities.includes(stateOf(referral))) {
    const link = { referral: referral.id, opportunity: rowIdFor(referral.id) };
    const lost = known.rowById.get(link.opportunity) ?? known.rowByBase.get(referral.id);
    if (lost) return ask(lostRow(mapping, { ...link, opportunity: lost.id }), { opportunity: lost.id });
    return { ...newPair(link, referral), ...before };
  }
  if (lead) return leadPair(mapping, referral, lead);
  const text = unknownState(mapping, referral);
  return text === null ? null : ask(text);
}

/**
 * What a referral that no row carries comes to, as far as it tells by itself. `something` is a new row (4), unless it names
 * one that is there, or a question; `open` leaves it to the row that it names, or to its lead.
 */
export function prospectOf(mapping: Mapping, referral: RemoteRecord): "something" | "nothing" | "open" {
  if (mayBeLead(mapping, referral)) return "open";
  if (whyOutOfScope(mapping, { referral, opportunity: null }) !== null) return "nothing";
  const becomes = mapping.becomeOpportunities.includes(stateOf(referral));
  if (becomes || unknownState(mapping, referral) !== null) return "something";
  return externalReference(referral) === null ? "nothing" : "open";
}

/** The opportunity that a referral says it is, and the one into which somebody qualified its lead. */
export function namedRows(referral: RemoteRecord, lead: RemoteRecord | undefined): string[] {
  return [externalReference(referral), lead ? idIn(lead, QUALIFIED_INTO) : null].filter((id) => id !== null);
}

/**
 * Whether a closed referral leaves this row alone. It does not take back a row that somebody has untied from it, as one
 * does to share a deal anew: its CRM id can no longer be corrected. Nor does it take a row that is to be shared, and to
 * which only its lead leads.
 */
function isOverFor(mapping: Mapping, referral: RemoteRecord, row: RemoteRecord): boolean {
  if (!isOver(referral)) return false;
  const isAnothers = identifierOf(mapping, row) !== null;
  const isToBeShared = externalReference(referral) !== row.id && isWantedThere(mapping, row);
  return isAnothers || isToBeShared || Boolean(readBase(row, mapping)?.referralModified);
}

/** Whether a row that carried the identifier of this referral is free to be shared anew. */
export function isFreeOf(mapping: Mapping, referral: RemoteRecord, row: RemoteRecord): boolean {
  if (!isOver(referral)) return false;
  return externalReference(referral) !== row.id || isOverFor(mapping, referral, row);
}

/** Whether it is still a lead, where no row is linked with it. */
export function isLead(mapping: Mapping, referral: RemoteRecord): boolean {
  return mayBeLead(mapping, referral) && (mapping.leads?.becomeLeads.includes(stateOf(referral)) ?? false);
}

/** Nothing for a lead that somebody qualified or disqualified: it is left as it is. */
function leadPair({ leads }: Mapping, referral: RemoteRecord, lead: RemoteRecord | undefined): Pair | null {
  if (!leads || (lead && !isOpenRow(lead))) return null;
  const link = { referral: referral.id, opportunity: rowIdFor(referral.id) };
  const row = { table: "lead", id: lead?.id ?? leadIdFor(referral.id) } as const;
  if (!lead) return { ...newPair(link, referral), row };
  return { ...linkedPair(leads.rows, referral, lead), link, row };
}

/** A referral without a row. */
export function newPair(link: Link, referral: RemoteRecord): Pair {
  return { link, referral, opportunity: null, base: null, baseIsStored: true, adopts: false };
}

/** A referral and the row that carries its identifier. */
export function linkedPair(mapping: Mapping, referral: RemoteRecord, row: RemoteRecord): Pair {
  const link = { referral: referral.id, opportunity: row.id };
  const base = readBaseBeside(row, referral.id, mapping);
  return { ...newPair(link, referral), opportunity: row, base };
}

/** Why a referral is taken to belong to this row. */
function claimOf(referral: RemoteRecord, { id }: RemoteRecord): string {
  return externalReference(referral) === id
    ? `it names opportunity ${id} as its CRM id`
    : `its lead was qualified into opportunity ${id}`;
}

/** The referral that a row says it belongs to. */
export function identifierOf(mapping: Mapping, row: RemoteRecord): string | null {
  return idIn(row, mapping.referralIdColumn);
}

/** The referral that a row means whose identifier stands there in braces, between blanks, or in its address in the portal. */
export function meantBy(mapping: Mapping, row: RemoteRecord): string | null {
  const text = identifierOf(mapping, row);
  if (text === null || isUuid(text)) return null;
  const [id, ...others] = text.match(new RegExp(GUID, "g")) ?? [];
  return id === undefined || others.length > 0 ? null : id;
}

/** The opportunity that a referral names as its CRM id; free text in the portal, so only a GUID counts, in braces as well. */
export function externalReference(referral: RemoteRecord): string | null {
  const value = referral.properties.externalReferenceId;
  const id = typeof value === "string" ? value.trim().replace(/^\{(.*)\}$/, "$1") : "";
  return isUuid(id) ? id.toLowerCase() : null;
}
