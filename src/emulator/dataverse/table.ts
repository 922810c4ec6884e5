import { type Column, isLookup, propertyName, type Target } from "./column.ts";

/** One table of the emulated environment. Columns come and go while it runs, as customisers do. */
export interface Table {
  readonly name: string;
  /** Entity set name, as in the URL. */
  readonly set: string;
  readonly label: string;
  readonly primaryId: string;
  readonly objectTypeCode: number;
  /** Keys come, and their index is built, while it runs. */
  readonly keys: AlternateKey[];
  /** By logical name. */
  readonly columns: Map<string, Column>;
  /** By the name under which the value is read. */
  readonly properties: Map<string, Column>;
  readonly navigations: Map<string, Navigation>;
}

export interface AlternateKey {
  readonly name: string;
  readonly label: string;
  readonly columns: readonly string[];
  /** A key is enforced only once its index is active. */
  readonly status: "Pending" | "InProgress" | "Active" | "Failed";
}

export interface Navigation {
  readonly column: Column;
  /** Where it may lead: to one table, but for the owner of a row. */
  readonly targets: readonly Target[];
}

export interface TableDefinition extends Omit<Table, "columns" | "properties" | "navigations" | "keys"> {
  readonly columns: readonly Column[];
  readonly keys?: readonly AlternateKey[];
}

/** The tables of one environment, by logical name and by set name. */
export interface Schema {
  readonly tables: ReadonlyMap<string, Table>;
  readonly sets: ReadonlyMap<string, Table>;
}

export function createSchema(definitions: readonly TableDefinition[]): Schema {
  const tables = definitions.map(createTable);
  return {
    tables: new Map(tables.map((table) => [table.name, table])),
    sets: new Map(tables.map((table) => [table.set, table])),
  };
}

export function addColumn(table: Table, column: Column): void {
  table.columns.set(column.name, column);
  table.properties.set(propertyName(column), column);
  if (!isLookup(column)) return;
  for (const [navigation, targets] of Map.groupBy(column.targets, (target) => target.navigation))
    table.navigations.set(navigation, { column, targets });
}

/** For callers inside the process, as `tableNamed`. */
export function columnNamed(table: Table, name: string): Column {
  const column = table.columns.get(name);
  if (column === undefined) throw new Error(`${table.name} has no column ${name}`);
  return column;
}

export function removeColumn(table: Table, name: string): void {
  const column = columnNamed(table, name);
  table.columns.delete(name);
  table.properties.delete(propertyName(column));
  if (!isLookup(column)) return;
  for (const target of column.targets) table.navigations.delete(target.navigation);
}

/** For callers inside the process: asking for a table that is not there is a mistake in the test. */
export function tableNamed(schema: Schema, name: string): Table {
  const table = schema.tables.get(name);
  if (table === undefined) throw new Error(`the emulated environment has no table ${name}`);
  return table;
}

function createTable(definition: TableDefinition): Table {
  const table: Table = {
    ...definition,
    keys: [...(definition.keys ?? [])],
    columns: new Map(),
    properties: new Map(),
    navigations: new Map(),
  };
  for (const column of definition.columns) addColumn(table, column);
  return table;
}
