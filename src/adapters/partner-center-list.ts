import type { Clock, ReferralReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { HttpResponse } from "./http.ts";
import {
  contractError,
  type ListedReferral,
  readError,
  readList,
  recordOf,
} from "./partner-center-answer.ts";
import { openFind } from "./partner-center-find.ts";
import { serverTime } from "./server-time.ts";
import { sortable } from "./timestamp.ts";

/** Newest first is what lets a listing stop early: filtering by time is not documented. */
const ORDER = "$orderby=updatedDateTime%20desc";
/** Ten million referrals at a hundred a page: no partner has so many, and a list that goes in circles is noticed before. */
const MOST_PAGES = 100_000;

/** "Get a list of referrals": newest first, until one is older than asked for; or all of one engagement. */
export function openList(options: {
  /** Where the list is, without a query. */
  readonly url: string;
  readonly read: (url: string) => Promise<HttpResponse>;
  readonly get: ReferralReader["get"];
  readonly clock: Clock;
  /** A list of more pages is given up as endless. */
  readonly mostPages?: number;
}): Pick<ReferralReader, "readChanged" | "ofEngagement" | "byIds"> {
  const { url: list, read, get, clock, mostPages = MOST_PAGES } = options;

  async function* pages(query: string, since: string | null) {
    const followed = new Set<string>();
    let url = `${list}?${query}`;
    for (let page = 1; page <= mostPages; page += 1) {
      const response = await read(url);
      if (response.status !== 200) throw readError(response);
      const { value, "@odata.nextLink": next } = readList(response);
      const rows = value.filter((row) => since === null || moment(row.updatedDateTime) >= moment(since));
      yield { rows, date: serverTime(response) };
      if (!next || (rows.length < value.length && newestFirst(value))) return;
      const skip = skipToken(next);
      if (followed.has(skip))
        throw contractError("Partner Center's list of referrals goes round in a circle.");
      followed.add(skip);
      // As in the documented link: the token stands alone, and carries what was asked for.
      url = `${list}?$skiptoken=${skip}`;
    }
    throw contractError(`Partner Center's list of referrals does not end after ${mostPages} pages.`);
  }

  /** One record, or none when it is gone by the time its etag is asked for. */
  async function whole(row: ListedReferral): Promise<readonly RemoteRecord[]> {
    if (row.eTag) return [recordOf(row, row.eTag)];
    const record = await get(row.id);
    return record ? [record] : [];
  }

  async function ofEngagement(engagement: string): Promise<RemoteRecord[]> {
    const records: RemoteRecord[] = [];
    // Quoted, as the page shows it; the links that referrals carry leave the quotes out.
    const filter = encodeURIComponent(`engagementId eq '${engagement.replaceAll("'", "''")}'`);
    for await (const { rows } of pages(`$filter=${filter}&${ORDER}`, null))
      for (const row of rows) records.push(...(await whole(row)));
    return records;
  }

  const readChanged: ReferralReader["readChanged"] = async (since, onPage) => {
    const known = new Set<string>();
    let readAt: string | null = null;
    for await (const { rows, date } of pages(ORDER, since)) {
      readAt ??= date ?? clock.now().toISOString();
      // A record that changes while we read pushes the others down, so that some come twice.
      const fresh = rows.filter((row) => !known.has(version(row)));
      for (const row of fresh) known.add(version(row));
      const records: RemoteRecord[] = [];
      for (const row of fresh) records.push(...(await whole(row)));
      await onPage(records);
    }
    return { readAt: readAt ?? clock.now().toISOString() };
  };

  async function* newest(): AsyncGenerator<readonly RemoteRecord[]> {
    for await (const { rows } of pages(ORDER, null)) {
      yield rows.flatMap((row) => (row.eTag ? [recordOf(row, row.eTag)] : []));
    }
  }

  return { readChanged, ofEngagement, byIds: openFind({ pages: newest, get }) };
}

function version({ id, eTag, updatedDateTime }: ListedReferral): string {
  return `${id} ${eTag ?? updatedDateTime}`;
}

function moment(timestamp: string): string {
  const sorted = sortable(timestamp);
  if (sorted === null) throw contractError(`Partner Center sent "${timestamp}" for a time in UTC.`);
  return sorted;
}

/** Only then does a row that is too old mean that all later ones are. */
function newestFirst(rows: readonly ListedReferral[]): boolean {
  return rows.every(
    (row, index) =>
      index === 0 || moment(row.updatedDateTime) <= moment(rows[index - 1]?.updatedDateTime ?? ""),
  );
}

/**
 * Still percent-encoded. The documented link is plain http and leads to another path, so following it would
 * hand the token to whoever listens there.
 */
function skipToken(link: string): string {
  const found = /[?&](?:\$|%24)skiptoken=([^&#]+)/i.exec(link)?.[1];
  if (!found) throw contractError("Partner Center's link to the next page has no skip token.");
  return found;
}
