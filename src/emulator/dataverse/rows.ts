import { propertyName } from "./column.ts";
import type { Emulation } from "./emulation.ts";
import { duplicateKey, duplicateRow } from "./errors.ts";
import { defaultStatus, requireStatusOfState } from "./opportunity-state.ts";
import type { Row } from "./store.ts";
import { type AlternateKey, type Table, tableNamed } from "./table.ts";
import { toSeconds } from "./values.ts";

/** Values by property name, checked; `null` clears. */
export type Values = Readonly<Record<string, unknown>>;

export interface NewRow {
  /** Chosen by the caller, or `null`. */
  readonly id: string | null;
  readonly values: Values;
  /** Id of the system user. */
  readonly author: string;
}

export interface Edit {
  readonly values: Values;
  readonly author: string;
}

/**
 * What the platform does when a row is created, whoever asks: defaults, currency, customer, stamps, uniqueness.
 *
 * @throws DataverseFault 412 when the id or an alternate key is taken.
 */
export function createRow(emulation: Emulation, table: Table, { id, values, author }: NewRow): Row {
  const { store } = emulation;
  const rowId = id ?? store.nextId();
  if (store.get(table, rowId) !== undefined) throw duplicateRow();
  const stamp = toSeconds(emulation.now());
  const columns = merged(initialValues(table), {
    ...values,
    ...statusToo(table, null, values),
    ...ofTable(table, {
      createdon: stamp,
      _createdby_value: author,
      _ownerid_value: values._ownerid_value ?? author,
    }),
  });
  if (table.columns.has("transactioncurrencyid")) {
    columns._transactioncurrencyid_value ??= baseCurrency(emulation);
  }
  leaveToProducts(table, columns, 0);
  return save(emulation, table, { id: rowId, columns, changed: values, author });
}

/** @throws DataverseFault 412 when the new values collide with another row's alternate key. */
export function updateRow(emulation: Emulation, table: Table, row: Row, { values, author }: Edit): Row {
  const columns = merged(row.columns, { ...values, ...statusToo(table, row, values) });
  leaveToProducts(table, columns, row.columns.estimatedvalue);
  return save(emulation, table, { id: row.id, columns, changed: values, author });
}

/** A revenue that is system calculated is that of the product lines; what callers send for it does not last. */
function leaveToProducts(table: Table, columns: Record<string, unknown>, theirs: unknown): void {
  if (table.columns.has("isrevenuesystemcalculated") && columns.isrevenuesystemcalculated === true)
    columns.estimatedvalue = theirs;
}

interface Draft {
  readonly id: string;
  readonly columns: Record<string, unknown>;
  readonly changed: Values;
  readonly author: string;
}

function save(emulation: Emulation, table: Table, { id, columns, changed, author }: Draft): Row {
  requireStatusOfState(table, columns);
  deriveCustomer(table, columns, changed);
  deriveFullName(table, columns);
  roundMoney(emulation, table, columns, changed);
  if (emulation.settings.keysAreActive) requireUniqueKeys(emulation, table, { id, columns });
  const version = emulation.store.nextVersion();
  Object.assign(
    columns,
    { [table.primaryId]: id },
    ofTable(table, {
      modifiedon: toSeconds(emulation.now()),
      _modifiedby_value: author,
      versionnumber: version,
    }),
  );
  const row: Row = { id, version, columns };
  emulation.store.put(table, row);
  return row;
}

function merged(current: Values, changes: Values): Record<string, unknown> {
  const columns: Record<string, unknown> = { ...current };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete columns[name];
    else columns[name] = value;
  }
  return columns;
}

function initialValues(table: Table): Record<string, unknown> {
  const initial = [...table.columns.values()].filter((column) => column.initial !== null);
  return Object.fromEntries(initial.map((column) => [propertyName(column), column.initial]));
}

/** Of some values, those that the table has columns for. */
function ofTable(table: Table, values: Values): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => table.properties.has(name)));
}

/** A new state without a status reason takes that state's first reason. */
function statusToo(table: Table, row: Row | null, values: Values): Values {
  const state = values.statecode;
  if (typeof state !== "number" || "statuscode" in values || state === row?.columns.statecode) return {};
  const status = defaultStatus(table, state);
  return status === null ? {} : { statuscode: status };
}

function baseCurrency(emulation: Emulation): unknown {
  return organizationOf(emulation)?.columns._basecurrencyid_value;
}

function organizationOf(emulation: Emulation): Row | undefined {
  return emulation.store.rows(tableNamed(emulation.schema, "organization")).values().next().value;
}

/** In practice an opportunity's customer follows its account, else its contact. */
function deriveCustomer(table: Table, columns: Record<string, unknown>, changed: Values): void {
  if (table.name !== "opportunity" || "_customerid_value" in changed) return;
  if (!("_parentaccountid_value" in changed) && !("_parentcontactid_value" in changed)) return;
  const customer = columns._parentaccountid_value ?? columns._parentcontactid_value;
  if (customer !== undefined) columns._customerid_value = customer;
}

function deriveFullName(table: Table, columns: Record<string, unknown>): void {
  if (!table.columns.has("fullname") || !table.columns.has("lastname")) return;
  const names = [columns.firstname, columns.lastname].filter((name) => name !== undefined);
  if (names.length > 0) columns.fullname = names.join(" ");
}

/** Money is kept at the precision of its row's currency, unless its column has another. */
function roundMoney(
  emulation: Emulation,
  table: Table,
  columns: Record<string, unknown>,
  changed: Values,
): void {
  const currencies = tableNamed(emulation.schema, "transactioncurrency");
  const currency = emulation.store.get(currencies, String(columns._transactioncurrencyid_value));
  for (const name of Object.keys(changed)) {
    const [column, amount] = [table.properties.get(name), columns[name]];
    if (column?.type !== "Money" || typeof amount !== "number") continue;
    const places =
      column.precision === "organization"
        ? organizationOf(emulation)?.columns.pricingdecimalprecision
        : (column.precision ?? currency?.columns.currencyprecision);
    const scale = 10 ** Number(places ?? 2);
    columns[name] = Math.round(amount * scale) / scale;
  }
}

function requireUniqueKeys(
  emulation: Emulation,
  table: Table,
  { id, columns }: { id: string; columns: Values },
): void {
  for (const key of table.keys.filter(({ status }) => status === "Active")) {
    const other = emulation.store.findByKey(table, key, columns);
    if (other !== undefined && other.id !== id) throw duplicate(table, key);
  }
}

function duplicate(table: Table, key: AlternateKey) {
  const [name = ""] = key.columns;
  return duplicateKey(key.label, table.columns.get(name)?.label ?? name);
}
