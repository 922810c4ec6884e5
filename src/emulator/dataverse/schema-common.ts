import { type Column, lookup, moment, type Option, rowVersion, state, status } from "./column.ts";

/** Who wrote a row and when: every table has these. */
export const STAMPS: readonly Column[] = [
  moment("createdon", { writable: "never" }),
  moment("modifiedon", { writable: "never" }),
  lookup("createdby", "systemuser", { writable: "never" }),
  lookup("modifiedby", "systemuser", { writable: "never" }),
  rowVersion(),
];

/** State and status of tables whose rows are only switched on and off. */
export const ACTIVE_OR_NOT: readonly Column[] = [
  state([option(0, "Active"), option(1, "Inactive")]),
  status([option(1, "Active", 0), option(2, "Inactive", 1)]),
];

export function option(value: number, label: string, ofState?: number): Option {
  return ofState === undefined ? { value, label } : { value, label, state: ofState };
}

export function options(...labels: string[]): Option[] {
  return labels.map((label, value) => option(value, label));
}
