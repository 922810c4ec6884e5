import { guidOf } from "../guid.ts";
import type { Column, Option } from "./column.ts";
import type { AlternateKey, Table } from "./table.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What a column has whatever its type, and what only its own type has; of all that the service shows, what somebody asks for. */
export interface ColumnMetadata {
  /** `StringAttributeMetadata` … */
  readonly typeName: string;
  readonly basic: Json;
  readonly specific: Json;
  /** Shown by `$expand` only. */
  readonly optionSets: Json;
}

const ENGLISH = 1033;

export function tableMetadata(
  table: Table,
  {
    changeTracking,
    optimisticConcurrency,
  }: { readonly changeTracking: boolean; readonly optimisticConcurrency: boolean },
): Json {
  return {
    MetadataId: guidOf(table.name),
    LogicalName: table.name,
    SchemaName: table.name,
    EntitySetName: table.set,
    DisplayName: label(table.label),
    ChangeTrackingEnabled: changeTracking,
    IsOptimisticConcurrencyEnabled: optimisticConcurrency,
  };
}

export function columnMetadata(table: Table, column: Column): ColumnMetadata {
  const basic = {
    MetadataId: guidOf(`${table.name}.${column.name}`),
    LogicalName: column.name,
    SchemaName: column.schemaName ?? column.name,
    AttributeType: column.type,
    DisplayName: label(column.label),
    IsValidForUpdate: column.writable === "always",
    IsSecured: column.secured,
  };
  return { typeName: typeName(column), basic, specific: specific(column), optionSets: optionSets(column) };
}

export function keyMetadata(table: Table, key: AlternateKey): Json {
  return {
    MetadataId: guidOf(`${table.name}.${key.name}`),
    LogicalName: key.name,
    KeyAttributes: key.columns,
    EntityKeyIndexStatus: key.status,
  };
}

function typeName({ type }: Column): string {
  if (type === "Uniqueidentifier") return "UniqueIdentifierAttributeMetadata";
  if (type === "Customer" || type === "Owner") return "LookupAttributeMetadata";
  return `${type}AttributeMetadata`;
}

function specific(column: Column): Json {
  switch (column.type) {
    case "String":
    case "Memo":
      return { MaxLength: column.maxLength, FormatName: { Value: column.format } };
    case "Money":
      return {
        Precision: typeof column.precision === "number" ? column.precision : 2,
        PrecisionSource: precisionSource(column.precision),
      };
    case "DateTime":
      return { DateTimeBehavior: { Value: column.behavior } };
    case "Lookup":
    case "Customer":
    case "Owner":
      return { Targets: column.targets.map(({ table }) => table) };
    default:
      return {};
  }
}

/** "MoneyAttributeMetadata": 0 its own, 1 the organization's for prices, 2 the currency's. */
function precisionSource(precision: number | "organization" | null): number {
  if (precision === null) return 2;
  return precision === "organization" ? 1 : 0;
}

function optionSets(column: Column): Json {
  if (!("options" in column)) return {};
  const OptionSet = { Options: column.options.map(optionMetadata) };
  return column.type === "Picklist" ? { OptionSet, GlobalOptionSet: null } : { OptionSet };
}

function optionMetadata({ value, label: text, state }: Option): Json {
  const option = { Value: value, Label: label(text) };
  return state === undefined ? option : { ...option, State: state };
}

function label(text: string): Json {
  const localized = { Label: text, LanguageCode: ENGLISH, IsManaged: false };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}
