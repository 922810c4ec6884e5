import { sentAhead } from "../../sent-ahead.ts";
import { contractError, lastText } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { serverTime } from "../http/server-time.ts";
import { type ListedReferral, readError, readList } from "./answer.ts";
import { sortable } from "./timestamp.ts";

/** Ten million referrals at a hundred a page: no partner has so many, and a list that goes in circles is noticed before. */
const MOST_PAGES = 100_000;

export interface Page {
  readonly rows: readonly ListedReferral[];
  /** All that the answer had, those that are too old included. */
  readonly shown: readonly ListedReferral[];
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
    const from = since === null ? null : sortable(since);
    let coming = read(`${list}?${query}`);
    for (let page = 1; ; page += 1) {
      const response = await coming;
      const early = isAhead && page < mostPages ? await askEarly(response, from) : null;
      const { value, next, date } = pageOf(response);
      // One that does not say when it changed may have changed since.
      const rows = value.filter((row) => from === null || (momentOf(row) ?? from) >= from);
      if (!next || (rows.length < value.length && newestFirst(value))) {
        yield { rows, shown: value, date };
        return;
      }
      const onward = queryOf(next);
      if (followed.has(onward))
        throw contractError("Partner Center's list of referrals goes round in a circle.");
      followed.add(onward);
      if (page === mostPages)
        throw contractError(`Partner Center's list of referrals does not end after ${mostPages} pages.`);
      if (early?.onward === onward) coming = early.answer;
      else if (isAhead) coming = (await sentAhead(read(`${list}?${onward}`))).answer;
      yield { rows, shown: value, date };
      if (!isAhead) coming = read(`${list}?${onward}`);
    }
  };

  /**
   * Asks for the page after this one before this one is parsed, which takes some milliseconds of a hundred referrals. Only
   * where it will be wanted, as far as can be seen; whether it was the right one is seen afterwards.
   */
  async function askEarly({ status, body }: HttpResponse, from: string | null) {
    const link = status === 200 ? lastText(body, "@odata.nextLink") : null;
    const onward = link === null ? null : queryIn(link);
    const isLast = from !== null && (sortable(lastText(body, "updatedDateTime") ?? "") ?? "") < from;
    return onward === null || isLast ? null : { onward, ...(await sentAhead(read(`${list}?${onward}`))) };
  }
}

function momentOf({ updatedDateTime }: ListedReferral): string | null {
  return typeof updatedDateTime === "string" ? sortable(updatedDateTime) : null;
}

/** Only then does a row that is too old mean that all later ones are. */
function newestFirst(rows: readonly ListedReferral[]): boolean {
  const times = rows.map(momentOf).filter((time) => time !== null);
  return times.every((time, index) => index === 0 || time <= (times[index - 1] ?? ""));
}

/**
 * Still percent-encoded, and all of it. In the documented link the token stands alone; where it does not, whatever stands
 * beside it is part of what the service wants to be asked, and without the order the list could not be trusted to end at the
 * first old row. The documented link is plain http and leads to another path, so following it would hand the token to whoever
 * listens there.
 */
function queryOf(link: string): string {
  const found = queryIn(link);
  if (found === null) throw contractError("Partner Center's link to the next page has no query.");
  return found;
}

function queryIn(link: string): string | null {
  return URL.parse(link, "https://any.invalid")?.search.slice(1) || null;
}
