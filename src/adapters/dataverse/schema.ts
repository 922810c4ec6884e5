import { z } from "zod";
import type { CrmColumn, CrmSchema, TableColumn, TableColumns } from "../../model/crm.ts";
import { API, type Connection } from "./connection.ts";
import {
  choices,
  datesOf,
  definitionOf,
  key,
  keysOf,
  label,
  listOf,
  lookupsOf,
  optionsIn,
  picklistsOf,
  STRONG,
  statusesOf,
  textOf,
  texts,
  textsOf,
} from "./metadata.ts";
import { readAs } from "./pages.ts";
import { getTogether } from "./together.ts";

const attribute = z.looseObject({
  LogicalName: z.string(),
  AttributeType: z.string(),
  IsValidForUpdate: z.boolean().nullish(),
  IsSecured: z.boolean().nullish(),
});
const dated = z.looseObject({
  LogicalName: z.string(),
  DateTimeBehavior: z.looseObject({ Value: z.string() }).nullish(),
});
const lookup = z.looseObject({ LogicalName: z.string(), Targets: z.array(z.string()).nullish() });
const labelled = z.looseObject({ LogicalName: z.string(), DisplayName: label.nullish() });
const counted = z.looseObject({ "@odata.count": z.number() });
const currency = z.looseObject({ isocurrencycode: z.string() });
const maskedColumn = z.looseObject({ entityname: z.string(), attributelogicalname: z.string() });
const KEYS = keysOf("opportunity");
const STATUSES = statusesOf("opportunity");
/** Older environments have no such table, and not everybody may read it. */
const MASKED = `${API}attributemaskingrules?$select=entityname,attributelogicalname`;
const allTextsOf = (table: string) => [textsOf(table, "String"), textsOf(table, "Memo")];
/** Tables that fields are about, of which more is asked than the types of their columns. */
const WITH_FIELDS = ["opportunity", "lead"];

/**
 * Columns, options, keys and currencies, as far as a mapping can be held against them, in one request ("Execute
 * batch operations using the Web API").
 *
 * @param tables Logical names.
 * @throws ServiceError when one of them may not be read
 */
export async function readSchema(connection: Connection, tables: readonly string[]): Promise<CrmSchema> {
  const attributes = (table: string) =>
    `${definitionOf(table)}/Attributes?$select=LogicalName,AttributeType,IsValidForUpdate,IsSecured`;
  const currencies = `${API}transactioncurrencies?$select=isocurrencycode`;
  const withFields = tables.filter((table) => WITH_FIELDS.includes(table));
  const lists = withFields.flatMap((table) => [picklistsOf(table), datesOf(table), ...allTextsOf(table)]);
  const paths = [KEYS, currencies, STATUSES, ...lists, ...tables.map(attributes)];
  const answers = await getTogether(connection, paths, [MASKED, ...withFields.map(lookupsOf)]);
  const at = <T>(item: z.ZodType<T>, path: string): T[] => {
    const answer = answers.get(path);
    return answer ? readAs(listOf(item), answer).value : [];
  };
  const masked = at(maskedColumn, MASKED).map((one) => `${one.entityname}.${one.attributelogicalname}`);
  const tableOf = (table: string): TableColumns => {
    const withOptions = [picklistsOf(table), ...(table === "opportunity" ? [STATUSES] : [])];
    const options = new Map(
      withOptions.flatMap((path) => at(choices, path)).map((one) => [one.LogicalName, optionsOf(one)]),
    );
    const behaviors = new Map(
      at(dated, datesOf(table)).map((one) => [one.LogicalName, one.DateTimeBehavior?.Value]),
    );
    const allOfText = new Map(
      allTextsOf(table).flatMap((path) => at(texts, path).map((one) => [one.LogicalName, textual(one)])),
    );
    const targetsOf = new Map(at(lookup, lookupsOf(table)).map((one) => [one.LogicalName, one.Targets]));
    const columns = at(attribute, attributes(table)).map((one): [string, TableColumn] => {
      const { LogicalName: name, AttributeType: type, IsValidForUpdate, IsSecured } = one;
      const [shown, behavior] = [options.get(name), behaviors.get(name)];
      const targets = targetsOf.get(name);
      const more = {
        ...shown,
        ...(IsValidForUpdate === false ? ({ readOnly: true } as const) : {}),
        ...(IsSecured ? ({ secured: true } as const) : {}),
        ...(masked.includes(`${table}.${name}`) ? ({ masked: true } as const) : {}),
        ...(behavior ? { behavior } : {}),
        ...(targets ? { targets } : {}),
        ...allOfText.get(name),
      };
      return [name, { type, ...more }];
    });
    return Object.fromEntries(columns);
  };
  return {
    tables: Object.fromEntries(tables.map((table) => [table, tableOf(table)])),
    keys: at(key, KEYS).map((one) => ({ columns: one.KeyAttributes, status: one.EntityKeyIndexStatus })),
    currencies: at(currency, currencies).map(({ isocurrencycode }) => isocurrencycode),
  };
}

/** What people see in the place of the names of these columns of the opportunity. */
export async function readLabels(
  { get }: Connection,
  names: readonly string[],
): Promise<Pick<CrmColumn, "name" | "label">[]> {
  const filter = encodeURIComponent(names.map((name) => `LogicalName eq '${name}'`).join(" or "));
  const path = `${definitionOf("opportunity")}/Attributes?$select=LogicalName,DisplayName&$filter=${filter}`;
  const { value } = readAs(listOf(labelled), await get(path, STRONG));
  return value.map(({ LogicalName: name, DisplayName }) => ({ name, label: textOf(DisplayName) }));
}

/** How many open opportunities have something in one column and nothing in another. Dataverse counts to 5,000. */
export async function countRows(
  { get }: Connection,
  { filled, blank }: { readonly filled: string; readonly blank: string },
): Promise<number> {
  const filter = encodeURIComponent(`statecode eq 0 and ${filled} ne null and ${blank} eq null`);
  const path = `${API}opportunities?$select=opportunityid&$filter=${filter}&$count=true&$top=1`;
  return readAs(counted, await get(path))["@odata.count"];
}

/** `FormatName` of a text that people format ("Data type format conversions"). */
const RICH = "RichText";

function textual({ MaxLength: longest, FormatName }: z.infer<typeof texts>): Partial<TableColumn> {
  return { ...(longest ? { longest } : {}), ...(FormatName?.Value === RICH ? { rich: true } : {}) };
}

function optionsOf(found: z.infer<typeof choices>): Pick<TableColumn, "options" | "states"> {
  const all = optionsIn(found);
  const options = Object.fromEntries(all.map(({ value, label }) => [String(value), label]));
  const states = all.flatMap(({ value, state }) => (state === null ? [] : [[String(value), state]]));
  return states.length === 0 ? { options } : { options, states: Object.fromEntries(states) };
}
