import type { Reply } from "../exchange.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { DataverseFault, missingParameter, notEmulated, wrongLiteral } from "./errors.ts";
import { statusFor } from "./opportunity-state.ts";
import { readJson } from "./payload.ts";
import { requireRow } from "./resource-path.ts";
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
  { table, id: leadId }: { table: Table; id: string },
): Reply {
  const parameters = readJson(request, MESSAGE);
  for (const name of CREATES) requireType(parameters, name, "boolean");
  requireType(parameters, "Status", "number");
  const lead = requireRow(emulation.store, table, leadId);
  if (lead.columns.statecode !== 0) {
    throw new DataverseFault(400, "0x80040203", "The lead is already closed.");
  }
  const statuscode = statusFor(table, QUALIFIED, Number(parameters.Status));
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
  if (value === undefined || value === null) throw missingParameter(name);
  if (typeof value !== type)
    throw wrongLiteral(MESSAGE, value, type === "boolean" ? "Edm.Boolean" : "Edm.Int32");
}
