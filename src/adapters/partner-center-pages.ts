import type { HttpResponse } from "./http.ts";
import { contractError, type ListedReferral, readError, readList } from "./partner-center-answer.ts";
import { sentAhead } from "./sent-ahead.ts";
import { serverTime } from "./server-time.ts";
import { sortable } from "./timestamp.ts";

/** Ten million referrals at a hundred a page: no partner has so many, and a list that goes in circles is noticed before. */
const MOST_PAGES = 100_000;

export interface Page {
  readonly rows: readonly ListedReferral[];
  /** The server's time, when it says so. */
  readonly date: string | null;
}

/** Pages of a list: all of them, or of one that is newest first, until a row is older than `since`. */
export function openPager(options: {
  /** Where the list is, without a query. */
  readonly list: string;
  readonly read: (url: string) => Promise<HttpResponse>;
  /** A list of more pages is given up as endless. */
  readonly mostPages: number | undefined;
}) {
  const { list, read, mostPages = MOST_PAGES } = options;

  function pageOf(response: HttpResponse) {
    if (response.status !== 200) throw readError(response);
    const { value, "@odata.nextLink": next } = readList(response);
    return { value, next, date: serverTime(response) };
  }

  /** @param isAhead The reader goes to the end: the next page is asked for while it works on this one. */
  return async function* pages(
    query: string,
    since: string | null,
    isAhead: boolean,
  ): AsyncGenerator<Page, void> {
    const followed = new Set<string>();
    let coming = read(`${list}?${query}`);
    for (let page = 1; ; page += 1) {
      const { value, next, date } = pageOf(await coming);
      const from = since === null ? null : moment(since);
      const rows = value.filter((row) => from === null || moment(row.updatedDateTime) >= from);
      if (!next || (rows.length < value.length && newestFirst(value))) {
        yield { rows, date };
        return;
      }
      const skip = skipToken(next);
      if (followed.has(skip))
        throw contractError("Partner Center's list of referrals goes round in a circle.");
      followed.add(skip);
      if (page === mostPages)
        throw contractError(`Partner Center's list of referrals does not end after ${mostPages} pages.`);
      // As in the documented link: the token stands alone, and carries what was asked for.
      const url = `${list}?$skiptoken=${skip}`;
      if (isAhead) coming = (await sentAhead(read(url))).answer;
      yield { rows, date };
      if (!isAhead) coming = read(url);
    }
  };
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
