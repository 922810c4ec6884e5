import type { Column } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import type { Row } from "./store.ts";
import { type Table, tableNamed } from "./table.ts";

export interface Related {
  readonly table: Table;
  readonly row: Row;
  readonly navigation: string;
}

/** The row that a lookup's value points to; ids are unique over all tables. */
export function relatedRow(emulation: Emulation, column: Column, id: unknown): Related | null {
  if (!("targets" in column)) return null;
  for (const target of column.targets) {
    const table = tableNamed(emulation.schema, target.table);
    const row = emulation.store.get(table, String(id));
    if (row !== undefined) return { table, row, navigation: target.navigation };
  }
  return null;
}
