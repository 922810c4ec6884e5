import { z } from "zod";
import { ServiceError } from "../../errors.ts";
import type { CrmColumn, CrmKey, CrmOption, CrmReader, CrmTable, CrmTableName } from "../../model/crm.ts";
import { API, type Connection } from "./connection.ts";
import { readAs } from "./pages.ts";

const SETS: Readonly<Record<CrmTableName, string>> = { opportunity: "opportunities", lead: "leads" };
/** Without it, what was created half a minute ago may be missing from an answer. */
export const STRONG = { Consistency: "Strong" };

export const label = z.looseObject({
  UserLocalizedLabel: z.looseObject({ Label: z.string() }).nullish(),
  LocalizedLabels: z.array(z.looseObject({ Label: z.string() })).default([]),
});
const column = z.looseObject({
  MetadataId: z.string(),
  LogicalName: z.string(),
  AttributeType: z.string(),
  DisplayName: label.nullish(),
  IsSecured: z.boolean().nullish(),
});
export const texts = z.looseObject({
  LogicalName: z.string(),
  MaxLength: z.number().nullish(),
  FormatName: z.looseObject({ Value: z.string().nullish() }).nullish(),
});
const optionSet = z.looseObject({
  Options: z.array(z.looseObject({ Value: z.number(), Label: label.nullish(), State: z.number().nullish() })),
});
export const choices = z.looseObject({
  LogicalName: z.string(),
  OptionSet: optionSet.nullish(),
  GlobalOptionSet: optionSet.nullish(),
});
export const key = z.looseObject({
  MetadataId: z.string(),
  LogicalName: z.string(),
  KeyAttributes: z.array(z.string()),
  EntityKeyIndexStatus: z.string(),
});
const solution = z.looseObject({
  solutionid: z.string(),
  ismanaged: z.boolean().nullish(),
  _publisherid_value: z.string(),
});
const publisher = z.looseObject({ customizationprefix: z.string() });
/** "Solution component table", rootcomponentbehavior: with all subcomponents, which are not listed then. */
const WHOLE = 0;
const component = z.looseObject({
  objectid: z.string().transform((id) => id.toLowerCase()),
  rootcomponentbehavior: z.number().nullish(),
});
const abilities = z.looseObject({
  MetadataId: z.string(),
  ChangeTrackingEnabled: z.boolean(),
  IsOptimisticConcurrencyEnabled: z.boolean().nullish(),
});
export const listOf = <T>(item: z.ZodType<T>) => z.looseObject({ value: z.array(item) });

/**
 * Metadata of a table ("Query table definitions using the Web API"). Lengths and options are
 * shown only behind a cast to the type of column, one request for each type.
 */
export function openMetadata({ get }: Connection): CrmReader {
  const list: List = async (path, item) => readAs(listOf(item), await get(path, STRONG)).value;

  return {
    table: (name) => readTable({ get, list }, name),

    async publisher(prefix) {
      const select = "$select=publisherid,customizationoptionvalueprefix";
      const path = `${API}publishers?${select}&$filter=customizationprefix eq '${prefix}'`;
      const item = z.looseObject({ publisherid: z.string(), customizationoptionvalueprefix: z.number() });
      const [found] = await list(encodeURI(path), item);
      return found ? { id: found.publisherid, optionPrefix: found.customizationoptionvalueprefix } : null;
    },

    async solution(name) {
      const select = "$select=solutionid,ismanaged,_publisherid_value";
      const path = `${API}solutions?${select}&$filter=uniquename eq '${name}'`;
      const [found] = await list(encodeURI(path), solution);
      if (!found) return null;
      const within = `_solutionid_value eq ${found.solutionid}`;
      const owner = `${API}publishers(${found._publisherid_value})?$select=customizationprefix`;
      const [components, answer] = await Promise.all([
        list(
          encodeURI(`${API}solutioncomponents?$select=objectid,rootcomponentbehavior&$filter=${within}`),
          component,
        ),
        get(owner, STRONG),
      ]);
      const whole = components.filter(({ rootcomponentbehavior: behavior }) => behavior === WHOLE);
      const ids = (those: typeof components) => new Set(those.map(({ objectid }) => objectid));
      return {
        isManaged: found.ismanaged ?? false,
        prefix: readAs(publisher, answer).customizationprefix,
        components: ids(components),
        wholeTables: ids(whole),
      };
    },

    async currencyCodes() {
      const item = z.looseObject({ isocurrencycode: z.string() });
      const active = encodeURI("$filter=statecode eq 0");
      const found = await list(`${API}transactioncurrencies?$select=isocurrencycode&${active}`, item);
      // They end up in a file and a report: an entry that is no code is of no use there.
      return found
        .map(({ isocurrencycode }) => isocurrencycode)
        .filter((code) => /^[A-Z]{3}$/.test(code))
        .sort();
    },

    async canRead(table, columns) {
      try {
        await list(`${API}${SETS[table]}?$select=${columns.join(",")}&$top=1`, z.looseObject({}));
        return true;
      } catch (error) {
        if (error instanceof ServiceError && error.status === 400) return false;
        throw error;
      }
    },
  };
}

