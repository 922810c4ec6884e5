import type { Reply } from "../exchange.ts";
import { type Closing, closeOpportunity } from "./close-opportunity.ts";
import { settleColumns } from "./customise.ts";
import { CUSTOMISING_ACTIONS } from "./customising-actions.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { methodNotAllowed, noSuchAction, notEmulated, unknownSegment } from "./errors.ts";
import { metadata } from "./metadata.ts";
import { requirePrivilege, userPrivileges, type Verb } from "./privileges.ts";
import { qualifyLead } from "./qualify-lead.ts";
import { readCollection, readRow } from "./query.ts";
import { readId, readSegments, type Segment } from "./resource-path.ts";
import { APPLICATION_USER, BUSINESS_UNIT_ID, ORGANIZATION_ID } from "./seed.ts";
import { type Table, tableNamed } from "./table.ts";
import { patchRow, postRow } from "./write.ts";

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
  settleColumns(emulation);
  const customising = CUSTOMISING_ACTIONS[first.name];
  if (customising !== undefined) {
    requireMessage(request, "POST", rest.length === 0 && first.key === null);
    return customising(emulation, request);
  }
  const closing = CLOSINGS[first.name];
  if (closing !== undefined) {
    requireMessage(request, "POST", rest.length === 0 && first.key === null);
    requirePrivilege(emulation, "Write", tableNamed(emulation.schema, "opportunity"));
    return closeOpportunity(emulation, request, closing);
  }
  if (first.name === "WhoAmI") return whoAmI(request, first, rest);
  if (first.name === "EntityDefinitions") return metadata(emulation, request, segments);
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
  requirePrivilege(emulation, request.method === "POST" ? "Create" : "Read", table);
  if (next && /^(Microsoft\.Dynamics\.CRM\.|\$count$)/.test(next.name)) throw notEmulated(next.name);
  if (next !== undefined) throw unknownSegment(next.name);
  if (request.method === "GET") return readCollection(emulation, request, table);
  if (request.method === "POST") return postRow(emulation, request, table);
  throw methodNotAllowed(request.method);
}

interface RowRequest extends CollectionRequest {
  readonly source: string;
}

function oneRow(emulation: Emulation, request: ApiRequest, { table, source, rest }: RowRequest): Reply {
  const id = readId(table, source);
  const [action] = rest;
  if (table.name === "lead" && action?.name === "Microsoft.Dynamics.CRM.QualifyLead") {
    requireMessage(request, "POST", rest.length === 1 && action.key === null);
    requirePrivilege(emulation, "Write", table);
    return qualifyLead(emulation, request, { table, id });
  }
  const verb = VERBS[request.method];
  if (verb !== undefined) requirePrivilege(emulation, verb, table);
  if (isUserPrivileges(table, rest)) return userPrivileges(emulation, request);
  if (rest[0] !== undefined) throw notEmulated(`${rest[0].name} of a single row`);
  if (request.method === "GET") return readRow(emulation, request, { table, id });
  if (request.method === "PATCH") return patchRow(emulation, request, { table, id });
  if (request.method === "DELETE") throw notEmulated("deleting a row");
  throw methodNotAllowed(request.method);
}

/** A PATCH that turns out to create a row wants that privilege too. */
const VERBS: Readonly<Record<string, Verb>> = { GET: "Read", PATCH: "Write" };

function isUserPrivileges(table: Table, [bound, more]: readonly Segment[]): boolean {
  const name = "Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames";
  const isCalled = bound?.name === name && bound.key === "PrivilegeNames=@p1";
  return table.name === "systemuser" && isCalled && more === undefined;
}

/** Commonly called without its parentheses, which the service lets pass. */
function whoAmI(request: ApiRequest, { key }: Segment, rest: readonly Segment[]): Reply {
  requireMessage(request, "GET", (key ?? "") === "" && rest.length === 0);
  const body = {
    "@odata.context": `${request.root}$metadata#Microsoft.Dynamics.CRM.WhoAmIResponse`,
    BusinessUnitId: BUSINESS_UNIT_ID,
    UserId: APPLICATION_USER,
    OrganizationId: ORGANIZATION_ID,
  };
  return { status: 200, headers: JSON_HEADERS, body };
}

/** A message called with the wrong verb does not exist, rather than being "not allowed". */
function requireMessage(request: ApiRequest, method: string, isWellFormed: boolean): void {
  if (request.method !== method || !isWellFormed) throw noSuchAction(request.url.href);
}
