import { z } from "zod";
import type { Clock, OpportunityCursor, OpportunityReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import { type Connection, contractError } from "./dataverse-connection.ts";
import type { HttpResponse } from "./http.ts";
import { parseJson } from "./json.ts";
import { serverTime } from "./server-time.ts";

export type OnPage = Parameters<OpportunityReader["readChanged"]>[1];

/**
 * Reads a listing of rows, opportunities unless it says otherwise, to its end. The cursor says when it began by the server's clock, and has
 * the delta link of its last page.
 */
export type ReadAll = (listing: Listing, onPage: OnPage) => Promise<OpportunityCursor>;

export interface Listing {
  /** Path and query of the first page. */
  readonly path: string;
  /** Have later changes be reported: the whole table only, without filter or order. */
  readonly track?: boolean;
  /** Primary key of the table. */
  readonly key?: string;
}

/** The most that Dataverse allows. */
const PAGE = "odata.maxpagesize=5000";

const row = z.looseObject({
  "@odata.etag": z.string().regex(/^[\x20-\x7e]+$/),
  modifiedon: z.string().min(1),
});
/** What a change feed says of a row that is gone: nothing but its id. */
const gone = z.looseObject({ reason: z.string(), id: z.string() });
const page = z.object({
  value: z.array(z.union([row, gone])),
  "@odata.nextLink": z.string().optional(),
  "@odata.deltaLink": z.string().optional(),
});

export function openPages(connection: Connection, clock: Clock): ReadAll {
  async function* pages({ path: first, track = false }: Listing) {
    const Prefer = track ? `odata.track-changes,${PAGE}` : PAGE;
    const followed = new Set<string>();
    for (let path: string | null = first; path; ) {
      if (followed.has(path)) throw contractError("A list of Dataverse goes round in a circle.");
      followed.add(path);
      const response = await connection.get(path, { Prefer });
      const { value, "@odata.nextLink": next, "@odata.deltaLink": delta } = readAs(page, response);
      yield { value, delta: delta ? connection.pathOf(delta) : null, date: serverTime(response) };
      path = next ? connection.pathOf(next) : null;
    }
  }

  return async (listing, onPage) => {
    let readAt: string | null = null;
    let last: string | null = null;
    for await (const { value, delta, date } of pages(listing)) {
      readAt ??= date ?? clock.now().toISOString();
      last = delta;
      const key = listing.key ?? "opportunityid";
      const records = value.flatMap((item) => ("@odata.etag" in item ? [recordOf(item as Row, key)] : []));
      if (records.length > 0) await onPage(records);
    }
    return { delta: last, readAt: readAt ?? clock.now().toISOString() };
  };
}

type Row = z.infer<typeof row>;

function recordOf(properties: Row, key: string): RemoteRecord {
  const { [key]: id, modifiedon: modified, "@odata.etag": etag } = properties;
  if (typeof id !== "string" || id === "") {
    throw contractError(`Dataverse sent an answer in an unknown form: look at ${key}.`);
  }
  return { side: "opportunity", id: id.toLowerCase(), etag, modified, properties };
}

export function readAs<T>(schema: z.ZodType<T>, { body }: HttpResponse): T {
  const result = schema.safeParse(parseJson(body));
  if (result.success) return result.data;
  const where = result.error.issues[0]?.path.join(".") || "the whole answer";
  throw contractError(`Dataverse sent an answer in an unknown form: look at ${where}.`);
}
