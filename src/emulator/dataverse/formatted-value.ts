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

/** A value as an English-speaking user in UTC sees it, or `null` where the service sends no formatted value. */
export function formattedValue(
  emulation: Emulation,
  row: Row,
  column: Column,
  value: unknown,
): string | null {
  switch (column.type) {
    case "Picklist":
    case "State":
    case "Status":
      return column.options.find((option) => option.value === value)?.label ?? null;
    case "Boolean":
      return value === true ? "Yes" : "No";
    case "Integer":
    case "BigInt":
    case "Decimal":
      return Number(value).toLocaleString("en-US");
    case "Money":
      return money(emulation, row, Number(value));
    case "DateTime":
      return column.behavior === "DateOnly" ? day(String(value)) : moment(String(value));
    case "Lookup":
    case "Customer":
    case "Owner": {
      const related = relatedRow(emulation, column, value);
      return related === null ? null : String(related.row.columns[related.table.primaryName] ?? "");
    }
    default:
      return null;
  }
}

function money(emulation: Emulation, row: Row, amount: number): string {
  const currencies = tableNamed(emulation.schema, "transactioncurrency");
  const currency = emulation.store.get(currencies, String(row.columns._transactioncurrencyid_value));
  const digits = Number(currency?.columns.currencyprecision ?? 2);
  const symbol = String(currency?.columns.currencysymbol ?? "");
  const shape = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return `${amount < 0 ? "-" : ""}${symbol}${Math.abs(amount).toLocaleString("en-US", shape)}`;
}

function day(value: string): string {
  return new Date(`${value}T00:00:00Z`).toLocaleDateString("en-US", { timeZone: "UTC" });
}

/** `3/9/2026 9:59 PM` */
function moment(value: string): string {
  const time = new Date(value);
  const clock = time.toLocaleTimeString("en-US", { timeZone: "UTC", hour: "numeric", minute: "2-digit" });
  return `${day(value.slice(0, 10))} ${clock.replace("\u202f", " ")}`;
}
