import type { Reply } from "../exchange.ts";
import { deltaLink, readDelta, refuseWithTracking, requireTracking } from "./change-tracking.ts";
import { type ApiRequest, type Emulation, etagOf, JSON_HEADERS } from "./emulation.ts";
import { notEmulated, syntaxFault } from "./errors.ts";
import { linkTo, pageSizeOf, readCookie } from "./paging.ts";
import { applied } from "./preferences.ts";
import { requireGlobalRead, requireReach } from "./privileges.ts";
import { project, shapeOf } from "./projection.ts";
import { type QueryOptions, readQueryOptions } from "./query-options.ts";
import { requireRow } from "./resource-path.ts";
import type { ResultList } from "./result-cache.ts";
import { indexBehind, type Place, placeOf, resultList } from "./result-list.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

/** The service counts no further. */
const MAX_COUNT = 5000;

/** `GET /opportunities?…`: a page of rows, or of changes when the URL has a delta token. */
export function readCollection(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  const options = readQueryOptions(request.url);
  if (options.deltatoken !== null) {
    requireGlobalRead(emulation, table);
    return readDelta(emulation, request, { table, options });
  }
  const cookie = options.skiptoken === null ? null : readCookie<Place>(options.skiptoken);
  const tracked = cookie?.tracking ?? request.preferences.trackChanges;
  if (tracked) {
    requireTracking(emulation, table);
    refuseWithTracking(options);
    requireGlobalRead(emulation, table);
  }
  const shape = shapeOf(table, options);
  const list = resultList(emulation, table, options);
  const page = slice(emulation, request, { options, list, from: cookie?.place ?? null });
  const rows = page.items.map((item) => project(emulation, shape, item.row));
  const last = page.items.at(-1);
  const next = { page: (cookie?.page ?? 1) + 1, tracking: tracked };
  const body = {
    "@odata.context": `${request.root}$metadata#${table.set}${shape.context}`,
    ...(options.count ? { "@odata.count": Math.min(list.items.length, MAX_COUNT) } : {}),
    ...(page.more && last !== undefined
      ? { "@odata.nextLink": linkTo(request, { ...next, place: placeOf(last) }) }
      : {}),
    ...(!page.more && tracked ? { "@odata.deltaLink": deltaLink(emulation, request) } : {}),
    value: rows,
  };
  return { status: 200, headers: { ...JSON_HEADERS, ...preferencesOf(request, tracked) }, body };
}

/** `GET /opportunities(…)` */
export function readRow(
  emulation: Emulation,
  request: ApiRequest,
  { table, id }: { table: Table; id: string },
): Reply {
  const options = readQueryOptions(request.url);
  refuseOnOneRow(options);
  const row = requireRow(emulation.store, table, id);
  requireReach(emulation, "Read", { table, row });
  if (request.headers["if-none-match"] === etagOf(row)) throw notEmulated("304 for a row that has not moved");
  const body = representation(emulation, request, { table, row, options });
  return { status: 200, headers: { ...JSON_HEADERS, ETag: etagOf(row) }, body };
}

/** One row with its context, as GET and writes with `return=representation` answer. */
export function representation(
  emulation: Emulation,
  request: ApiRequest,
  { table, row, options }: { table: Table; row: Row; options: QueryOptions },
): Record<string, unknown> {
  const shape = shapeOf(table, options);
  return {
    "@odata.context": `${request.root}$metadata#${table.set}${shape.context}/$entity`,
    ...project(emulation, shape, row),
  };
}

interface Slicing {
  readonly options: QueryOptions;
  readonly list: ResultList;
  readonly from: Place | null;
}

/** `$top` ends the reading, but is ignored beside a wanted page size. */
function slice(emulation: Emulation, request: ApiRequest, { options, list, from }: Slicing) {
  const size = pageSizeOf(emulation, request);
  const top = request.preferences.maxPageSize === null ? options.top : null;
  const start = from === null ? 0 : indexBehind(list, from);
  const end = start + Math.min(size, top ?? size);
  return { items: list.items.slice(start, end), more: top === null && end < list.items.length };
}

function preferencesOf(request: ApiRequest, tracked: boolean): Record<string, string> {
  const page = ["odata.maxpagesize"] as const;
  return applied(request.preferences, tracked ? [...page, "odata.track-changes"] : page);
}

function refuseOnOneRow(options: QueryOptions): void {
  const given = options.filter ?? options.orderby ?? options.top ?? options.skiptoken ?? options.deltatoken;
  if (given === null && !options.count) return;
  throw syntaxFault("Query options $filter, $orderby, $top and $count can be applied only on collections.");
}
