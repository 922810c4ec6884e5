import type { Mapping } from "../mapping/mapping.ts";
import type { OpportunityCursor, OpportunityReader, ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import { identifierOf } from "../reconcile/match/match.ts";
import type { ReadPorts } from "./ports.ts";

/**
 * The same ports for several readers at the same time, who share one reading: so two mappings are held against the same
 * records, at the cost of one.
 *
 * A listing begins when all of them have asked for it, and each page is handed to one after the other: what none of them
 * keeps is let go of. All of them have to begin at the same place, and all mappings have to keep the referral's
 * identifier in the same column.
 */
export function shareReads(ports: ReadPorts, mapping: Mapping, listing: Listing): ReadPorts {
  return {
    ...ports,
    referrals: shareReferrals(ports.referrals, listing),
    opportunities: shareOpportunities(ports.opportunities, mapping, listing),
  };
}

type OnPage = (page: readonly RemoteRecord[]) => Promise<void> | void;

interface Listing {
  readonly readers: number;
  /** Sees each page before the readers. */
  readonly look: (page: readonly RemoteRecord[]) => void;
}

function shareListing<From, End>(
  read: (from: From, onPage: OnPage) => Promise<End>,
  { readers, look }: Listing,
) {
  const newRound = () => ({ listeners: [] as OnPage[], ...Promise.withResolvers<End>() });
  let round = newRound();
  return (from: From, onPage: OnPage): Promise<End> => {
    const { listeners, promise: ended, resolve: begin } = round;
    if (listeners.push(onPage) < readers) return ended;
    // All of them may have to read once more.
    round = newRound();
    const toAll: OnPage = async (page) => {
      look(page);
      for (const listen of listeners) await listen(page);
    };
    begin(read(from, toAll));
    return ended;
  };
}

function shareReferrals(referrals: ReferralReader, listing: Listing): ReferralReader {
  return {
    readChanged: shareListing(
      (since: string | null, onPage) => referrals.readChanged(since, onPage),
      listing,
    ),
    byIds: shareRows((ids) => referrals.byIds(ids)),
    fresh: shareRows((ids) => referrals.fresh(ids)),
    ofEngagements: shareByKey((ids) => referrals.ofEngagements(ids)),
  };
}

function shareOpportunities(
  opportunities: OpportunityReader,
  mapping: Mapping,
  listing: Listing,
): OpportunityReader {
  return {
    readChanged: shareListing(
      (cursor: OpportunityCursor | null, onPage) => opportunities.readChanged(cursor, onPage),
      listing,
    ),
    byReferralIds: shareRows(
      (ids) => opportunities.byReferralIds(ids),
      (row) => identifierOf(mapping, row),
    ),
    byIds: shareRows((ids) => opportunities.byIds(ids)),
    unlinked: shareAnswers((search) => opportunities.unlinked(search)),
    existingNotes: (ids) => opportunities.existingNotes(ids),
    accounts: shareAnswers((search) => opportunities.accounts(search)),
    users: shareAnswers((anyOf) => opportunities.users(anyOf)),
    leads: shareAnswers((ids) => opportunities.leads(ids)),
    leadsByIds: shareAnswers((ids) => opportunities.leadsByIds(ids)),
    parties: shareAnswers((search) => opportunities.parties(search)),
    businessUnit: shareAnswers(() => opportunities.businessUnit()),
    amounts: shareAnswers(() => opportunities.amounts()),
  };
}

/** Asks the same question once; there may be only one. */
function shareAnswers<Answer, Question = void>(read: (question: Question) => Promise<Answer>) {
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
  keyOf: (row: RemoteRecord) => string | null = ({ id }) => id,
) {
  const find = shareByKey(async (ids) => Map.groupBy(await read(ids), (row) => keyOf(row) ?? ""));
  return async (ids: readonly string[]): Promise<RemoteRecord[]> => [...(await find(ids)).values()].flat();
}

/** The same, where an answer says what each key came to; it may leave some out. */
function shareByKey<Found>(read: (keys: readonly string[]) => Promise<ReadonlyMap<string, Found>>) {
  /** By what was asked for, together with whatever else was. */
  const answers = new Map<string, Promise<ReadonlyMap<string, Found>>>();
  return async (keys: readonly string[]): Promise<ReadonlyMap<string, Found>> => {
    const fresh = keys.filter((key) => !answers.has(key));
    if (fresh.length > 0) {
      const answer = read(fresh);
      for (const key of fresh) answers.set(key, answer);
    }
    const found = new Map<string, Found>();
    for (const key of keys) {
      const one = (await answers.get(key))?.get(key);
      if (one !== undefined) found.set(key, one);
    }
    return found;
  };
}
