import { isObject, parseJson } from "../json.ts";
import type { ApiRequest, Emulation } from "./emulation.ts";
import {
  notEmulated,
  payloadFault,
  undeclaredNavigation,
  unknownPropertyInPayload,
  unsupportedMediaType,
} from "./errors.ts";
import { readReference, requireRow } from "./resource-path.ts";
import type { Values } from "./rows.ts";
import type { Navigation, Table } from "./table.ts";
import { storedValue } from "./values.ts";

const BIND = "@odata.bind";

type Json = Record<string, unknown>;

/** The JSON object in a request's body. @throws DataverseFault 415 or 400. */
export function readJson(request: Pick<ApiRequest, "headers" | "body">, set: string): Json {
  const type = request.headers["content-type"] ?? "";
  if (!/^application\/json\s*(;|$)/i.test(type)) throw unsupportedMediaType(type);
  const json = parseJson(request.body);
  if (json === undefined) throw payloadFault(set, "Microsoft.OData.ODataException: Invalid JSON.");
  if (!isObject(json)) throw payloadFault(set, "Microsoft.OData.ODataException: A JSON object was expected.");
  return json;
}

export interface PayloadContext {
  readonly emulation: Emulation;
  readonly table: Table;
}

/**
 * The values that a JSON object sets, by property name, each checked against its column.
 *
 * @throws DataverseFault as the service would: an unknown property, a lookup written under its read name or
 * with the wrong navigation property, a value that its column cannot hold, a row to bind that is not there.
 */
export function readValues(context: PayloadContext, json: Json): Values {
  const values: Json = {};
  for (const [name, value] of Object.entries(json)) {
    if (name.endsWith(BIND)) Object.assign(values, bound(context, name.slice(0, -BIND.length), value));
    else if (!name.includes("@")) Object.assign(values, assigned(context, name, value));
  }
  return values;
}

/** The primary key, when the body has one. */
export function chosenId(table: Table, values: Values): string | null {
  const id = values[table.primaryId];
  return typeof id === "string" ? id : null;
}

function assigned({ table }: PayloadContext, name: string, value: unknown): Values {
  const navigation = table.navigations.get(name);
  if (navigation !== undefined) return cleared(table, name, value);
  const column = table.properties.get(name);
  if (column === undefined) throw unknownProperty(table, name);
  if ("targets" in column) {
    throw payloadFault(
      table.set,
      "Microsoft.Crm.CrmException: CRM do not support direct update of Entity Reference properties, Use Navigation properties instead.",
    );
  }
  const stored = storedValue(table, column, value);
  return column.writable === "never" ? {} : { [name]: stored };
}

/** `"parentaccountid": null` empties the lookup; an object would create the other row along with this one. */
function cleared(table: Table, name: string, value: unknown): Values {
  if (value === null) return { [readName(table, name)]: null };
  if (isObject(value)) throw notEmulated("creating a related row together with this one");
  throw payloadFault(
    table.set,
    `Microsoft.OData.ODataException: A 'PrimitiveValue' node with non-null value was found when trying to read the value of the property '${name}'; however, a 'StartArray' node, a 'StartObject' node, or a 'PrimitiveValue' node with null value was expected.`,
  );
}

function bound(context: PayloadContext, name: string, value: unknown): Values {
  const { table } = context;
  const navigation = table.navigations.get(name);
  if (navigation === undefined) throw undeclaredNavigation(table.set, name);
  if (value === null) return { [readName(table, name)]: null };
  if (typeof value !== "string") {
    throw payloadFault(
      table.set,
      `Microsoft.OData.ODataException: The value of '${name}${BIND}' is not a string.`,
    );
  }
  const id = targetId(context, navigation, value);
  return navigation.column.writable === "never" ? {} : { [readName(table, name)]: id };
}

function targetId({ emulation, table }: PayloadContext, { targets }: Navigation, reference: string): string {
  const { table: found, id } = readReference(emulation.schema, reference);
  if (targets.every((target) => target.table !== found.name)) {
    const expected = targets.length > 1 ? "principal" : targets[0]?.table;
    throw payloadFault(
      table.set,
      `Microsoft.OData.ODataException: '${reference}' is not of the expected type 'Microsoft.Dynamics.CRM.${expected}'.`,
    );
  }
  return requireRow(emulation.store, found, id).id;
}

/** A lookup that is addressed by its column name but has other navigation properties counts as undeclared. */
function unknownProperty(table: Table, name: string) {
  return table.columns.has(name)
    ? undeclaredNavigation(table.set, name)
    : unknownPropertyInPayload(table.set, table.name, name);
}

function readName(table: Table, navigation: string): string {
  return `_${table.navigations.get(navigation)?.column.name}_value`;
}
