import { type Column, edmType } from "./column.ts";
import { invalidCharacter, notAnOption, outOfRange, tooEarly, tooLong, wrongLiteral } from "./errors.ts";
import { GUID } from "./resource-path.ts";
import type { Table } from "./table.ts";

/** Characters that XML 1.0 cannot hold, and halves of surrogate pairs. */
const NOT_XML =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
const DATE = /^\d{4}-\d\d-\d\d$/;
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,7})?)?(Z|[+-]\d\d:\d\d)?$/;
const INT32_MAX = 2_147_483_647;

/**
 * A value from a request's JSON in the form in which it is stored, or `null` to clear the column.
 *
 * @throws DataverseFault when the value is of the wrong type, too long, out of range or not one of the options.
 */
export function storedValue(table: Table, column: Column, value: unknown): string | number | boolean | null {
  if (value === null) return null;
  switch (column.type) {
    case "String":
    case "Memo":
      return storedText({ table, column, maxLength: column.maxLength }, value);
    case "Integer":
      return storedNumber(table, column, whole(table, column, value));
    case "Decimal":
    case "Money":
      return typeof value === "number" ? storedNumber(table, column, value) : refuse(table, column, value);
    case "Picklist":
    case "State":
    case "Status": {
      const chosen = whole(table, column, value);
      if (column.options.some((option) => option.value === chosen)) return chosen;
      throw notAnOption(table.name, column.name, chosen);
    }
    case "Boolean":
      return typeof value === "boolean" ? value : refuse(table, column, value);
    case "DateTime":
      return notTooEarly(
        column.behavior === "DateOnly"
          ? storedDate(table, column, value)
          : storedMoment(table, column, value),
      );
    case "Uniqueidentifier":
      return typeof value === "string" && GUID.test(value)
        ? value.toLowerCase()
        : refuse(table, column, value);
    default:
      return refuse(table, column, value);
  }
}

interface TextPlace {
  readonly table: Table;
  readonly column: Column;
  readonly maxLength: number;
}

/** An empty text is stored as no value. */
function storedText({ table, column, maxLength }: TextPlace, value: unknown): string | null {
  if (typeof value !== "string") return refuse(table, column, value);
  const illegal = NOT_XML.exec(value);
  if (illegal !== null) throw invalidCharacter(column.name, illegal[0]);
  if (value.length > maxLength) throw tooLong(table.name, column.name, maxLength);
  return value === "" ? null : value;
}

function storedNumber(table: Table, column: Column & { min: number; max: number }, value: number): number {
  if (value >= column.min && value <= column.max) return value;
  throw outOfRange(column.type === "Integer" ? "0x8004432f" : "0x80044330", table.name, column.name);
}

function whole(table: Table, column: Column, value: unknown): number {
  const fits = typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= INT32_MAX;
  return fits ? value : refuse(table, column, value);
}

function storedDate(table: Table, column: Column, value: unknown): string {
  const fits = typeof value === "string" && DATE.test(value) && isDay(value);
  return fits ? value : refuse(table, column, value);
}

function notTooEarly(stored: string): string {
  const day = stored.slice(0, 10);
  if (day < "1753-01-01") throw tooEarly(day);
  return stored;
}

/** `2026-02-30` is read by `Date` as March; only a real day comes back as it was. */
function isDay(value: string): boolean {
  const time = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(value);
}

/** Stored to the second, in UTC; a time without an offset is UTC. */
function storedMoment(table: Table, column: Column, value: unknown): string {
  const match = typeof value === "string" && isDay(value.slice(0, 10)) ? MOMENT.exec(value) : null;
  if (match === null) return refuse(table, column, value);
  const time = Date.parse(match[1] === undefined ? `${String(value)}Z` : String(value));
  return Number.isNaN(time) ? refuse(table, column, value) : toSeconds(new Date(time));
}

/** Dataverse shows times to the second: `2026-03-09T21:59:01Z`. */
export function toSeconds(time: Date): string {
  return `${time.toISOString().slice(0, 19)}Z`;
}

function refuse(table: Table, column: Column, value: unknown): never {
  throw wrongLiteral(table.set, value, edmType(column));
}
