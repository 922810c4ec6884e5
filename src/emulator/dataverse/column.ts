/** What a Dataverse column is, as far as the Web API shows it. Built by the functions below; data, no behaviour. */
export type Column = ColumnBasics & ColumnType;

interface ColumnBasics {
  /** Logical name, lower case. */
  readonly name: string;
  readonly label: string;
  /** Values that a caller sends for a column that is not writable are dropped without a word. */
  readonly writable: "always" | "at create" | "never";
  /** Spelling of the name as its maker gave it; the logical name where nobody did. */
  readonly schemaName: string | null;
  /** Column-level security is on: a key cannot use it. */
  readonly secured: boolean;
  /** Stored when a row is created without a value. */
  readonly initial: string | number | boolean | null;
}

export type ColumnType =
  | { readonly type: "String"; readonly maxLength: number; readonly format: "Text" | "Url" | "Email" }
  | { readonly type: "Memo"; readonly maxLength: number; readonly format: "TextArea" | "RichText" }
  | { readonly type: "Integer" | "Decimal"; readonly min: number; readonly max: number }
  | {
      readonly type: "Money";
      readonly min: number;
      readonly max: number;
      /** Decimal places of its own, or those that the organization has for prices; `null` where they are those of the currency. */
      readonly precision: number | "organization" | null;
    }
  | { readonly type: "BigInt" | "Boolean" | "Uniqueidentifier" }
  | { readonly type: "Picklist" | "State" | "Status"; readonly options: readonly Option[] }
  | { readonly type: "DateTime"; readonly behavior: "DateOnly" | "UserLocal" | "TimeZoneIndependent" }
  | { readonly type: "Lookup" | "Customer" | "Owner"; readonly targets: readonly Target[] };

export interface Option {
  readonly value: number;
  readonly label: string;
  /** Of a status reason: the state it belongs to. */
  readonly state?: number;
}

/** A table that a lookup can point to, and the navigation property that leads there (case-sensitive). */
export interface Target {
  readonly table: string;
  readonly navigation: string;
}

export type EdmType =
  | "Edm.String"
  | "Edm.Int32"
  | "Edm.Int64"
  | "Edm.Decimal"
  | "Edm.Boolean"
  | "Edm.Guid"
  | "Edm.Date"
  | "Edm.DateTimeOffset";

type Details = Partial<ColumnBasics>;

export function text(
  name: string,
  maxLength: number,
  { format = "Text", ...details }: Details & { readonly format?: "Text" | "Url" | "Email" } = {},
): Column {
  return { ...basics(name, details), type: "String", maxLength, format };
}

/** @param details `RichText`: people format what they write there, it is HTML. */
export function memo(
  name: string,
  maxLength: number,
  { format = "TextArea", ...details }: Details & { readonly format?: "TextArea" | "RichText" } = {},
): Column {
  return { ...basics(name, details), type: "Memo", maxLength, format };
}

export function integer(name: string, [min, max]: readonly [number, number], details: Details = {}): Column {
  return { ...basics(name, details), type: "Integer", min, max };
}

export function decimal(name: string, details: Details = {}): Column {
  return { ...basics(name, details), type: "Decimal", min: -1e11, max: 1e11 };
}

/** @param details `precision`: decimal places of its own, or whose they are. */
export function money(
  name: string,
  min: number,
  { precision = null, ...details }: Details & { readonly precision?: number | "organization" | null } = {},
): Column {
  return { ...basics(name, details), type: "Money", min, max: 1e12, precision };
}

export function boolean(name: string, details: Details = {}): Column {
  return { ...basics(name, { initial: false, ...details }), type: "Boolean" };
}

export function identifier(name: string): Column {
  return { ...basics(name, { writable: "at create" }), type: "Uniqueidentifier" };
}

export function rowVersion(): Column {
  return { ...basics("versionnumber", { writable: "never" }), type: "BigInt" };
}

export function choice(name: string, options: readonly Option[], details: Details = {}): Column {
  return { ...basics(name, details), type: "Picklist", options };
}

export function state(options: readonly Option[]): Column {
  return { ...basics("statecode", { initial: 0, label: "Status" }), type: "State", options };
}

export function status(options: readonly Option[]): Column {
  return { ...basics("statuscode", { initial: 1, label: "Status Reason" }), type: "Status", options };
}

export function date(name: string, details: Details = {}): Column {
  return { ...basics(name, details), type: "DateTime", behavior: "DateOnly" };
}

/** @param details `TimeZoneIndependent`: the same for everybody, wherever they are. */
export function moment(
  name: string,
  {
    behavior = "UserLocal",
    ...details
  }: Details & { readonly behavior?: "UserLocal" | "TimeZoneIndependent" } = {},
): Column {
  return { ...basics(name, details), type: "DateTime", behavior };
}

/** A lookup with one target: its navigation property has the column's name. */
export function lookup(name: string, table: string, details: Details = {}): Column {
  return { ...basics(name, details), type: "Lookup", targets: [{ table, navigation: name }] };
}

/** A lookup with several targets has one navigation property for each, and none of its own name. */
export function polymorphicLookup(name: string, type: "Lookup" | "Customer", tables: string[]): Column {
  const targets = tables.map((table) => ({ table, navigation: `${name}_${table}` }));
  return { ...basics(name, {}), type, targets };
}

/** Whoever owns the row: the one navigation property leads to a user or to a team. */
export function owner(): Column {
  const targets = ["systemuser", "team"].map((table) => ({ table, navigation: "ownerid" }));
  return { ...basics("ownerid", {}), type: "Owner", targets };
}

/** The name under which a column's value is read: lookups are read as `_parentaccountid_value`. */
export function propertyName(column: Column): string {
  return isLookup(column) ? `_${column.name}_value` : column.name;
}

export function isLookup(column: Column): column is Extract<Column, { targets: unknown }> {
  return "targets" in column;
}

export function edmType(column: Column): EdmType {
  switch (column.type) {
    case "String":
    case "Memo":
      return "Edm.String";
    case "Integer":
    case "Picklist":
    case "State":
    case "Status":
      return "Edm.Int32";
    case "BigInt":
      return "Edm.Int64";
    case "Decimal":
    case "Money":
      return "Edm.Decimal";
    case "Boolean":
      return "Edm.Boolean";
    case "DateTime":
      return column.behavior === "DateOnly" ? "Edm.Date" : "Edm.DateTimeOffset";
    default:
      return "Edm.Guid";
  }
}

function basics(name: string, details: Details): ColumnBasics {
  return {
    name,
    label: name,
    writable: "always",
    initial: null,
    schemaName: null,
    secured: false,
    ...details,
  };
}
