import type { Reply } from "../exchange.ts";
import { type Closing, closeOpportunity } from "./close-opportunity.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { methodNotAllowed, noSuchAction, notEmulated, unknownSegment } from "./errors.ts";
import { readMetadata } from "./metadata.ts";
import { qualifyLead } from "./qualify-lead.ts";
import { countCollection, readCollection, readRow } from "./query.ts";
import { readAddress, readSegments, type Segment } from "./resource-path.ts";
import { APPLICATION_USER, BUSINESS_UNIT_ID, ORGANIZATION_ID } from "./seed.ts";
import type { Table } from "./table.ts";
import { deleteRow, patchRow, postRow } from "./write.ts";

const CLOSINGS: Readonly<Record<string, Closing>> = {
  WinOpportunity: { message: "WinOpportunity", action: "win", state: 1 },
  LoseOpportunity: { message: "LoseOpportunity", action: "lose", state: 2 },
};

/** Carries out one request other than a batch. @throws DataverseFault what the service refuses. */
export function route(emulation: Emulation, request: ApiRequest): Reply {
  const path = new URL(request.root).pathname;
  if (!request.url.pathname.startsWith(path)) throw noSuchAction(request.url.href);
  const segments = readSegments(request.url.pathname.slice(path.length));
  const [first, ...rest] = segments;
  if (first === undefined) throw noSuchAction(request.url.href);
  const closing = CLOSINGS[first.name];
  if (closing !== undefined) {
    requireMessage(request, "POST", rest.length === 0 && first.key === null);
    return closeOpportunity(emulation, request, closing);
  }
  if (first.name === "WhoAmI" || first.name === "RetrieveVersion")
    return systemFunction(request, first, rest);
  if (first.name === "EntityDefinitions") return readMetadata(emulation, request, segments);
  const table = emulation.schema.sets.get(first.name);
  if (table === undefined) throw unknownSegment(first.name);
  return first.key === null
    ? collection(emulation, request, { table, rest })
    : oneRow(emulation, request, { table, source: first.key, rest });
}

interface CollectionRequest {
  readonly table: Table;
  readonly rest: readonly Segment[];
}

function collection(emulation: Emulation, request: ApiRequest, { table, rest }: CollectionRequest): Reply {
  const [next] = rest;
  if (next?.name === "$count" && request.method === "GET") return countCollection(emulation, request, table);
  if (next?.name.startsWith("Microsoft.Dynamics.CRM.")) throw notEmulated(next.name);
  if (next !== undefined) throw unknownSegment(next.name);
  if (request.method === "GET") return readCollection(emulation, request, table);
  if (request.method === "POST") return postRow(emulation, request, table);
  throw methodNotAllowed(request.method);
}

interface RowRequest extends CollectionRequest {
  readonly source: string;
}

function oneRow(emulation: Emulation, request: ApiRequest, { table, source, rest }: RowRequest): Reply {
  const address = readAddress(table, source);
  const [action] = rest;
  if (table.name === "lead" && action?.name === "Microsoft.Dynamics.CRM.QualifyLead") {
    requireMessage(request, "POST", rest.length === 1 && action.key === null);
    return qualifyLead(emulation, request, { table, address });
  }
  if (rest[0] !== undefined) throw notEmulated(`${rest[0].name} of a single row`);
  if (request.method === "GET") return readRow(emulation, request, { table, address });
  if (request.method === "PATCH") return patchRow(emulation, request, { table, address, source });
  if (request.method === "DELETE") return deleteRow(emulation, request, { table, address, source });
  throw methodNotAllowed(request.method);
}

function systemFunction(request: ApiRequest, { name, key }: Segment, rest: readonly Segment[]): Reply {
  // WhoAmI is commonly called without its parentheses, which the service lets pass; RetrieveVersion needs them.
  const called = key === "" || (name === "WhoAmI" && key === null);
  requireMessage(request, "GET", called && rest.length === 0);
  const result =
    name === "WhoAmI"
      ? { BusinessUnitId: BUSINESS_UNIT_ID, UserId: APPLICATION_USER, OrganizationId: ORGANIZATION_ID }
      : { Version: "9.2.24102.188" };
  const context = `${request.root}$metadata#Microsoft.Dynamics.CRM.${name}Response`;
  return { status: 200, headers: JSON_HEADERS, body: { "@odata.context": context, ...result } };
}

/** A message called with the wrong verb does not exist, rather than being "not allowed". */
function requireMessage(request: ApiRequest, method: string, isWellFormed: boolean): void {
  if (request.method !== method || !isWellFormed) throw noSuchAction(request.url.href);
}
