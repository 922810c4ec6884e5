import { edmType } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import { noSuchColumn, unknownPropertyInQuery } from "./errors.ts";
import { comparable, type Field } from "./filter-match.ts";
import type { Row } from "./store.ts";
import { type Table, tableNamed } from "./table.ts";

/**
 * The property that a path names: one of the table's own, or one behind single-valued navigation properties,
 * as in `parentaccountid/name`.
 *
 * @throws DataverseFault 0x80060888 when there is none.
 */
export function fieldOf(emulation: Emulation, table: Table, path: readonly string[]): Field<Row> {
  const [name = "", ...rest] = path;
  if (rest.length > 0) return fieldBehind(emulation, table, name, rest);
  return fieldNamed(table, name);
}

/**
 * The property of a column, which of a lookup has another name than the column.
 *
 * @throws DataverseFault 0x80041103 for the name of such a property.
 */
export function fieldOfColumn(table: Table, name: string): Field<Row> {
  if (/^_.*_value$/.test(name)) throw noSuchColumn(table.name, name);
  const property = `_${name}_value`;
  return fieldNamed(table, table.properties.has(property) ? property : name);
}

function fieldNamed(table: Table, name: string): Field<Row> {
  const column = table.properties.get(name);
  if (column === undefined) throw unknownPropertyInQuery(name, table.name);
  const type = edmType(column);
  return { type, read: (row) => comparable(type, row.columns[name]) };
}

function fieldBehind(emulation: Emulation, table: Table, name: string, rest: readonly string[]): Field<Row> {
  const navigation = table.navigations.get(name);
  if (navigation === undefined) throw unknownPropertyInQuery(name, table.name);
  const target = tableNamed(emulation.schema, navigation.target.table);
  const property = `_${navigation.column.name}_value`;
  const field = fieldOf(emulation, target, rest);
  const read = (row: Row) => {
    const related = emulation.store.get(target, String(row.columns[property]));
    return related === undefined ? null : field.read(related);
  };
  return { type: field.type, read };
}
