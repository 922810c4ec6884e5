import { edmType } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import { unknownPropertyInQuery } from "./errors.ts";
import { comparable, type Field } from "./filter-match.ts";
import type { Row } from "./store.ts";
import { type Table, tableNamed } from "./table.ts";

/**
 * The property that a path names: one of the table's own, or one behind single-valued navigation properties,
 * as in `parentaccountid/name`. Functions of the query may also name a lookup by its column.
 *
 * @throws DataverseFault 0x80060888 when there is none.
 */
export function fieldOf(emulation: Emulation, table: Table, path: readonly string[]): Field<Row> {
  const [name = "", ...rest] = path;
  if (rest.length > 0) return fieldBehind(emulation, table, name, rest);
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
