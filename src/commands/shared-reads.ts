import type { Mapping } from "../mapping/mapping.ts";
import type { OpportunityCursor, OpportunityReader, ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import { identifierOf } from "../reconcile/match.ts";
import type { ReadPorts } from "./ports.ts";

/**
 * The same ports, but everything is read once: a second reader is handed what the first one was. So two
 * mappings are held against the same moment, at the cost of one.
 *
 * The first reader says where to begin. Both mappings have to keep the referral's identifier in the same column.
 */
export function shareReads(ports: ReadPorts, mapping: Mapping): ReadPorts {
  return {
    ...ports,
    referrals: shareReferrals(ports.referrals),
    opportunities: shareOpportunities(ports.opportunities, mapping),
  };
}

type Pages = readonly (readonly RemoteRecord[])[];

type OnPage = (page: readonly RemoteRecord[]) => Promise<void> | void;

/** Reads a listing the first time, and hands over the same pages every time. */
function shareListing<From, End>(read: (from: From, onPage: OnPage) => Promise<End>) {
  let listing: Promise<{ readonly end: End; readonly pages: Pages }> | null = null;
  async function readOnce(from: From) {
    const pages: (readonly RemoteRecord[])[] = [];
    const end = await read(from, (page) => void pages.push(page));
    return { end, pages };
  }
  return async (from: From, onPage: OnPage): Promise<End> => {
    listing ??= readOnce(from);
    const { end, pages } = await listing;
    for (const page of pages) await onPage(page);
    return end;
  };
}

function shareReferrals(referrals: ReferralReader): ReferralReader {
  const byId = new Map<string, Promise<RemoteRecord | null>>();
  const byEngagement = new Map<string, ReturnType<ReferralReader["ofEngagement"]>>();
  return {
    readChanged: shareListing((since: string | null, onPage) => referrals.readChanged(since, onPage)),
    get(id) {
      const known = byId.get(id) ?? referrals.get(id);
      byId.set(id, known);
      return known;
    },
    byIds: shareRows(
      (ids) => referrals.byIds(ids),
      ({ id }) => id,
    ),
    ofEngagement(id) {
      const known = byEngagement.get(id) ?? referrals.ofEngagement(id);
      byEngagement.set(id, known);
      return known;
    },
  };
}

function shareOpportunities(opportunities: OpportunityReader, mapping: Mapping): OpportunityReader {
  let currencies: ReturnType<OpportunityReader["currencies"]> | null = null;
  return {
    readChanged: shareListing((cursor: OpportunityCursor | null, onPage) =>
      opportunities.readChanged(cursor, onPage),
    ),
    byReferralIds: shareRows(
      (ids) => opportunities.byReferralIds(ids),
      (row) => identifierOf(mapping, row),
    ),
    byIds: shareRows(
      (ids) => opportunities.byIds(ids),
      (row) => row.id,
    ),
    existingNotes: (ids) => opportunities.existingNotes(ids),
    accounts: shareAnswers((search) => opportunities.accounts(search)),
    leads: shareAnswers((ids) => opportunities.leads(ids)),
    parties: shareAnswers((search) => opportunities.parties(search)),
    currencies() {
      currencies ??= opportunities.currencies();
      return currencies;
    },
  };
}

/** Asks the same question once. */
function shareAnswers<Question, Answer>(read: (question: Question) => Promise<Answer>) {
  const answers = new Map<string, Promise<Answer>>();
  return (question: Question): Promise<Answer> => {
    const key = JSON.stringify(question);
    const known = answers.get(key) ?? read(question);
    answers.set(key, known);
    return known;
  };
}

/** Asks only for what nobody has asked for before. */
function shareRows(
  read: (ids: readonly string[]) => Promise<RemoteRecord[]>,
  keyOf: (row: RemoteRecord) => string | null,
) {
  const asked = new Set<string>();
  const known = new Map<string, RemoteRecord[]>();
  return async (ids: readonly string[]): Promise<RemoteRecord[]> => {
    const fresh = ids.filter((id) => !asked.has(id));
    for (const id of fresh) asked.add(id);
    const found = fresh.length > 0 ? await read(fresh) : [];
    for (const [key, rows] of Map.groupBy(found, (row) => keyOf(row) ?? "")) known.set(key, rows);
    return [...new Set(ids)].flatMap((id) => known.get(id) ?? []);
  };
}
