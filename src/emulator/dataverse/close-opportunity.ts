import type { Reply } from "../exchange.ts";
import { isObject } from "../json.ts";
import { type ApiRequest, type Emulation, NO_CONTENT } from "./emulation.ts";
import {
  alreadyClosed,
  type DataverseFault,
  missingParameter,
  payloadFault,
  rowNotFound,
  wrongLiteral,
} from "./errors.ts";
import { statusFor } from "./opportunity-state.ts";
import { chosenId, readJson, readValues } from "./payload.ts";
import { askPlugin } from "./plugin.ts";
import { requireAppend, requirePrivilege } from "./privileges.ts";
import { createRow, updateRow, type Values } from "./rows.ts";
import { APPLICATION_USER } from "./seed.ts";
import type { Row } from "./store.ts";
import { tableNamed } from "./table.ts";

export interface Closing {
  readonly message: "WinOpportunity" | "LoseOpportunity";
  readonly action: "win" | "lose";
  readonly state: 1 | 2;
}

/**
 * `POST /WinOpportunity`, `POST /LoseOpportunity`: `{"Status": 3, "OpportunityClose": {…}}` → 204.
 * Files an opportunityclose activity and closes the row; neither takes an etag.
 */
export function closeOpportunity(emulation: Emulation, request: ApiRequest, closing: Closing): Reply {
  const { Status, OpportunityClose, ...unknown } = readJson(request, closing.message);
  const [extra] = Object.keys(unknown);
  if (extra !== undefined) throw invalidParameter(closing, extra);
  if (Status === undefined || Status === null) throw missingParameter("Status");
  if (!isObject(OpportunityClose)) throw missingParameter("OpportunityClose");
  const opportunities = tableNamed(emulation.schema, "opportunity");
  const activities = tableNamed(emulation.schema, "opportunityclose");
  const activity = readValues({ emulation, table: activities }, OpportunityClose);
  const row = opportunityOf(emulation, activity);
  const statuscode = wantedStatus(emulation, closing, Status);
  requirePrivilege(emulation, "Create", activities);
  requireAppend(emulation, activities, activity);
  if (row.columns.statecode !== 0) throw alreadyClosed();
  const { state } = closing;
  const values = { statecode: state, statuscode, ...outcome(emulation, closing, row, activity) };
  askPlugin(emulation, { message: closing.message, table: opportunities, id: row.id, values });
  createRow(emulation, activities, {
    id: chosenId(activities, activity),
    values: { ...activity, opportunitystatecode: state, opportunitystatuscode: statuscode },
    author: APPLICATION_USER,
  });
  const { id, version } = updateRow(emulation, opportunities, row, { values, author: APPLICATION_USER });
  emulation.store.log({ action: closing.action, table: "opportunity", id, columns: values, version });
  return NO_CONTENT;
}

function opportunityOf(emulation: Emulation, activity: Values): Row {
  const id = activity._opportunityid_value;
  if (typeof id !== "string") throw missingParameter("opportunityid");
  const row = emulation.store.get(tableNamed(emulation.schema, "opportunity"), id);
  if (row === undefined) throw rowNotFound("opportunity", id);
  return row;
}

function wantedStatus(emulation: Emulation, { state, message }: Closing, status: unknown): number {
  if (typeof status !== "number" || !Number.isInteger(status))
    throw wrongLiteral(message, status, "Edm.Int32");
  return statusFor(tableNamed(emulation.schema, "opportunity"), state, status);
}

/** A won opportunity without a stated revenue is worth what was estimated. */
function outcome(emulation: Emulation, { action }: Closing, row: Row, activity: Values): Values {
  const end = activity.actualend;
  const day = (typeof end === "string" ? end : emulation.now().toISOString()).slice(0, 10);
  const estimated = action === "win" ? row.columns.estimatedvalue : undefined;
  const revenue = activity.actualrevenue ?? estimated;
  return { actualclosedate: day, ...(revenue === undefined ? {} : { actualvalue: revenue }) };
}

function invalidParameter({ message }: Closing, name: string): DataverseFault {
  return payloadFault(
    message,
    `Microsoft.OData.ODataException: The parameter '${name}' in the request payload is not a valid parameter for the operation '${message}'.`,
  );
}
