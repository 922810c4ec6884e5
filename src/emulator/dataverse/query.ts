import type { Reply } from "../exchange.ts";
import { deltaCount, deltaLink, readDelta, refuseWithTracking } from "./change-tracking.ts";
import { type ApiRequest, type Emulation, etagOf, JSON_HEADERS } from "./emulation.ts";
import { syntaxFault } from "./errors.ts";
import { linkTo, pageSizeOf, readCookie } from "./paging.ts";
import { applied } from "./preferences.ts";
import { requireGlobalRead, requireReach } from "./privileges.ts";
import { project, shapeOf } from "./projection.ts";
import { type QueryOptions, readQueryOptions } from "./query-options.ts";
import { type RowAddress, requireRow } from "./resource-path.ts";
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
  const isTracked = emulation.tracked.has(table.name);
  const tracked = cookie?.tracking ?? (isTracked && wantsTracking(request));
  if (tracked || (isTracked && request.preferences.trackChanges)) {
    refuseWithTracking(options);
    requireGlobalRead(emulation, table);
  }
  const shape = shapeOf(emulation, table, options);
  const list = resultList(emulation, table, options);
  const page = slice(emulation, request, { options, list, from: cookie?.place ?? null });
  const rows = page.items.map((item) => project(emulation, shape, item.row, request.preferences.annotations));
  const last = page.items.at(-1);
  const next = { page: (cookie?.page ?? 1) + 1, tracking: tracked };
  const body = {
    "@odata.context": `${request.root}$metadata#${table.set}${shape.context}`,
    ...(options.count ? counted(request, list.items.length) : {}),
    ...(page.more && last !== undefined
      ? { "@odata.nextLink": linkTo(request, { ...next, place: placeOf(last) }) }
      : {}),
    ...(!page.more && tracked ? { "@odata.deltaLink": deltaLink(emulation, request) } : {}),
    value: rows,
  };
  return { status: 200, headers: { ...JSON_HEADERS, ...preferencesOf(request, tracked) }, body };
}

/** `GET /opportunities/$count` */
export function countCollection(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  const options = readQueryOptions(request.url);
  const count =
    options.deltatoken === null
      ? resultList(emulation, table, options).items.length
      : deltaCount(emulation, table, options.deltatoken);
  const headers = { "OData-Version": "4.0", "Content-Type": "text/plain" };
  return { status: 200, headers, body: String(Math.min(count, MAX_COUNT)) };
}

/** `GET /opportunities(…)` */
export function readRow(
  emulation: Emulation,
  request: ApiRequest,
  { table, address }: { table: Table; address: RowAddress },
): Reply {
  const options = readQueryOptions(request.url);
  refuseOnOneRow(options);
  const row = requireRow(emulation.store, table, address);
  requireReach(emulation, "Read", { table, row });
  const plain = options.expand.length === 0 && request.preferences.annotations === null;
  if (plain && request.headers["if-none-match"] === etagOf(row)) {
    return { status: 304, headers: { "OData-Version": "4.0", ETag: etagOf(row) } };
  }
  const body = representation(emulation, request, { table, row, options });
  const headers = {
    ...JSON_HEADERS,
    ETag: etagOf(row),
    ...applied(request.preferences, ["odata.include-annotations"]),
  };
  return { status: 200, headers, body };
}

/** One row with its context, as GET and writes with `return=representation` answer. */
export function representation(
  emulation: Emulation,
  request: ApiRequest,
  { table, row, options }: { table: Table; row: Row; options: QueryOptions },
): Record<string, unknown> {
  const shape = shapeOf(emulation, table, options);
  return {
    "@odata.context": `${request.root}$metadata#${table.set}${shape.context}/$entity`,
    ...project(emulation, shape, row, request.preferences.annotations),
  };
}

function wantsTracking({ preferences }: ApiRequest): boolean {
  // Asked for together with annotations, the service is known to leave the delta link out.
  return preferences.trackChanges && preferences.annotations === null;
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

function counted(request: ApiRequest, count: number): Record<string, unknown> {
  const exceeded = "Microsoft.Dynamics.CRM.totalrecordcountlimitexceeded";
  return {
    "@odata.count": Math.min(count, MAX_COUNT),
    ...(request.preferences.annotations?.(exceeded) ? { [`@${exceeded}`]: count > MAX_COUNT } : {}),
  };
}

function preferencesOf(request: ApiRequest, tracked: boolean): Record<string, string> {
  const always = ["odata.maxpagesize", "odata.include-annotations"] as const;
  return applied(request.preferences, tracked ? [...always, "odata.track-changes"] : always);
}

function refuseOnOneRow(options: QueryOptions): void {
  const given = options.filter ?? options.orderby ?? options.top ?? options.skiptoken ?? options.deltatoken;
  if (given === null && !options.count) return;
  throw syntaxFault("Query options $filter, $orderby, $top and $count can be applied only on collections.");
}
