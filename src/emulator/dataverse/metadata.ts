import type { Reply } from "../exchange.ts";
import type { Column } from "./column.ts";
import { advanceKeys, allColumns } from "./customise.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import {
  DataverseFault,
  methodNotAllowed,
  notEmulated,
  syntaxFault,
  unknownPropertyInQuery,
  unknownSegment,
} from "./errors.ts";
import { comparable, type Field, matcher } from "./filter-match.ts";
import {
  type ColumnMetadata,
  columnMetadata,
  type Json,
  keyMetadata,
  tableMetadata,
} from "./metadata-objects.ts";
import { postColumn, postKey, putTable } from "./metadata-write.ts";
import { parseFilter } from "./odata-filter.ts";
import { requireMetadata } from "./privileges.ts";
import { type Expand, type QueryOptions, readQueryOptions } from "./query-options.ts";
import type { Segment } from "./resource-path.ts";
import { type Table, tableNamed } from "./table.ts";

/** One kind of metadata object, and the context under which answers show it. */
interface Listing {
  readonly type: string;
  readonly context: string;
  readonly objects: readonly Json[];
}

const NAMESPACE = "Microsoft.Dynamics.CRM.";
/** Privileges that these parts take besides. */
const KEYS = ["prvReadEntityKey"];
const OPTION_SETS = ["prvReadOptionSet"];

/** `/EntityDefinitions…`: tables, their columns and keys. */
export function metadata(emulation: Emulation, request: ApiRequest, path: readonly Segment[]): Reply {
  if (request.method === "GET") return readMetadata(emulation, request, path);
  const [definitions, part, ...rest] = path;
  if (definitions?.key === undefined || definitions.key === null || rest.length > 0) {
    throw methodNotAllowed(request.method);
  }
  const table = keyedTable(emulation, definitions);
  if (part === undefined) return putTable(emulation, request, table);
  if (request.method !== "POST" || part.key !== null) throw methodNotAllowed(request.method);
  if (part.name === "Attributes") return postColumn(emulation, request, table);
  if (part.name === "Keys") return postKey(emulation, request, table);
  throw methodNotAllowed(request.method);
}

/** Metadata has no paging. */
function readMetadata(emulation: Emulation, request: ApiRequest, path: readonly Segment[]): Reply {
  const options = readQueryOptions(request.url);
  if ((options.orderby ?? options.top ?? options.skiptoken) !== null) {
    throw syntaxFault("The query parameters $orderby, $top and $skiptoken are not supported on metadata.");
  }
  const [definitions, part, ...rest] = path;
  const listing = allTables(emulation);
  const more = [...(part?.name === "Keys" ? KEYS : []), ...(options.expand.length > 0 ? OPTION_SETS : [])];
  requireMetadata(emulation, tableNamed(emulation.schema, "opportunity"), more);
  if (definitions?.key === undefined || definitions.key === null) return answerAll(request, listing, options);
  const table = keyedTable(emulation, definitions);
  if (part === undefined) return answerOne(request, listing, { options, name: table.name });
  advanceKeys(emulation, table);
  const isStrong = request.headers.consistency === "Strong";
  const columns = isStrong ? allColumns(emulation, table) : [...table.columns.values()];
  const [cast, beyond] = rest;
  const parts = partListing(table, part.name, { columns, cast, expand: options.expand });
  if (beyond !== undefined) throw unknownSegment(beyond.name);
  if (part.key !== null) throw notEmulated(`a single one of ${part.name}`);
  return answerAll(request, parts, options);
}

function allTables(emulation: Emulation): Listing {
  const tables = [...emulation.schema.tables.values()];
  const objects = tables.map((table) =>
    tableMetadata(table, {
      changeTracking: emulation.tracked.has(table.name),
      optimisticConcurrency: emulation.settings.optimisticConcurrency,
    }),
  );
  return { type: "EntityMetadata", context: "EntityDefinitions", objects };
}

function partListing(
  table: Table,
  name: string,
  {
    columns,
    cast,
    expand,
  }: { columns: readonly Column[]; cast: Segment | undefined; expand: readonly Expand[] },
): Listing {
  const context = `EntityDefinitions('${table.name}')/${name}`;
  if (name === "Attributes") {
    const all = columns.map((column) => columnMetadata(table, column));
    return { ...columnListing(all, cast, expand), context };
  }
  if (cast !== undefined) throw unknownSegment(cast.name);
  if (name === "Keys") {
    const objects = table.keys.map((key) => keyMetadata(table, key));
    return { type: "EntityKeyMetadata", context, objects };
  }
  if (name === "ManyToOneRelationships") throw notEmulated(name);
  throw unknownSegment(name);
}

