import type { Emulation } from "./emulation.ts";
import { refusedByPlugin } from "./errors.ts";
import type { Values } from "./rows.ts";
import type { Table } from "./table.ts";

/** A row that is to be saved, with what is new to it. */
interface Saved {
  /** By which it is, where that is more than a create or an update. */
  readonly message?: string;
  readonly table: Table;
  /** `null` where the service is to choose one. */
  readonly id: string | null;
  readonly values: Values;
}

/** Plug-ins may look at a row, and at what is new to it, before that is saved. Each has an author, who names a status or none. */
export function askPlugin({ refused }: Emulation, { message, table, id, values }: Saved): void {
  if (refused.has(`${table.name}(${id})`)) throw refusedByPlugin("This row is locked.", 503);
  if (refused.has(`${message}(${id})`)) throw refusedByPlugin("This row lacks something.");
  const column = Object.keys(values).find((name) => refused.has(`${table.name}.${name}`));
  if (column !== undefined) throw refusedByPlugin(`The value of '${column}' is not allowed.`, 400);
}
