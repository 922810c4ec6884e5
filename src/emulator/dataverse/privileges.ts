import { z } from "zod";
import type { Reply } from "../exchange.ts";
import { guidOf } from "../guid.ts";
import { parseJson } from "../json.ts";
import { type ApiRequest, type Depth, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { DataverseFault, missingParameter } from "./errors.ts";
import { relatedRow } from "./related-row.ts";
import { createRow, type Values } from "./rows.ts";
import { APPLICATION_USER, BUSINESS_UNIT_ID } from "./seed.ts";
import type { Row } from "./store.ts";
import { type Table, tableNamed } from "./table.ts";

export type Verb = "Create" | "Read" | "Write" | "Delete" | "Append" | "AppendTo" | "Assign";

const VERBS: readonly Verb[] = ["Create", "Read", "Write", "Delete", "Append", "AppendTo", "Assign"];
/** What a table is called in the names of its privileges. Reading any other table takes none here. */
const NOUNS: Readonly<Record<string, string>> = {
  opportunity: "Opportunity",
  lead: "Lead",
  account: "Account",
  contact: "Contact",
  opportunityclose: "Activity",
  annotation: "Note",
  transactioncurrency: "TransactionCurrency",
  organization: "Organization",
  systemuser: "User",
  team: "Team",
  publisher: "Publisher",
  solution: "Solution",
  attributemaskingrule: "AttributeMaskingRule",
};
/** Not documented for each request: what roles that are known to suffice have. */
const METADATA = ["prvReadEntity", "prvReadAttribute", "prvReadRelationship"];
const CUSTOMISING = [
  ...METADATA,
  "prvReadEntityKey",
  "prvReadOptionSet",
  "prvWriteEntity",
  "prvCreateAttribute",
  "prvPublishCustomization",
];

const ALL: readonly string[] = [
  ...Object.values(NOUNS).flatMap((noun) => VERBS.map((verb) => `prv${verb}${noun}`)),
  ...CUSTOMISING,
];
const IDS = new Map(ALL.map((name) => [name, guidOf(name)]));

/** All of them, as a System Administrator has them. */
export function allPrivileges(): Map<string, Depth> {
  return new Map(ALL.map((name) => [name, "Global"]));
}

export function seedPrivileges(emulation: Emulation): void {
  const table = tableNamed(emulation.schema, "privilege");
  for (const [name, id] of IDS) {
    createRow(emulation, table, { id, values: { name }, author: APPLICATION_USER });
  }
}

/** @throws DataverseFault 403 0x80040220 when the application user may not do this to the table's rows. */
export function requirePrivilege(emulation: Emulation, verb: Verb, table: Table): void {
  const noun = NOUNS[table.name];
  if (noun !== undefined) requireNamed(emulation, `prv${verb}${noun}`, table);
}

/**
 * Whoever points one row to another has to be allowed to append the one, and to append to the other.
 *
 * @throws DataverseFault 403 0x80040220
 */
export function requireAppend(emulation: Emulation, table: Table, values: Values): void {
  for (const [name, value] of Object.entries(values)) {
    const column = table.properties.get(name);
    const related = column && value !== null ? relatedRow(emulation, column, value) : null;
    // Giving a row to somebody is assigning it, which takes another privilege.
    if (!related || column?.type === "Owner") continue;
    requirePrivilege(emulation, "Append", table);
    requirePrivilege(emulation, "AppendTo", related.table);
  }
}

/**
 * Giving a row to somebody is assigning it; and who may not read such rows cannot own one.
 *
 * @throws DataverseFault where a row cannot belong to whom it is given to.
 */
export function requireOwner(emulation: Emulation, table: Table, { _ownerid_value: id }: Values): void {
  const column = table.columns.get("ownerid");
  const owner = column && id !== APPLICATION_USER ? relatedRow(emulation, column, id) : null;
  if (!owner) return;
  requirePrivilege(emulation, "Assign", table);
  const { isdisabled, teamtype } = owner.row.columns;
  if (isdisabled === true) throw DISABLED;
  if (teamtype === ACCESS_TEAM) throw NO_OWNER_TEAM;
  const principal = { id: owner.row.id, type: owner.table.objectTypeCode };
  if (emulation.withoutRole.has(principal.id)) throw missing(`prvRead${NOUNS[table.name]}`, table, principal);
}

/** `teamtype` */
const ACCESS_TEAM = 1;
/** Captured with the places for the particulars left open. That it is the answer to such an owner is inferred. */
const DISABLED = new DataverseFault(
  403,
  "0x80040225",
  "The specified user(Id = {0}) is disabled. Consider enabling this user. Additional Details: {1}",
);
/** "Web service error codes", CannotAssignToAccessTeam. */
const NO_OWNER_TEAM = new DataverseFault(
  400,
  "0x80048340",
  "You cannot assign a record to the access team. You can assign a record to the owner team.",
);

/** Change tracking shows all rows, so it wants the right to read all of them. */
export function requireGlobalRead(emulation: Emulation, table: Table): void {
  const name = `prvRead${NOUNS[table.name]}`;
  if (emulation.privileges.get(name) !== "Global") throw missing(name, table);
}

/**
 * Whether a row is within the reach of the application user. Every seller is in another business unit than that user, so a
 * privilege that does not reach all of the organization is for the user's own rows alone.
 */
export function reaches(emulation: Emulation, verb: "Read" | "Write", { table, row }: Placed): boolean {
  const noun = NOUNS[table.name];
  if (noun === undefined || !table.properties.has("_ownerid_value")) return true;
  const isEverywhere = emulation.privileges.get(`prv${verb}${noun}`) === "Global";
  return isEverywhere || row.columns._ownerid_value === APPLICATION_USER;
}

/** @throws DataverseFault 403 0x80040220 when the row is another's, and the privilege does not reach it. */
export function requireReach(emulation: Emulation, verb: "Read" | "Write", placed: Placed): void {
  if (!reaches(emulation, verb, placed)) throw missing(`prv${verb}${NOUNS[placed.table.name]}`, placed.table);
}

interface Placed {
  readonly table: Table;
  readonly row: Row;
}

/** @throws DataverseFault 403 0x80040220 when the application user may not read definitions of tables. */
export function requireMetadata(emulation: Emulation, table: Table, more: readonly string[]): void {
  for (const name of [...METADATA, ...more]) requireNamed(emulation, name, table);
}

/** @throws DataverseFault 403 0x80040220 */
export function requireNamed(emulation: Emulation, name: string, table: Table): void {
  if (!emulation.privileges.has(name)) throw missing(name, table);
}

const NAMES = z.array(z.string());

/**
 * `GET /systemusers(…)/Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNames(PrivilegeNames=@p1)?@p1=["prvReadNote"]`
 *
 * @throws DataverseFault 400 for a name that is not known: whether the service minds is not documented.
 */
export function userPrivileges(emulation: Emulation, request: ApiRequest): Reply {
  const wanted = NAMES.safeParse(parseJson(request.url.searchParams.get("@p1") ?? ""));
  const names = wanted.success ? wanted.data : [];
  if (names.length === 0 || names.some((name) => !IDS.has(name))) throw missingParameter("PrivilegeNames");
  const held = names.flatMap((name) => {
    const depth = emulation.privileges.get(name);
    return depth === undefined ? [] : [{ name, depth }];
  });
  const RolePrivileges = held.map(({ name, depth }) => ({
    Depth: depth,
    PrivilegeId: guidOf(name),
    BusinessUnitId: BUSINESS_UNIT_ID,
    PrivilegeName: name,
  }));
  const context = `${request.root}$metadata#Microsoft.Dynamics.CRM.RetrieveUserSetOfPrivilegesByNamesResponse`;
  return { status: 200, headers: JSON_HEADERS, body: { "@odata.context": context, RolePrivileges } };
}

const CALLER = { id: APPLICATION_USER, type: 8 };

/** @param principal With the number of its table: a user, or a team. */
function missing(name: string, table: Table, { id, type } = CALLER): DataverseFault {
  const message = `Principal ${type === CALLER.type ? "user" : "team"} (Id=${id}, type=${type}, roleCount=1, privilegeCount=40, accessMode=4), is missing ${name} privilege (Id=${guidOf(name)}) on OTC=${table.objectTypeCode} for entity '${table.name}'. context.Caller=${APPLICATION_USER}`;
  return new DataverseFault(403, "0x80040220", message);
}