/** Without a cast segment only what all columns have can be selected; with one, columns of that type only. */
function columnListing(
  columns: readonly ColumnMetadata[],
  cast: Segment | undefined,
  expand: readonly Expand[],
): Omit<Listing, "context"> {
  if (cast === undefined) {
    if (expand[0] !== undefined) throw unknownPropertyInQuery(expand[0].navigation, "AttributeMetadata");
    const objects = columns.map(({ typeName, basic }) => ({
      "@odata.type": `#${NAMESPACE}${typeName}`,
      ...basic,
    }));
    return { type: "AttributeMetadata", objects };
  }
  const type = cast.name.startsWith(NAMESPACE) ? cast.name.slice(NAMESPACE.length) : "";
  if (!/^\w+AttributeMetadata$/.test(type) || type === "EnumAttributeMetadata")
    throw unknownSegment(cast.name);
  const ofType = columns.filter(({ typeName }) => typeName === type);
  return { type, objects: ofType.map((column) => castObject(column, expand)) };
}

function castObject(
  { basic, specific, optionSets, typeName }: ColumnMetadata,
  expand: readonly Expand[],
): Json {
  const expanded = expand.map(({ navigation, select }) => {
    if (!(navigation in optionSets)) throw unknownPropertyInQuery(navigation, typeName);
    return [navigation, picked(optionSets[navigation] as Json | null, select)];
  });
  return { ...basic, ...specific, ...Object.fromEntries(expanded) };
}

function picked(object: Json | null, select: readonly string[] | null): Json | null {
  if (object === null || select === null) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => select.includes(name)));
}

function answerAll(request: ApiRequest, listing: Listing, options: QueryOptions): Reply {
  const matches =
    options.filter === null
      ? () => true
      : matcher(parseFilter(options.filter, options.aliases), (name) => fieldOf(listing, name));
  const value = listing.objects.filter(matches).map((object) => selected(listing, object, options));
  return reply({ "@odata.context": contextOf(request, listing, options), value });
}

function answerOne(
  request: ApiRequest,
  listing: Listing,
  { options, name }: { options: QueryOptions; name: string },
): Reply {
  const object = listing.objects.find(({ LogicalName }) => LogicalName === name);
  if (object === undefined) throw tableNotFound(name);
  const context = `${contextOf(request, listing, options)}/$entity`;
  return reply({ "@odata.context": context, ...selected(listing, object, options) });
}

/** The id always comes along, and the type where objects of several types are listed. */
function selected(listing: Listing, object: Json, { select, expand }: QueryOptions): Json {
  if (select === null) return object;
  const known = listing.objects[0] ?? {};
  const unknown = select.find((name) => !(name in known) && !(name in object));
  if (unknown !== undefined) throw unknownPropertyInQuery(unknown, listing.type);
  const expanded = expand.map(({ navigation }) => navigation);
  const shown = ["@odata.type", ...select, "MetadataId", ...expanded];
  return Object.fromEntries(shown.filter((name) => name in object).map((name) => [name, object[name]]));
}

function fieldOf(listing: Listing, name: string): Field<Json> {
  const sample = listing.objects.find((object) => object[name] !== null)?.[name];
  if (sample === undefined) throw unknownPropertyInQuery(name, listing.type);
  if (typeof sample !== "string") throw notEmulated(`a filter by ${name}`);
  return { type: "Edm.String", read: (object) => comparable("Edm.String", object[name]) };
}

function keyedName({ key }: Segment): string {
  const match = /^LogicalName='(\w+)'$/.exec(key ?? "");
  if (match?.[1] === undefined) {
    throw syntaxFault("The key in the request URI is not valid: metadata is addressed by LogicalName.");
  }
  return match[1];
}

function keyedTable(emulation: Emulation, definition: Segment): Table {
  const name = keyedName(definition);
  const table = emulation.schema.tables.get(name);
  if (table === undefined) throw tableNotFound(name);
  return table;
}

function contextOf(request: ApiRequest, { context }: Listing, { select }: QueryOptions): string {
  return `${request.root}$metadata#${context}${select === null ? "" : `(${select.join(",")})`}`;
}

function reply(body: Json): Reply {
  return { status: 200, headers: JSON_HEADERS, body };
}

function tableNotFound(name: string): DataverseFault {
  const message = `The entity with a name = '${name}' with namemapping = 'Logical' was not found in the MetadataCache.`;
  return new DataverseFault(404, "0x80041102", message);
}
