import type { Emulation } from "./emulation.ts";
import { syntaxFault } from "./errors.ts";
import { type Comparable, compareValues, type Field, matcher } from "./filter-match.ts";
import { firstBehind } from "./first-behind.ts";
import { type Filter, parseFilter } from "./odata-filter.ts";
import { reaches } from "./privileges.ts";
import type { QueryOptions } from "./query-options.ts";
import type { ResultList, Sorted } from "./result-cache.ts";
import { fieldOf, fieldOfColumn } from "./row-fields.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

/** The place of a row in an order, so that reading can go on behind it even when rows came or went. */
export interface Place {
  readonly id: string;
  readonly keys: readonly Comparable[];
}

const MAX_CACHED = 8;

/** All rows that match the filter, in the wanted order. */
export function resultList(emulation: Emulation, table: Table, options: QueryOptions): ResultList {
  const { results, store } = emulation;
  const asked = [options.filter, options.orderby, [...options.aliases]];
  const cacheKey = JSON.stringify([table.name, ...asked, [...emulation.privileges.values()]]);
  const cached = results.get(cacheKey);
  if (cached?.version === store.version) return cached.list;
  const list = freshList(emulation, table, options);
  results.delete(cacheKey);
  results.set(cacheKey, { version: store.version, list });
  const [oldest] = results.keys();
  if (results.size > MAX_CACHED && oldest !== undefined) results.delete(oldest);
  return list;
}

/** Index of the first item behind a place. */
export function indexBehind({ items, descending }: ResultList, place: Place): number {
  return firstBehind(items, (item) => compareSorted(descending, placeOf(item), place) > 0);
}

export function placeOf({ row, keys }: Sorted): Place {
  return { id: row.id, keys };
}

function freshList(emulation: Emulation, table: Table, options: QueryOptions): ResultList {
  const order = orderOf(table, options.orderby);
  const rows = matchingRows(emulation, table, options);
  const fields = order.map(({ field }) => field);
  const descending = order.map((part) => part.descending);
  const items = rows.map((row) => ({ row, keys: fields.map((field) => field.read(row)) }));
  items.sort((left, right) => compareSorted(descending, placeOf(left), placeOf(right)));
  return { items, descending };
}

function matchingRows(emulation: Emulation, table: Table, options: QueryOptions): Row[] {
  return foundRows(emulation, table, options).filter((row) => reaches(emulation, "Read", { table, row }));
}

/** Whoever may see them. */
function foundRows(emulation: Emulation, table: Table, options: QueryOptions): readonly Row[] {
  const rows = emulation.store.rows(table);
  if (options.filter === null) return [...rows.values()];
  const filter = parseFilter(options.filter, options.aliases);
  const matches = matcher(filter, (name, by) =>
    by === "column" ? fieldOfColumn(table, name) : fieldOf(table, name),
  );
  const candidates = indexed(emulation, table, filter) ?? [...rows.values()];
  return candidates.filter(matches);
}

/** The few rows that an equality on the primary or an alternate key leaves, or `null`. */
function indexed(emulation: Emulation, table: Table, filter: Filter): Row[] | null {
  if (filter.kind === "and") {
    return filter.operands.reduce<Row[] | null>(
      (found, operand) => found ?? indexed(emulation, table, operand),
      null,
    );
  }
  const wanted = wantedValues(filter);
  if (wanted === null) return null;
  const { property, values } = wanted;
  const key = table.keys.find(({ columns }) => columns.length === 1 && columns[0] === property);
  if (key === undefined && property !== table.primaryId) return null;
  const found = values.map((value) =>
    key === undefined
      ? emulation.store.get(table, value.toLowerCase())
      : emulation.store.findByKey(table, key, { [property]: value }),
  );
  return [...new Set(found.filter((row) => row !== undefined))];
}

function wantedValues(filter: Filter): { property: string; values: readonly string[] } | null {
  if (filter.kind === "in") return filter;
  if (filter.kind !== "compare" || filter.operator !== "eq") return null;
  const { property, literal } = filter;
  return typeof literal.value === "string" ? { property, values: [literal.value] } : null;
}

interface OrderPart {
  readonly field: Field<Row>;
  readonly descending: boolean;
}

function orderOf(table: Table, orderby: string | null): OrderPart[] {
  if (orderby === null) return [];
  return orderby.split(",").map((part) => {
    const match = /^\s*(\w+)(?:\s+(asc|desc))?\s*$/.exec(part);
    if (match === null) throw syntaxFault(`Syntax error in $orderby at '${part}'.`);
    return { field: fieldOf(table, match[1] ?? ""), descending: match[2] === "desc" };
  });
}

function compareSorted(descending: readonly boolean[], left: Place, right: Place): number {
  for (const [index, value] of left.keys.entries()) {
    const order = compareValues(value, right.keys[index] ?? null);
    if (order !== 0) return descending[index] ? -order : order;
  }
  return compareValues(left.id, right.id);
}
