import { propertyName } from "./column.ts";
import { type ApiRequest, type Emulation, etagOf } from "./emulation.ts";
import { syntaxFault, unknownPropertyInQuery } from "./errors.ts";
import { formattedValue, relatedRow } from "./formatted-value.ts";
import type { Expand, QueryOptions } from "./query-options.ts";
import type { Row } from "./store.ts";
import { type Navigation, type Table, tableNamed } from "./table.ts";

/** Which properties of a table an answer shows, checked against the table. */
export interface Shape {
  readonly table: Table;
  readonly properties: readonly string[];
  readonly expands: readonly ShapedExpand[];
  /** The column list in `@odata.context`: `(name,statecode)`, or nothing when all are shown. */
  readonly context: string;
}

interface ShapedExpand {
  readonly navigation: string;
  readonly column: Navigation["column"];
  readonly shape: Shape;
  readonly reference: boolean;
}

const FORMATTED = "OData.Community.Display.V1.FormattedValue";
const LOOKUP_TABLE = "Microsoft.Dynamics.CRM.lookuplogicalname";
const LOOKUP_NAVIGATION = "Microsoft.Dynamics.CRM.associatednavigationproperty";

/** @throws DataverseFault 0x80060888 for a property or navigation property that the table does not have. */
export function shapeOf(
  emulation: Emulation,
  table: Table,
  options: Pick<QueryOptions, "select" | "expand">,
): Shape {
  const { select } = options;
  for (const name of select ?? []) {
    if (!table.properties.has(name)) throw unknownPropertyInQuery(name, table.name);
  }
  const expands = options.expand.map((expand) => shapedExpand(emulation, table, expand));
  const nested = expands.map(({ navigation, shape }) => `${navigation}${shape.context || "()"}`);
  const listed = [...(select ?? []), ...nested];
  return {
    table,
    properties: select === null ? [...table.properties.keys()] : withCompanions(table, select),
    expands,
    context: listed.length === 0 ? "" : `(${listed.join(",")})`,
  };
}

/** One row as the answer shows it. `annotations`: which of them the caller wants. */
export function project(
  emulation: Emulation,
  shape: Shape,
  row: Row,
  annotations: ApiRequest["preferences"]["annotations"],
): Record<string, unknown> {
  const shown: Record<string, unknown> = { "@odata.etag": etagOf(row) };
  fill(emulation, shape, { row, shown, annotations });
  return shown;
}

interface Filling {
  readonly row: Row;
  readonly shown: Record<string, unknown>;
  readonly annotations: ApiRequest["preferences"]["annotations"];
}

function fill(emulation: Emulation, shape: Shape, filling: Filling): void {
  const { row, shown, annotations } = filling;
  for (const name of shape.properties) {
    const path = `${shape.table.name}.${name}`;
    const isHidden = emulation.hidden.has(path) || emulation.unreadable.has(path);
    const value = isHidden ? null : shownValue(emulation, path, row.columns[name]);
    if (annotations !== null && value !== null) annotate(emulation, shape.table, name, filling);
    shown[name] = value;
  }
  for (const { navigation, column, shape: inner, reference } of shape.expands) {
    const related = relatedRow(emulation, column, row.columns[propertyName(column)]);
    const fits = related !== null && related.table === inner.table;
    shown[navigation] = fits ? expanded(emulation, inner, related.row, { reference, annotations }) : null;
  }
}

/** A plain read shows a masked column masked to everybody, administrators and whoever may read it unmasked among them. */
function shownValue({ masked }: Emulation, path: string, value: unknown): unknown {
  if (value === undefined) return null;
  return typeof value === "string" && masked.has(path) ? value.replaceAll(/[^\s@.]/g, "*") : value;
}

function expanded(
  emulation: Emulation,
  shape: Shape,
  row: Row,
  how: { reference: boolean; annotations: Filling["annotations"] },
): Record<string, unknown> {
  if (how.reference) return { "@odata.id": `${shape.table.set}(${row.id})` };
  const shown: Record<string, unknown> = {};
  fill(emulation, shape, { row, shown, annotations: how.annotations });
  return shown;
}

function annotate(
  emulation: Emulation,
  table: Table,
  name: string,
  { row, shown, annotations }: Filling,
): void {
  const column = table.properties.get(name);
  if (column === undefined || annotations === null) return;
  const value = row.columns[name];
  const formatted = annotations(FORMATTED) ? formattedValue(emulation, row, column, value) : null;
  if (formatted !== null) shown[`${name}@${FORMATTED}`] = formatted;
  const related = relatedRow(emulation, column, value);
  if (related === null) return;
  if (annotations(LOOKUP_NAVIGATION)) shown[`${name}@${LOOKUP_NAVIGATION}`] = related.navigation;
  if (annotations(LOOKUP_TABLE)) shown[`${name}@${LOOKUP_TABLE}`] = related.table.name;
}

/** The primary key always comes along, and the currency with any amount of money. */
function withCompanions(table: Table, select: readonly string[]): string[] {
  const money = select.some((name) => table.properties.get(name)?.type === "Money");
  const companions = money ? ["_transactioncurrencyid_value", table.primaryId] : [table.primaryId];
  return [...new Set([...select, ...companions])];
}

function shapedExpand(emulation: Emulation, table: Table, expand: Expand): ShapedExpand {
  const navigation = table.navigations.get(expand.navigation);
  if (navigation === undefined) throw unknownPropertyInQuery(expand.navigation, table.name);
  if (expand.reference && expand.expand.length > 0) throw syntaxFault("Expand with $ref takes no options.");
  const target = tableNamed(emulation.schema, navigation.target.table);
  return {
    navigation: expand.navigation,
    column: navigation.column,
    shape: shapeOf(emulation, target, expand),
    reference: expand.reference,
  };
}
