import { z } from "zod";
import type { Reply } from "../exchange.ts";
import { guidOf } from "../guid.ts";
import { invalidArgument, readColumn } from "./column-payload.ts";
import { allColumns, announceColumn, customise } from "./customise.ts";
import { ANSWER_HEADERS, type ApiRequest, type Emulation, NO_CONTENT } from "./emulation.ts";
import { DataverseFault, methodNotAllowed, noSuchColumn, payloadFault } from "./errors.ts";
import { readJson } from "./payload.ts";
import { requireNamed } from "./privileges.ts";
import { addToSolution, COMPONENT, solutionOf } from "./solutions.ts";
import type { AlternateKey, Table } from "./table.ts";

/** The service allows sixteen columns and 900 bytes, two for each character. */
const MOST_KEY_COLUMNS = 16;
const MOST_KEY_CHARACTERS = 450;
const MOST_KEYS = 10;
const KEY_TYPES: ReadonlySet<string> = new Set([
  "Decimal",
  "Integer",
  "String",
  "DateTime",
  "Lookup",
  "Picklist",
]);

const keyPayload = z.looseObject({
  SchemaName: z.string().regex(/^[A-Za-z][A-Za-z0-9]{1,7}_\w{1,90}$/),
  DisplayName: z.looseObject({ LocalizedLabels: z.array(z.looseObject({ Label: z.string() })).min(1) }),
  KeyAttributes: z.array(z.string()).min(1),
});

/** `PUT EntityDefinitions(…)`: the whole definition comes back, with what is to be different. */
export function putTable(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  if (request.method !== "PUT") throw methodNotAllowed(request.method);
  requireNamed(emulation, "prvWriteEntity", table);
  const json = readJson(request, "EntityDefinitions");
  if ("@odata.context" in json) {
    throw payloadFault(
      "EntityDefinitions",
      "Microsoft.OData.ODataException: '@odata.context' is not expected.",
    );
  }
  // What is left out would be reset, so half a definition is a mistake.
  for (const name of ["MetadataId", "LogicalName", "SchemaName", "DisplayName"]) {
    if (!(name in json)) throw invalidArgument(`Required field '${name}' is missing.`);
  }
  const wanted = json.ChangeTrackingEnabled;
  if (wanted === false && emulation.tracked.has(table.name)) {
    throw invalidArgument(`Change tracking of ${table.name} cannot be disabled once it is enabled.`);
  }
  if (wanted === true) customise(emulation, table, () => emulation.tracked.add(table.name));
  return NO_CONTENT;
}

/** `POST EntityDefinitions(…)/Attributes` */
export function postColumn(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  requireNamed(emulation, "prvCreateAttribute", table);
  const column = readColumn(readJson(request, "Attributes"));
  const solution = solutionOf(emulation, request, column.name);
  if (allColumns(emulation, table).some(({ name }) => name === column.name)) {
    const message = `Attribute ${column.schemaName} already exists for entity ${table.label}.`;
    throw new DataverseFault(400, "0x80047013", message);
  }
  announceColumn(emulation, table, column);
  const id = guidOf(`${table.name}.${column.name}`);
  if (solution !== null) addToSolution(emulation, solution, { type: COMPONENT.column, id });
  return created(request, `EntityDefinitions(${guidOf(table.name)})/Attributes(${id})`);
}

/** `POST EntityDefinitions(…)/Keys`: the key is there at once, its index later. */
export function postKey(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  requireNamed(emulation, "prvWriteEntity", table);
  const parsed = keyPayload.safeParse(readJson(request, "Keys"));
  if (!parsed.success) throw invalidArgument(z.prettifyError(parsed.error));
  const { SchemaName, DisplayName, KeyAttributes } = parsed.data;
  const key: AlternateKey = {
    name: SchemaName.toLowerCase(),
    label: DisplayName.LocalizedLabels[0]?.Label ?? SchemaName,
    columns: KeyAttributes,
    status: "Pending",
  };
  const solution = solutionOf(emulation, request, key.name);
  requirePossibleKey(emulation, table, key);
  customise(emulation, table, () => table.keys.push(key));
  const id = guidOf(`${table.name}.${key.name}`);
  if (solution !== null) addToSolution(emulation, solution, { type: COMPONENT.key, id });
  return created(request, `EntityDefinitions(${guidOf(table.name)})/Keys(${id})`);
}

function requirePossibleKey(emulation: Emulation, table: Table, key: AlternateKey): void {
  if (table.keys.some(({ name }) => name === key.name)) {
    const message = `An entity key with the name ${key.name} already exists on entity ${table.name}.`;
    throw new DataverseFault(400, "0x80060893", message);
  }
  const same = (other: AlternateKey) => [...other.columns].sort().join() === [...key.columns].sort().join();
  if (table.keys.some(same)) {
    throw new DataverseFault(
      400,
      "0x80060894",
      "An entity key with the selected attributes already exists on entity.",
    );
  }
  if (table.keys.length >= MOST_KEYS) throw invalidArgument(`A table has at most ${MOST_KEYS} keys.`);
  if (key.columns.length > MOST_KEY_COLUMNS) throw invalidArgument("A key has at most 16 columns.");
  for (const name of key.columns) requireKeyColumn(emulation, table, name);
}

function requireKeyColumn(emulation: Emulation, table: Table, name: string): void {
  const column = allColumns(emulation, table).find((one) => one.name === name);
  if (column === undefined) throw noSuchColumn(table.name, name);
  const isShort = !("maxLength" in column) || column.maxLength <= MOST_KEY_CHARACTERS;
  if (KEY_TYPES.has(column.type) && isShort && !column.secured) return;
  throw invalidArgument(
    `Attribute ${name} cannot be part of a key: its type, its length or its security forbids it.`,
  );
}

function created(request: ApiRequest, path: string): Reply {
  return { status: 204, headers: { ...ANSWER_HEADERS, "OData-EntityId": request.root + path } };
}
