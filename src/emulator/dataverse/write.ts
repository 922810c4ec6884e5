import type { Reply } from "../exchange.ts";
import { ANSWER_HEADERS, type ApiRequest, type Emulation, etagOf, JSON_HEADERS } from "./emulation.ts";
import { duplicateRow, rowNotFound, securedColumn, staleVersion, versionsNotCompared } from "./errors.ts";
import { requireOrdinaryWrite } from "./opportunity-state.ts";
import { chosenId, readJson, readValues } from "./payload.ts";
import { askPlugin } from "./plugin.ts";
import { applied } from "./preferences.ts";
import { requireAppend, requireOwner, requirePrivilege, requireReach } from "./privileges.ts";
import { shapeOf } from "./projection.ts";
import { representation } from "./query.ts";
import { readQueryOptions } from "./query-options.ts";
import { createRow, updateRow, type Values } from "./rows.ts";
import { APPLICATION_USER } from "./seed.ts";
import type { Row } from "./store.ts";
import type { Table } from "./table.ts";

/** `POST /opportunities` */
export function postRow(emulation: Emulation, request: ApiRequest, table: Table): Reply {
  const values = payload(emulation, request, table);
  const row = insert(emulation, { table, id: chosenId(table, values), values });
  return answer(emulation, request, { table, row, created: true });
}

/**
 * `PATCH /opportunities(…)`: changes the row, and creates it when it is not there, unless the request says
 * otherwise:
 *
 * | header             | the row is there        | it is not                  |
 * |--------------------|-------------------------|----------------------------|
 * | none               | updated                 | created                    |
 * | `If-Match: *`      | updated                 | 404                        |
 * | `If-Match: W/"n"`  | updated at version n, else 412 0x80060882 | 404      |
 * | `If-None-Match: *` | 412 0x80040237          | created                    |
 */
export function patchRow(
  emulation: Emulation,
  request: ApiRequest,
  { table, id }: { table: Table; id: string },
): Reply {
  const values = payload(emulation, request, table);
  const row = emulation.store.get(table, id);
  if (row === undefined) {
    if (request.headers["if-match"] !== undefined) throw rowNotFound(table.name, id);
    return answer(emulation, request, {
      table,
      row: insert(emulation, { table, id, values }),
      created: true,
    });
  }
  if (request.headers["if-none-match"] === "*") throw duplicateRow();
  requireReach(emulation, "Write", { table, row });
  requireMatch(emulation, request, { table, row });
  // The id never changes, whatever the body says.
  const { [table.primaryId]: _id, ...changes } = values;
  return answer(emulation, request, {
    table,
    row: update(emulation, { table, row, values: changes }),
    created: false,
  });
}

/** Everything that is wrong with the request itself, before anything is looked up or written. */
function payload(emulation: Emulation, request: ApiRequest, table: Table): Values {
  shapeOf(table, readQueryOptions(request.url));
  const json = readJson(request, table.set);
  return readValues({ emulation, table }, json);
}

function requireVisible(
  { hidden }: Emulation,
  verb: "create" | "update",
  { table, values }: { table: Table; values: Values },
): void {
  const name = Object.keys(values).find((one) => hidden.has(`${table.name}.${one}`));
  const column = name === undefined ? undefined : table.properties.get(name);
  if (column === undefined) return;
  throw securedColumn(verb, { table: table.label, column: column.label, caller: APPLICATION_USER });
}

function insert(
  emulation: Emulation,
  { table, id, values }: { table: Table; id: string | null; values: Values },
): Row {
  requirePrivilege(emulation, "Create", table);
  requireVisible(emulation, "create", { table, values });
  requireAppend(emulation, table, values);
  requireOwner(emulation, table, values);
  requireOrdinaryWrite(table, null, values);
  askPlugin(emulation, { table, id, values });
  const row = createRow(emulation, table, { id, values, author: APPLICATION_USER });
  const { version } = row;
  emulation.store.log({ action: "create", table: table.name, id: row.id, columns: values, version });
  return row;
}

function update(
  emulation: Emulation,
  { table, row, values }: { table: Table; row: Row; values: Values },
): Row {
  requireVisible(emulation, "update", { table, values });
  requireAppend(emulation, table, values);
  requireOwner(emulation, table, values);
  requireOrdinaryWrite(table, row, values);
  askPlugin(emulation, { table, id: row.id, values });
  const updated = updateRow(emulation, table, row, { values, author: APPLICATION_USER });
  const { id, version } = updated;
  emulation.store.log({ action: "update", table: table.name, id, columns: values, version });
  return updated;
}

function requireMatch(
  { settings }: Emulation,
  request: ApiRequest,
  { table, row }: { table: Table; row: Row },
): void {
  const wanted = request.headers["if-match"];
  if (wanted === undefined || wanted === "*") return;
  if (!settings.optimisticConcurrency) throw versionsNotCompared(table.name);
  if (wanted !== etagOf(row)) throw staleVersion();
}

interface Written {
  readonly table: Table;
  readonly row: Row;
  readonly created: boolean;
}

function answer(emulation: Emulation, request: ApiRequest, { table, row, created }: Written): Reply {
  const url = `${request.root}${table.set}(${row.id})`;
  const place = created ? { Location: url, "OData-EntityId": url } : { "OData-EntityId": url };
  if (!request.preferences.representation) return { status: 204, headers: { ...ANSWER_HEADERS, ...place } };
  const headers = {
    ...JSON_HEADERS,
    ...place,
    ETag: etagOf(row),
    ...applied(request.preferences, ["return"]),
  };
  const options = readQueryOptions(request.url);
  const body = representation(emulation, request, { table, row, options });
  return { status: created ? 201 : 200, headers, body };
}
