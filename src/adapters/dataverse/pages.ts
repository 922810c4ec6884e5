import { z } from "zod";
import { jsonIn } from "../../model/json-in.ts";
import type { Clock, OpportunityCursor, OpportunityReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { type Sent, sentAhead } from "../../sent-ahead.ts";
import { contractError, isObject, readJson } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { beginning, serverTime } from "../http/server-time.ts";
import { inParallel } from "../in-parallel.ts";
import type { Connection } from "./connection.ts";

export type OnPage = Parameters<OpportunityReader["readChanged"]>[1];

/**
 * Reads a listing of rows to its end; of opportunities, unless the listing names another key. The cursor has the time at which the
 * reading began, by the server's clock, and the delta link of the last page.
 */
export type ReadAll = (listing: Listing, onPage: OnPage) => Promise<OpportunityCursor>;

export interface Listing {
  /** Path and query of the first page. */
  readonly path: string;
  /** Have later changes be reported: the whole table only, without filter or order. */
  readonly track?: boolean;
  /** Primary key of the table. */
  readonly key?: string;
  /** Rows in an answer; unless it says otherwise, as many as Dataverse allows. */
  readonly atOnce?: number;
}

/** The most that Dataverse allows. */
const MOST_AT_ONCE = 5000;

const ETAG = /^[\x20-\x7e]+$/;
const row = z.looseObject({ "@odata.etag": z.string() });
/** What a change feed says of a row that is gone: nothing but its id. */
const gone = z.looseObject({ reason: z.string(), id: z.string() });
const page = z.object({
  value: z.array(z.union([row, gone])),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});

interface ReadPage {
  readonly value: Page["value"];
  readonly next: string | null;
  readonly delta: string | null;
  readonly date: string | null;
}

export function openPages(connection: Connection, clock: Clock): ReadAll {
  function pageOf(response: HttpResponse): ReadPage {
    const { value, "@odata.nextLink": next, "@odata.deltaLink": delta } = readRows(response);
    return {
      value,
      next: next ? connection.pathOf(next) : null,
      delta: delta ? connection.pathOf(delta) : null,
      date: serverTime(response),
    };
  }

  return async ({ path, track = false, key = "opportunityid", atOnce = MOST_AT_ONCE }, onPage) => {
    const size = `odata.maxpagesize=${atOnce}`;
    const Prefer = track ? `odata.track-changes,${size}` : size;
    const ask = (link: string) => connection.get(link, { Prefer });
    const followed = new Set([path]);
    const asked = clock.now();
    let readAt: string | null = null;
    let last: string | null = null;

    /** The answer behind this one, which is asked for while the reader works on this one. */
    async function take({ value, next, delta, date }: ReadPage): Promise<Sent<HttpResponse> | null> {
      readAt ??= beginning(date, asked);
      last = delta;
      if (next !== null && followed.has(next))
        throw contractError("A list of Dataverse goes round in a circle.");
      if (next !== null) followed.add(next);
      const coming = next === null ? null : await sentAhead(ask(next));
      const records = value.flatMap((item) => ("@odata.etag" in item ? [recordOf(item, key)] : []));
      if (records.length > 0) await onPage(records);
      return coming;
    }

    let coming: Sent<HttpResponse> | null = { answer: ask(path) };
    // What a page has become is let go of before the next one is taken apart: two would be most of what is held.
    while (coming) coming = await take(pageOf(await coming.answer));
    return { delta: last, readAt: readAt ?? beginning(null, asked) };
  };
}

/** The rows of several listings of one table, which are read at the same time, as far as Dataverse likes that. */
export async function rowsOf(
  connection: Connection,
  readAll: ReadAll,
  { key, paths }: { readonly key: string; readonly paths: readonly string[] },
): Promise<RemoteRecord[]> {
  const found = await inParallel(paths, connection.concurrency(), async (path) => {
    const records: RemoteRecord[] = [];
    await readAll({ path, key }, (more) => void records.push(...more));
    return records;
  });
  return found.flat();
}

type Row = z.infer<typeof row>;
type Page = Omit<z.infer<typeof page>, "value"> & {
  readonly value: readonly (Row | { readonly id: string })[];
};

function readRows(response: HttpResponse): Page {
  const answer = jsonIn(response.body);
  // The schema would copy every column of every row: it is for saying what is wrong.
  return isPage(answer) ? answer : (readAs(page, response) as Page);
}

function isPage(answer: unknown): answer is Page {
  if (!isObject(answer) || !Array.isArray(answer.value) || !answer.value.every(isRowOrGone)) return false;
  const links = [answer["@odata.nextLink"], answer["@odata.deltaLink"]];
  return links.every((link) => link === undefined || typeof link === "string");
}

function isRowOrGone(item: unknown): boolean {
  if (!isObject(item)) return false;
  const { "@odata.etag": etag } = item;
  if (etag === undefined) return typeof item.reason === "string" && typeof item.id === "string";
  return typeof etag === "string";
}

function recordOf(properties: Row, key: string): RemoteRecord {
  const { [key]: id, modifiedon, "@odata.etag": etag } = properties;
  if (typeof id !== "string" || id === "") {
    throw contractError(`Dataverse sent an answer in an unknown form: look at ${key}.`);
  }
  // Dataverse makes it of a number of its own, in every row alike, and it goes into a header of each write.
  if (!ETAG.test(etag))
    throw contractError(`Dataverse does not say which version the row with ${key} ${id} is.`);
  const modified = typeof modifiedon === "string" ? modifiedon : "";
  return { side: "opportunity", id: id.toLowerCase(), etag, modified, properties };
}

export function readAs<T>(schema: z.ZodType<T>, { body }: HttpResponse): T {
  return readJson(schema, body, { service: "Dataverse", what: "an answer" });
}
