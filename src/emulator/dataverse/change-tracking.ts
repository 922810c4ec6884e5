import type { Reply } from "../exchange.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { changesNotTracked, expiredVersionStamp, invalidVersionStamp, syntaxFault } from "./errors.ts";
import { firstBehind } from "./first-behind.ts";
import { linkTo, linkWith, pageSizeOf, readCookie } from "./paging.ts";
import { applied } from "./preferences.ts";
import { project, shapeOf } from "./projection.ts";
import type { QueryOptions } from "./query-options.ts";
import type { Change } from "./store.ts";
import type { Table } from "./table.ts";

/** How far a reader of changes has come. What is written while it pages belongs to the next delta. */
interface DeltaPlace {
  /** Versions of the last changed and the last deleted row that were shown. */
  readonly changed: number;
  readonly deleted: number;
  readonly until: number;
}

interface Entry extends Change {
  readonly isDeleted: boolean;
}

const TOKEN = /^(\d{1,15})!(\d\d)\/(\d\d)\/(\d{4}) (\d\d:\d\d:\d\d)$/;
/** As long as an organization keeps deletions, unless it is told otherwise. */
const TOKEN_LIFE_MS = 7 * 24 * 3600 * 1000;

/** @throws DataverseFault where the table does not track changes. */
export function requireTracking({ tracked }: Emulation, { name }: Table): void {
  if (!tracked.has(name)) throw changesNotTracked(name);
}

/** @throws DataverseFault 400 for an option that cannot be combined with change tracking. */
export function refuseWithTracking(options: QueryOptions): void {
  const given = [
    ["$filter", options.filter !== null],
    ["$orderby", options.orderby !== null],
    ["$expand", options.expand.length > 0],
    ["$top", options.top !== null],
  ].find(([, isGiven]) => isGiven);
  if (given === undefined) return;
  throw syntaxFault(`The "${given[0]}" query parameter isn't supported when Change Tracking is enabled.`);
}

/** A link to what changes from now on. After an initial load it speaks of the moment of its last page. */
export function deltaLink(
  emulation: Emulation,
  request: ApiRequest,
  until = emulation.store.version,
): string {
  return linkWith(request, "$deltatoken", escaped(`${until}!${stamp(emulation.now())}`));
}

/** `GET /opportunities?…&$deltatoken=…`: rows as they are now, by version, then the deleted ones. */
export function readDelta(
  emulation: Emulation,
  request: ApiRequest,
  { table, options }: { table: Table; options: QueryOptions },
): Reply {
  refuseWithTracking(options);
  const after = tokenVersion(emulation, table, options.deltatoken ?? "");
  const cookie = options.skiptoken === null ? null : readCookie<DeltaPlace>(options.skiptoken);
  const place = cookie?.place ?? { changed: after, deleted: after, until: emulation.store.version };
  const entries = entriesBehind(emulation, table, place);
  const page = entries.slice(0, pageSizeOf(emulation, request));
  const next = { page: (cookie?.page ?? 1) + 1, tracking: true, place: placeAfter(place, page) };
  const shape = shapeOf(table, options);
  const context = `${request.root}$metadata#${table.set}`;
  const body = {
    "@odata.context": `${context}${shape.context}/$delta`,
    ...(page.length < entries.length
      ? { "@odata.nextLink": linkTo(request, next) }
      : { "@odata.deltaLink": deltaLink(emulation, request, place.until) }),
    value: page.map(({ id }) => {
      const row = emulation.store.get(table, id);
      return row === undefined
        ? { "@odata.context": `${context}/$deletedEntity`, id, reason: "deleted" }
        : project(emulation, shape, row);
    }),
  };
  const headers = { ...JSON_HEADERS, ...applied(request.preferences, ["odata.maxpagesize"]) };
  return { status: 200, headers, body };
}

/** Each row once, at its latest version; one that was deleted and made again is only a changed one. */
function entriesBehind(emulation: Emulation, table: Table, place: DeltaPlace): Entry[] {
  const rows = emulation.store.rows(table);
  const changed = since(emulation.store.changes(table), place.changed).filter(
    ({ version, id }) => version <= place.until && rows.get(id)?.version === version,
  );
  const deleted = since(emulation.store.deletions(table), place.deleted).filter(
    ({ version, id }) => version <= place.until && !rows.has(id),
  );
  const lastDeletion = new Map(deleted.map(({ version, id }) => [id, version]));
  return [
    ...changed.map((change) => ({ ...change, isDeleted: false })),
    ...deleted
      .filter(({ version, id }) => lastDeletion.get(id) === version)
      .map((change) => ({ ...change, isDeleted: true })),
  ];
}

function placeAfter(place: DeltaPlace, page: readonly Entry[]): DeltaPlace {
  const changed = page.findLast((entry) => !entry.isDeleted)?.version ?? place.changed;
  const deleted = page.findLast((entry) => entry.isDeleted)?.version ?? place.deleted;
  return { changed, deleted, until: place.until };
}

/** The entries above a version: the history is in the order of versions. */
function since(history: readonly Change[], version: number): readonly Change[] {
  return history.slice(firstBehind(history, (entry) => entry.version > version));
}

/** @throws DataverseFault 400 when the token is not one, is too old, or the table was customised since. */
function tokenVersion(emulation: Emulation, table: Table, token: string): number {
  const match = TOKEN.exec(token);
  if (match === null) throw invalidVersionStamp();
  const [, version = "", month, day, year, time] = match;
  const given = Date.parse(`${year}-${month}-${day}T${time}Z`);
  if (Number.isNaN(given) || Number(version) > emulation.store.version) throw invalidVersionStamp();
  const age = emulation.now().getTime() - given;
  const customised = emulation.customised.get(table.name) ?? 0;
  const isVoid = age > TOKEN_LIFE_MS || Number(version) < customised;
  if (isVoid) throw expiredVersionStamp();
  return Number(version);
}

/** `03/09/2026 22:15:44`, UTC. */
function stamp(time: Date): string {
  const [date = "", clock = ""] = time.toISOString().slice(0, 19).split("T");
  const [year, month, day] = date.split("-");
  return `${month}/${day}/${year} ${clock}`;
}

/** The service escapes in lower case, and the exclamation mark too. */
function escaped(token: string): string {
  return encodeURIComponent(token)
    .replaceAll("!", "%21")
    .replaceAll(/%[0-9A-F]{2}/g, (code) => code.toLowerCase());
}
