import { type Column, propertyName } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import { createRow } from "./rows.ts";
import { SALES_USER } from "./seed.ts";
import { type AlternateKey, addColumn, columnNamed, removeColumn, type Table, tableNamed } from "./table.ts";

/** Changing a table's columns or keys makes earlier delta tokens void. */
export function customise(emulation: Emulation, table: Table, change: () => void): void {
  change();
  emulation.customised.set(table.name, emulation.store.nextVersion());
}

/** Deletes a column with all that stood in it. */
export function loseColumn(emulation: Emulation, table: Table, name: string): void {
  const property = propertyName(columnNamed(table, name));
  emulation.store.forget(table, property);
  customise(emulation, table, () => removeColumn(table, name));
}

/** Deletes an option: rows that have it keep its value. An option set is no part of its table, so delta tokens stay. */
export function loseOption(table: Table, place: { readonly column: string; readonly value: number }): void {
  const column = columnNamed(table, place.column);
  if (!("options" in column)) throw new Error(`${column.name} has no options`);
  const options = column.options.filter(({ value }) => value !== place.value);
  addColumn(table, { ...column, options });
}

/**
 * Gives a secured column a masking rule. Whether that voids delta tokens is not documented: here they stay, so that nothing
 * makes a client look.
 */
export function maskColumn(emulation: Emulation, table: Table, name: string): void {
  addColumn(table, { ...columnNamed(table, name), secured: true });
  emulation.masked.add(`${table.name}.${name}`);
  const values = { uniquename: `${table.name}_${name}`, entityname: table.name, attributelogicalname: name };
  const rules = tableNamed(emulation.schema, "attributemaskingrule");
  createRow(emulation, rules, { id: null, values, author: SALES_USER });
}

/** A new column reaches one web server after the other, and all of them within half a minute. */
export function announceColumn(emulation: Emulation, table: Table, column: Column): void {
  const visibleAt = emulation.now().getTime() + emulation.settings.metadataLagMs;
  emulation.fresh.push({ table, column, visibleAt });
  settleColumns(emulation);
}

/** Hands over the columns whose time has come. */
export function settleColumns(emulation: Emulation): void {
  const now = emulation.now().getTime();
  const [ready, waiting] = [
    emulation.fresh.filter(({ visibleAt }) => visibleAt <= now),
    emulation.fresh.filter(({ visibleAt }) => visibleAt > now),
  ];
  emulation.fresh.splice(0, emulation.fresh.length, ...waiting);
  for (const { table, column } of ready) customise(emulation, table, () => addColumn(table, column));
}

/** As strongly consistent reads of metadata see it. */
export function allColumns(emulation: Emulation, table: Table): Column[] {
  const fresh = emulation.fresh.filter((one) => one.table === table).map(({ column }) => column);
  return [...table.columns.values(), ...fresh];
}

/** The index of a key is built in the background: each look at it finds it one step further. */
export function advanceKeys(emulation: Emulation, table: Table): void {
  for (const [index, key] of table.keys.entries()) {
    if (key.status === "Pending") table.keys[index] = { ...key, status: "InProgress" };
    if (key.status === "InProgress") table.keys[index] = { ...key, status: built(emulation, table, key) };
  }
}

/** Two rows with the same value make the building of the index fail. */
function built(emulation: Emulation, table: Table, key: AlternateKey): "Active" | "Failed" {
  return emulation.store.indexKey(table, key) ? "Active" : "Failed";
}
