import type { Mapping } from "../mapping/mapping.ts";
import type { Link, Pair, Question } from "../model/plan.ts";
import type { RemoteRecord } from "../model/record.ts";
import { readBase } from "./base.ts";
import { rowIdFor } from "./ids.ts";

export interface Matches {
  readonly pairs: readonly Pair[];
  readonly questions: readonly Question[];
}

/**
 * Finds the opportunity of each referral. In this order:
 *
 * 1. the row that carries the referral's identifier;
 * 2. the row that the referral names as its CRM id (`externalReferenceId`), unless it belongs to another referral
 *    or another one names it too;
 * 3. none: a new row, when the referral is in a state that the mapping lets become an opportunity.
 *
 * @param rows Every row that carries one of the identifiers or is named by one of the referrals. A row that
 *   is missing here must not exist: a failed search may never be passed on as "not found".
 */
export function match(
  mapping: Mapping,
  referrals: readonly RemoteRecord[],
  rows: readonly RemoteRecord[],
): Matches {
  const rowByReferral = new Map(rows.map((row) => [identifierOf(mapping, row), row]));
  const rowById = new Map(rows.map((row) => [row.id, row]));
  const unlinked = referrals.filter((referral) => !rowByReferral.has(referral.id));
  const claims = Map.groupBy(unlinked, externalReference);
  const pairs: Pair[] = [];
  const questions: Question[] = [];
  for (const referral of referrals) {
    const linked = rowByReferral.get(referral.id);
    const named = rowById.get(externalReference(referral) ?? "");
    if (linked) pairs.push(pair(mapping, referral, linked, false));
    else if (named) {
      const rival = claims.get(named.id)?.find((other) => other !== referral);
      const text = whyNotAdopt(named, identifierOf(mapping, named), rival);
      if (text === null) pairs.push(pair(mapping, referral, named, true));
      else questions.push({ referral: referral.id, text });
    } else if (mapping.becomeOpportunities.includes(statusOf(referral))) {
      const link = { referral: referral.id, opportunity: rowIdFor(referral.id) };
      if (rowById.has(link.opportunity))
        questions.push({ referral: referral.id, text: lostRow(mapping, link) });
      else pairs.push({ link, referral, opportunity: null, base: null, baseIsStored: true, adopts: false });
    }
  }
  return { pairs, questions };
}

function pair(mapping: Mapping, referral: RemoteRecord, row: RemoteRecord, adopts: boolean): Pair {
  const link = { referral: referral.id, opportunity: row.id };
  return {
    link,
    referral,
    opportunity: row,
    base: readBase(row, mapping.baseColumn),
    baseIsStored: true,
    adopts,
  };
}

function whyNotAdopt(
  row: RemoteRecord,
  owner: string | null,
  rival: RemoteRecord | undefined,
): string | null {
  const names = `it names opportunity ${row.id} as its CRM id`;
  if (owner !== null)
    return `${names}, which belongs to referral ${owner}; correct the CRM id in Partner Center`;
  if (!rival) return null;
  // Only a change of the referral itself makes a run look at it again.
  return `${names}, and so does referral ${rival.id}; correct the CRM id of the wrong one in Partner Center, and save the right one once more`;
}

/** Somebody took the identifier out of the row that was made for this referral, or gave it to another. */
function lostRow({ referralIdColumn }: Mapping, { referral, opportunity }: Link): string {
  return `opportunity ${opportunity}, which was made for it, no longer carries its identifier; put ${referral} back into ${referralIdColumn}, or name another opportunity as its CRM id in Partner Center`;
}

/** The referral that a row says it belongs to. */
export function identifierOf(mapping: Mapping, row: RemoteRecord): string | null {
  const value = row.properties[mapping.referralIdColumn];
  return typeof value === "string" && value !== "" ? value.toLowerCase() : null;
}

/** The opportunity that a referral names as its CRM id; free text in the portal, so only a GUID counts. */
export function externalReference(referral: RemoteRecord): string | null {
  const value = referral.properties.externalReferenceId;
  return typeof value === "string" && /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value)
    ? value.toLowerCase()
    : null;
}

/** `Status/Substatus` of a referral. */
export function statusOf(referral: RemoteRecord): string {
  return `${String(referral.properties.status)}/${String(referral.properties.substatus)}`;
}

/**
 * Whether this referral is ours to sync. Microsoft's own record of a shared deal belongs to the same
 * engagement but to organisation `msft`; a Marketplace lead is Independent and Direct (referrals-api-introduction).
 */
export function inScope(referral: RemoteRecord): boolean {
  const { organizationId, type, qualification } = referral.properties;
  return organizationId !== "msft" && !(type === "Independent" && qualification === "Direct");
}
