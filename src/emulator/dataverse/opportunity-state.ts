import { alreadyClosed, stateNeedsItsMessage, statusNotOfState } from "./errors.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

const OPEN = 0;
const WON = 1;

/** The status reasons of one state, in the order of the choice; the first is the default. */
function statusesOf(table: Table, state: number): number[] {
  const status = table.columns.get("statuscode");
  if (status === undefined || !("options" in status)) return [];
  return status.options.filter((option) => option.state === state).map((option) => option.value);
}

export function defaultStatus(table: Table, state: number): number | null {
  return statusesOf(table, state)[0] ?? null;
}

/** A message's word for "the usual reason of that state". */
const USUAL = -1;

/** The status reason that a message asks for. @throws DataverseFault 400 when it belongs to another state. */
export function statusFor(table: Table, state: number, asked: number): number {
  const status = asked === USUAL ? (defaultStatus(table, state) ?? asked) : asked;
  if (!statusesOf(table, state).includes(status)) throw statusNotOfState(table.name, status, state);
  return status;
}

/** @throws DataverseFault 400 when the status reason belongs to another state. */
export function requireStatusOfState(table: Table, columns: Readonly<Record<string, unknown>>): void {
  if (!table.columns.has("statuscode")) return;
  const [state, status] = [Number(columns.statecode), Number(columns.statuscode)];
  if (!statusesOf(table, state).includes(status)) throw statusNotOfState(table.name, status, state);
}

/**
 * What an ordinary create or update may do with an opportunity's state:
 *
 * | row    | request                      | answer                                         |
 * |--------|------------------------------|------------------------------------------------|
 * | any    | `statecode` won or lost      | 0x80100005, there are messages for that        |
 * | closed | `statecode` open, alone      | reopened                                       |
 * | closed | anything else                | 0x80040515                                     |
 * | open   | anything else                | goes on                                        |
 *
 * That a closed row refuses every column is what Microsoft's support pages say of people; for the API it is
 * not documented, nor is the code. Reopening together with other columns is refused for the same reason.
 */
export function requireOrdinaryWrite(
  table: Table,
  row: Row | null,
  values: Readonly<Record<string, unknown>>,
): void {
  if (table.name !== "opportunity") return;
  const wanted = values.statecode ?? null;
  if (wanted !== null && wanted !== OPEN) throw stateNeedsItsMessage(wanted === WON ? "won" : "lost");
  if (row === null || row.columns.statecode === OPEN) return;
  const others = Object.keys(values).filter((name) => name !== "statecode" && name !== "statuscode");
  if (wanted !== OPEN || others.length > 0) throw alreadyClosed();
}
