import {
  type DataverseFault,
  invalidKey,
  keyNotFound,
  rowNotFound,
  syntaxFault,
  unknownSegment,
} from "./errors.ts";
import type { Row, Store } from "./store.ts";
import type { AlternateKey, Schema, Table } from "./table.ts";

/** One step of a path: `opportunities(…)` is a name with the text between its parentheses. */
export interface Segment {
  readonly name: string;
  readonly key: string | null;
}

/** Which row an address means. */
export type RowAddress =
  | { readonly kind: "id"; readonly id: string }
  | { readonly kind: "key"; readonly key: AlternateKey; readonly values: Readonly<Record<string, string>> };

export const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const SEGMENT = /^([\w.$]+)(?:\((.*)\))?$/s;
const KEY_PART = /\s*([\w]+)\s*=\s*('(?:[^']|'')*'|[^,']*?)\s*(?:,|$)/y;
/** What the web server in front refuses in a path, escaped or not. */
const RESERVED_IN_KEY = /[/<>*%&:\\?+]/;
const MAX_SEGMENT = 260;

/** @throws DataverseFault 400 for a segment that the web server would not accept. */
export function readSegments(path: string): Segment[] {
  return path.split("/").map((raw) => {
    const text = decoded(raw);
    if (text.length > MAX_SEGMENT) throw syntaxFault("Bad Request - Invalid URL");
    const match = SEGMENT.exec(text);
    if (match === null) throw unknownSegment(text);
    return { name: match[1] ?? "", key: match[2] ?? null };
  });
}

/** @throws DataverseFault 400 when the key is not one of the table's, or holds characters that no key can. */
export function readAddress(table: Table, source: string): RowAddress {
  if (GUID.test(source)) return { kind: "id", id: source.toLowerCase() };
  const values = keyValues(table, source);
  const names = Object.keys(values);
  const id = values[table.primaryId];
  if (names.length === 1 && id !== undefined && GUID.test(id)) return { kind: "id", id: id.toLowerCase() };
  const key = table.keys.find(
    ({ status, columns }) =>
      status === "Active" && columns.length === names.length && columns.every((name) => names.includes(name)),
  );
  if (key === undefined) throw invalidKey(table.name);
  return { kind: "key", key, values };
}

export function findRow(store: Store, table: Table, address: RowAddress): Row | undefined {
  return address.kind === "id"
    ? store.get(table, address.id)
    : store.findByKey(table, address.key, address.values);
}

/** @throws DataverseFault 404 */
export function requireRow(store: Store, table: Table, address: RowAddress): Row {
  const row = findRow(store, table, address);
  if (row === undefined) throw notFound(table, address);
  return row;
}

export function notFound(table: Table, address: RowAddress): DataverseFault {
  return address.kind === "id" ? rowNotFound(table.name, address.id) : keyNotFound(table.name);
}

/** `accounts(<guid>)`, `/accounts(name='x')` or a full URL, as in `@odata.bind`. */
export function readReference(schema: Schema, reference: string): { table: Table; address: RowAddress } {
  const path = reference.replace(/^https?:\/\/[^/]+\/api\/data\/v\d+\.\d+\//, "").replace(/^\//, "");
  const match = SEGMENT.exec(path);
  const table = schema.sets.get(match?.[1] ?? path);
  if (table === undefined) throw unknownSegment(match?.[1] ?? path);
  if (match?.[2] === undefined) throw invalidKey(table.name);
  return { table, address: readAddress(table, match[2]) };
}

function keyValues(table: Table, source: string): Record<string, string> {
  if (source.includes("=@")) throw syntaxFault("Parameter aliases are not supported in a key predicate.");
  const values: Record<string, string> = {};
  KEY_PART.lastIndex = 0;
  while (KEY_PART.lastIndex < source.length) {
    const match = KEY_PART.exec(source);
    if (match === null) throw invalidKey(table.name);
    const [, name = "", value = ""] = match;
    values[name] = keyValueOf(table, name, value);
  }
  return values;
}

/** A text column's value stands in quotes even when it looks like a GUID; an id never does. */
function keyValueOf(table: Table, name: string, source: string): string {
  const type = table.properties.get(name)?.type;
  const quoted = source.startsWith("'");
  if (type === undefined || quoted !== (type === "String")) throw invalidKey(table.name);
  const value = quoted ? source.slice(1, -1).replaceAll("''", "'") : source;
  if (RESERVED_IN_KEY.test(value)) throw syntaxFault("Bad Request - Error in query syntax.");
  return value;
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw syntaxFault("Bad Request - Invalid URL");
  }
}
