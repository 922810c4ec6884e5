import { type Emulation, etagOf } from "./emulation.ts";
import { notEmulated, unknownPropertyInQuery } from "./errors.ts";
import type { QueryOptions } from "./query-options.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

/** Which properties of a table an answer shows, checked against the table. */
export interface Shape {
  readonly table: Table;
  readonly properties: readonly string[];
  /** The column list in `@odata.context`: `(name,statecode)`, or nothing when all are shown. */
  readonly context: string;
}

/** @throws DataverseFault 0x80060888 for a property that the table does not have. */
export function shapeOf(table: Table, { select, expand }: Pick<QueryOptions, "select" | "expand">): Shape {
  if (expand.length > 0) throw notEmulated("$expand of rows");
  if (select === null) return { table, properties: [...table.properties.keys()], context: "" };
  const unknown = select.find((name) => !table.properties.has(name));
  if (unknown !== undefined) throw unknownPropertyInQuery(unknown, table.name);
  return { table, properties: withCompanions(table, select), context: `(${select.join(",")})` };
}

/** One row as the answer shows it. */
export function project(
  emulation: Emulation,
  { table, properties }: Shape,
  row: Row,
): Record<string, unknown> {
  const shown = properties.map((name) => [
    name,
    shownValue(emulation, `${table.name}.${name}`, row.columns[name]),
  ]);
  return { "@odata.etag": etagOf(row), ...Object.fromEntries(shown) };
}

/** A plain read shows a masked column masked to everybody, administrators and whoever may read it unmasked among them. */
function shownValue({ hidden, unreadable, masked }: Emulation, path: string, value: unknown): unknown {
  if (value === undefined || hidden.has(path) || unreadable.has(path)) return null;
  return typeof value === "string" && masked.has(path) ? value.replaceAll(/[^\s@.]/g, "*") : value;
}

/** The primary key always comes along, and the currency with any amount of money. */
function withCompanions(table: Table, select: readonly string[]): string[] {
  const money = select.some((name) => table.properties.get(name)?.type === "Money");
  const companions = money ? ["_transactioncurrencyid_value", table.primaryId] : [table.primaryId];
  return [...new Set([...select, ...companions])];
}
