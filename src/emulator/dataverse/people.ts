import { settleColumns } from "./customise.ts";
import type { Emulation } from "./emulation.ts";
import { chosenId, readValues } from "./payload.ts";
import { relatedRow } from "./related-row.ts";
import { createRow, updateRow, type Values } from "./rows.ts";
import { SALES_USER } from "./seed.ts";
import type { Row } from "./store.ts";
import { type Table, tableNamed } from "./table.ts";

/** What a seller does in the CRM's own screens: the same checks of values, but none of the API's manners. */
export function insertAsPerson(emulation: Emulation, table: Table, given: Values): string {
  const values = valuesOf(emulation, table, given);
  return createRow(emulation, table, { id: chosenId(table, values), values, author: SALES_USER }).id;
}

export function editAsPerson(
  emulation: Emulation,
  table: Table,
  { id, values }: { id: string; values: Values },
): void {
  const row = present(emulation, table, id);
  const written = { ...closedOn(emulation, table, values), ...valuesOf(emulation, table, values) };
  updateRow(emulation, table, row, { values: written, author: SALES_USER });
}

/** The dialog in which a seller closes an opportunity has the day, and fills in today's. Reopening leaves it. */
function closedOn({ now }: Emulation, table: Table, { statecode }: Values): Values {
  const isClosing = table.name === "opportunity" && (statecode === 1 || statecode === 2);
  return isClosing ? { actualclosedate: now().toISOString().slice(0, 10) } : {};
}

export function removeAsPerson(emulation: Emulation, table: Table, id: string): void {
  emulation.store.remove(table, present(emulation, table, id));
}

/**
 * "Merge data": the account that is given up is deactivated and says which one stays; what hangs on it goes over.
 *
 * @param accounts Ids.
 */
export function mergeAsPerson(emulation: Emulation, { from, into }: { from: string; into: string }): void {
  const accounts = tableNamed(emulation.schema, "account");
  const opportunities = tableNamed(emulation.schema, "opportunity");
  const values = { statecode: 1, statuscode: 2, _masterid_value: present(emulation, accounts, into).id };
  updateRow(emulation, accounts, present(emulation, accounts, from), { values, author: SALES_USER });
  for (const row of [...emulation.store.rows(opportunities).values()]) {
    const moved = ["_parentaccountid_value", "_customerid_value"].filter(
      (name) => row.columns[name] === from,
    );
    const over = Object.fromEntries(moved.map((name) => [name, into]));
    if (moved.length > 0) updateRow(emulation, opportunities, row, { values: over, author: SALES_USER });
  }
}

function valuesOf(emulation: Emulation, table: Table, given: Values): Values {
  settleColumns(emulation);
  const entries = Object.entries(given).filter(([, value]) => value !== undefined);
  const json = Object.fromEntries(
    entries.map(([name, value]) => asWritten(emulation, table, { name, value })),
  );
  return readValues({ emulation, table }, json);
}

/** A lookup under its read name, in the form in which the Web API takes it. */
function asWritten(
  emulation: Emulation,
  table: Table,
  { name, value }: { name: string; value: unknown },
): [string, unknown] {
  const column = table.properties.get(name);
  if (column === undefined || !("targets" in column)) return [name, value];
  const related = relatedRow(emulation, column, value);
  if (related !== null) {
    return [`${related.navigation}@odata.bind`, `/${related.table.set}(${related.row.id})`];
  }
  if (value !== null) throw new Error(`${name}: there is no row ${String(value)} to point to`);
  return [`${column.targets[0]?.navigation}@odata.bind`, null];
}

function present(emulation: Emulation, table: Table, id: string): Row {
  const row = emulation.store.get(table, id);
  if (row === undefined) throw new Error(`${table.name} ${id} is not in the emulated environment`);
  return row;
}
