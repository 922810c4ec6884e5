import { invalidKey, notEmulated, rowNotFound, syntaxFault, unknownSegment } from "./errors.ts";
import type { Row, Store } from "./store.ts";
import type { Schema, Table } from "./table.ts";

/** One step of a path: `opportunities(…)` is a name with the text between its parentheses. */
export interface Segment {
  readonly name: string;
  readonly key: string | null;
}

export const GUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

const SEGMENT = /^([\w.$]+)(?:\((.*)\))?$/s;

/** @throws DataverseFault 400 for a segment that the web server would not accept. */
export function readSegments(path: string): Segment[] {
  return path.split("/").map((raw) => {
    const text = decoded(raw);
    const match = SEGMENT.exec(text);
    if (match === null) throw unknownSegment(text);
    return { name: match[1] ?? "", key: match[2] ?? null };
  });
}

/** The id between the parentheses. The service also takes an alternate key there, which nothing here does. */
export function readId(table: Table, source: string): string {
  if (GUID.test(source)) return source.toLowerCase();
  if (source.includes("=")) throw notEmulated("a row by its key");
  throw invalidKey(table.name);
}

/** @throws DataverseFault 404 */
export function requireRow(store: Store, table: Table, id: string): Row {
  const row = store.get(table, id);
  if (row === undefined) throw rowNotFound(table.name, id);
  return row;
}

/** `accounts(<guid>)`, with a slash before it, or a full URL, as in `@odata.bind`. */
export function readReference(schema: Schema, reference: string): { table: Table; id: string } {
  const path = reference.replace(/^https?:\/\/[^/]+\/api\/data\/v\d+\.\d+\//, "").replace(/^\//, "");
  const match = SEGMENT.exec(path);
  const table = schema.sets.get(match?.[1] ?? path);
  if (table === undefined) throw unknownSegment(match?.[1] ?? path);
  if (match?.[2] === undefined) throw invalidKey(table.name);
  return { table, id: readId(table, match[2]) };
}

function decoded(raw: string): string {
  try {
    return decodeURIComponent(raw);
  } catch {
    throw syntaxFault("Bad Request - Invalid URL");
  }
}
