import type { Reply } from "../exchange.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { DataverseFault, notEmulated, payloadFault, statusNotOfState } from "./errors.ts";
import { defaultStatus, statusesOf } from "./opportunity-state.ts";
import { readJson } from "./payload.ts";
import { notFound } from "./query.ts";
import { findRow, type RowAddress } from "./resource-path.ts";
import { updateRow } from "./rows.ts";
import { APPLICATION_USER } from "./seed.ts";
import type { Table } from "./table.ts";

const MESSAGE = "QualifyLead";
const QUALIFIED = 1;
/** What else the action can make, each of them required to be true or false. */
const CREATES = ["CreateAccount", "CreateContact", "CreateOpportunity"] as const;

/**
 * `POST /leads(…)/Microsoft.Dynamics.CRM.QualifyLead` → 200 and the rows it made. A lead that is not open is
 * refused; with which code is not documented.
 */
export function qualifyLead(
  emulation: Emulation,
  request: ApiRequest,
  { table, address }: { table: Table; address: RowAddress },
): Reply {
  const parameters = readJson(request, MESSAGE);
  for (const name of CREATES) requireType(parameters, name, "boolean");
  requireType(parameters, "Status", "number");
  const lead = findRow(emulation.store, table, address);
  if (lead === undefined) throw notFound(table, address);
  if (lead.columns.statecode !== 0) {
    throw new DataverseFault(400, "0x80040203", "The lead is already closed.");
  }
  const wanted = Number(parameters.Status);
  const statuscode = wanted === -1 ? (defaultStatus(table, QUALIFIED) ?? wanted) : wanted;
  if (!statusesOf(table, QUALIFIED).includes(statuscode)) {
    throw statusNotOfState(table.name, statuscode, QUALIFIED);
  }
  const made = CREATES.find((name) => parameters[name] === true);
  if (made !== undefined) throw notEmulated(`${MESSAGE} with ${made}`);
  const values = { statecode: QUALIFIED, statuscode };
  const { id, version } = updateRow(emulation, table, lead, { values, author: APPLICATION_USER });
  emulation.store.log({ action: "qualify", table: table.name, id, columns: values, version });
  const context = `${request.root}$metadata#Collection(mscrm.crmbaseentity)`;
  return { status: 200, headers: JSON_HEADERS, body: { "@odata.context": context, value: [] } };
}

function requireType(parameters: Record<string, unknown>, name: string, type: "boolean" | "number"): void {
  const value = parameters[name];
  if (value === undefined || value === null) {
    throw new DataverseFault(400, "0x80040203", `Required field '${name}' is missing`);
  }
  const edm = type === "boolean" ? "Edm.Boolean" : "Edm.Int32";
  if (typeof value === type) return;
  throw payloadFault(
    MESSAGE,
    `Microsoft.OData.ODataException: Cannot convert the literal '${String(value)}' to the expected type '${edm}'.`,
  );
}