/** All that is found at a path. */
type List = <T>(path: string, item: z.ZodType<T>) => Promise<T[]>;

async function readTable(
  { get, list }: Pick<Connection, "get"> & { readonly list: List },
  name: CrmTableName,
): Promise<CrmTable> {
  const definition = definitionOf(name);
  const [columns, strings, memos, options, statuses, keys, flags] = await Promise.all([
    list(`${definition}/Attributes?$select=LogicalName,AttributeType,DisplayName,IsSecured`, column),
    list(textsOf(name, "String"), texts),
    list(textsOf(name, "Memo"), texts),
    list(picklistsOf(name), choices),
    list(statusesOf(name), choices),
    list(keysOf(name), key),
    get(`${definition}?$select=MetadataId,ChangeTrackingEnabled,IsOptimisticConcurrencyEnabled`, STRONG),
  ]);
  const longest = new Map([...strings, ...memos].map((one) => [one.LogicalName, one.MaxLength ?? null]));
  const optionsOf = new Map([...options, ...statuses].map((one) => [one.LogicalName, optionsIn(one)]));
  const able = readAs(abilities, flags);
  return {
    id: able.MetadataId.toLowerCase(),
    columns: columns.map((one) => toColumn(one, { longest, optionsOf })),
    keys: keys.map(toKey),
    tracksChanges: able.ChangeTrackingEnabled,
    comparesVersions: able.IsOptimisticConcurrencyEnabled ?? true,
  };
}

/** @param table Logical name. */
export function definitionOf(table: string): string {
  return `${API}EntityDefinitions(LogicalName='${table}')`;
}

/** Choices of a table with their options. */
export function picklistsOf(table: string): string {
  return withOptions(table, "Picklist", "OptionSet($select=Options),GlobalOptionSet($select=Options)");
}

/** Status reasons of a table. */
export function statusesOf(table: string): string {
  return withOptions(table, "Status", "OptionSet($select=Options)");
}

/** What the texts of a table hold, and whether people format them ("Format and FormatName columns"). */
export function textsOf(table: string, type: "String" | "Memo"): string {
  return `${columnsOf(table, type)}?$select=LogicalName,MaxLength,FormatName`;
}

/** How many decimal places the amounts of a table have: their own, or those of the currency. */
export function amountsOf(table: string): string {
  return `${columnsOf(table, "Money")}?$select=LogicalName,Precision,PrecisionSource`;
}

/** What the dates of a table are: `DateTimeBehavior`. */
export function datesOf(table: string): string {
  return `${columnsOf(table, "DateTime")}?$select=LogicalName,DateTimeBehavior`;
}

/** Where the lookups of a table lead to, those to customers and owners among them ("LookupAttributeMetadata"). */
export function lookupsOf(table: string): string {
  return `${columnsOf(table, "Lookup")}?$select=LogicalName,Targets`;
}

export function keysOf(table: string): string {
  return `${definitionOf(table)}/Keys?$select=LogicalName,KeyAttributes,EntityKeyIndexStatus`;
}

function withOptions(table: string, type: string, expand: string): string {
  return `${columnsOf(table, type)}?$select=LogicalName&$expand=${expand}`;
}

function columnsOf(table: string, type: string): string {
  return `${definitionOf(table)}/Attributes/Microsoft.Dynamics.CRM.${type}AttributeMetadata`;
}

function toColumn(
  found: z.infer<typeof column>,
  more: {
    readonly longest: ReadonlyMap<string, number | null>;
    readonly optionsOf: ReadonlyMap<string, CrmOption[]>;
  },
): CrmColumn {
  const { MetadataId, LogicalName: name, AttributeType, DisplayName, IsSecured } = found;
  return {
    id: MetadataId.toLowerCase(),
    name,
    label: textOf(DisplayName),
    type: AttributeType,
    longest: more.longest.get(name) ?? null,
    isSecured: IsSecured ?? false,
    options: more.optionsOf.get(name) ?? [],
  };
}

function toKey(found: z.infer<typeof key>): CrmKey {
  const { MetadataId, LogicalName: name, KeyAttributes: columns, EntityKeyIndexStatus: status } = found;
  return { id: MetadataId.toLowerCase(), name, columns, status };
}

/** A choice has its options of its own, or shares those of a global one. */
export function optionsIn({ OptionSet, GlobalOptionSet }: z.infer<typeof choices>): CrmOption[] {
  const { Options } = OptionSet ?? GlobalOptionSet ?? { Options: [] };
  return Options.map(({ Value, Label, State }) => ({
    value: Value,
    label: textOf(Label),
    state: State ?? null,
  }));
}

/** In the language of the application user, else in any. */
export function textOf(found: z.infer<typeof label> | null | undefined): string {
  return found?.UserLocalizedLabel?.Label ?? found?.LocalizedLabels[0]?.Label ?? "";
}
