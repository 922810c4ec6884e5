import { edmType } from "./column.ts";
import { noSuchColumn, unknownPropertyInQuery } from "./errors.ts";
import { comparable, type Field } from "./filter-match.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

/** @throws DataverseFault 0x80060888 when the table has no such property. */
export function fieldOf(table: Table, name: string): Field<Row> {
  const column = table.properties.get(name);
  if (column === undefined) throw unknownPropertyInQuery(name, table.name);
  const type = edmType(column);
  return { type, read: (row) => comparable(type, row.columns[name]) };
}

/**
 * The property of a column, which of a lookup has another name than the column.
 *
 * @throws DataverseFault 0x80041103 for the name of such a property.
 */
export function fieldOfColumn(table: Table, name: string): Field<Row> {
  if (/^_.*_value$/.test(name)) throw noSuchColumn(table.name, name);
  const property = `_${name}_value`;
  return fieldOf(table, table.properties.has(property) ? property : name);
}
