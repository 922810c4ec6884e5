import { guidOf } from "../guid.ts";
import type { Column, Option } from "./column.ts";
import type { AlternateKey, Table } from "./table.ts";

export type Json = Readonly<Record<string, unknown>>;

/** What a column has whatever its type, and what only its own type has. */
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
    LogicalCollectionName: table.set,
    DisplayName: label(table.label),
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    ObjectTypeCode: table.objectTypeCode,
    ChangeTrackingEnabled: changeTracking,
    CanChangeTrackingBeEnabled: managed(true, "canchangetrackingbeenabled"),
    IsOptimisticConcurrencyEnabled: optimisticConcurrency,
    IsAuditEnabled: managed(false, "canmodifyauditsettings"),
  };
}

export function columnMetadata(table: Table, column: Column): ColumnMetadata {
  const basic = {
    MetadataId: guidOf(`${table.name}.${column.name}`),
    LogicalName: column.name,
    SchemaName: column.schemaName ?? column.name,
    EntityLogicalName: table.name,
    AttributeType: column.type,
    AttributeTypeName: { Value: `${column.type}Type` },
    AttributeOf: null,
    DisplayName: label(column.label),
    RequiredLevel: {
      Value: column.name === table.primaryId ? "SystemRequired" : "None",
      CanBeChanged: true,
      ManagedPropertyLogicalName: "canmodifyrequirementlevelsettings",
    },
    IsValidForRead: true,
    IsValidForCreate: column.writable !== "never",
    IsValidForUpdate: column.writable === "always",
    IsSecured: column.secured,
    IsLogical: false,
    IsCustomAttribute: column.name.includes("_"),
    IsPrimaryId: column.name === table.primaryId,
    IsPrimaryName: column.name === table.primaryName,
  };
  return { typeName: typeName(column), basic, specific: specific(column), optionSets: optionSets(column) };
}

export function keyMetadata(table: Table, key: AlternateKey): Json {
  return {
    MetadataId: guidOf(`${table.name}.${key.name}`),
    LogicalName: key.name,
    SchemaName: key.name,
    EntityLogicalName: table.name,
    DisplayName: label(key.label),
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
      return { MaxLength: column.maxLength, Format: column.format, FormatName: { Value: column.format } };
    case "Memo":
      return {
        MaxLength: column.maxLength,
        Format: column.format === "RichText" ? "Text" : column.format,
        FormatName: { Value: column.format },
      };
    case "Integer":
    case "Decimal":
      return { MinValue: column.min, MaxValue: column.max };
    case "Money":
      return {
        MinValue: column.min,
        MaxValue: column.max,
        Precision: typeof column.precision === "number" ? column.precision : 2,
        PrecisionSource: precisionSource(column.precision),
      };
    case "Boolean":
      return { DefaultValue: column.initial === true };
    case "Picklist":
    case "State":
    case "Status":
      return { DefaultFormValue: column.initial ?? -1 };
    case "DateTime":
      return {
        Format: column.behavior === "DateOnly" ? "DateOnly" : "DateAndTime",
        DateTimeBehavior: { Value: column.behavior },
      };
    case "Lookup":
    case "Customer":
    case "Owner":
      return { Targets: column.targets.map((target) => target.table) };
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
  if ("options" in column) {
    const set = { Name: column.name, IsGlobal: false, OptionSetType: column.type };
    const options = { ...set, Options: column.options.map(optionMetadata) };
    return column.type === "Picklist"
      ? { OptionSet: options, GlobalOptionSet: null }
      : { OptionSet: options };
  }
  if (column.type !== "Boolean") return {};
  const [yes, no] = [optionMetadata({ value: 1, label: "Yes" }), optionMetadata({ value: 0, label: "No" })];
  const set = { Name: column.name, IsGlobal: false, OptionSetType: "Boolean" };
  return { OptionSet: { ...set, TrueOption: yes, FalseOption: no }, GlobalOptionSet: null };
}

function optionMetadata({ value, label: text, state }: Option): Json {
  const option = { Value: value, Label: label(text) };
  return state === undefined ? option : { ...option, State: state };
}

function label(text: string): Json {
  const localized = { Label: text, LanguageCode: ENGLISH, IsManaged: false };
  return { LocalizedLabels: [localized], UserLocalizedLabel: localized };
}

function managed(value: boolean, name: string): Json {
  return { Value: value, CanBeChanged: true, ManagedPropertyLogicalName: name };
}
