import { z } from "zod";
import { jsonIn } from "../../model/json-in.ts";
import type { OtherTable } from "../../model/plan.ts";
import type { LostBase, OpportunityWrite, WriteResult } from "../../model/ports.ts";
import { isOwnSuccess, textsIn } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { isNamedIn } from "../http/named.ts";
import { API, type Write } from "./connection.ts";
import { CODE, failureIn, isByPlugin, NO_OWNER, PASSING, reasonOf } from "./error.ts";

const SETS = { account: "accounts", lead: "leads" } as const;
/** `statuscode` of a qualified lead as Dynamics 365 ships it. */
const QUALIFIED = 3;
const JSON_BODY = { "Content-Type": "application/json" };

export function requestOf(write: OpportunityWrite): Write {
  if (write.action === "close") return closing(write);
  if (write.action === "note") return noting(write);
  if (write.action === "qualify") return qualifying(write.id);
  // Without either of the two, a PATCH creates what is missing and overwrites what is there.
  const condition = write.action === "create" ? { "If-None-Match": "*" } : { "If-Match": write.etag };
  return {
    method: "PATCH",
    path: `${API}${setOf(write)}(${write.id})?$select=${shownOf(write).join(",")}`,
    headers: { ...JSON_BODY, ...condition, Prefer: "return=representation" },
    body: JSON.stringify(write.columns),
  };
}

/** Columns of the new version of the row; the key and the etag come in any case. */
function shownOf({ baseColumn }: { readonly baseColumn?: string }): string[] {
  return ["modifiedon", ...(baseColumn === undefined ? [] : [baseColumn])];
}

function setOf({ table }: { readonly table?: OtherTable }): string {
  return table ? SETS[table] : "opportunities";
}

/**
 * The state of a lead is changed by its own action (QualifyLead), too. The opportunity is there already, and
 * so is the account: it makes nothing.
 */
function qualifying(id: string): Write {
  const nothing = { CreateAccount: false, CreateContact: false, CreateOpportunity: false };
  return {
    method: "POST",
    path: `${API}leads(${id})/Microsoft.Dynamics.CRM.QualifyLead`,
    headers: JSON_BODY,
    body: JSON.stringify({ ...nothing, Status: QUALIFIED }),
  };
}

/** Won and lost cannot be set as a column: each has an action of its own, which takes no etag. */
function closing({ id, as, statuscode }: Extract<OpportunityWrite, { action: "close" }>): Write {
  const close = {
    subject: as === "won" ? "Won in Partner Center" : "Lost in Partner Center",
    "opportunityid@odata.bind": `/opportunities(${id})`,
  };
  return {
    method: "POST",
    path: `${API}${as === "won" ? "WinOpportunity" : "LoseOpportunity"}`,
    headers: JSON_BODY,
    body: JSON.stringify({ Status: statuscode, OpportunityClose: close }),
  };
}

/** A note on the timeline is a row of its own, bound to the opportunity. */
function noting(note: Extract<OpportunityWrite, { action: "note" }>): Write {
  const { id, opportunity, table = "opportunity", subject, text } = note;
  const bind = { [`objectid_${table}@odata.bind`]: `/${setOf(note)}(${opportunity})` };
  return {
    method: "PATCH",
    path: `${API}annotations(${id})`,
    headers: { ...JSON_BODY, "If-None-Match": "*" },
    body: JSON.stringify({ subject, notetext: text, ...bind }),
  };
}

/** A user whose role does not reach a row is not told that it is there, until it is to be made. */
const EXISTS =
  "exists already, made meanwhile or out of reach of the application user (doctor looks at its role)";

const written = z.looseObject({ "@odata.etag": z.string().optional(), modifiedon: z.string().optional() });

export function resultOf(write: OpportunityWrite, answer: HttpResponse): WriteResult {
  const { status, body } = answer;
  if (status >= 200 && status < 300) {
    if (!isOwnSuccess(body)) return { outcome: "failed", reason: `${status} in an unknown form`, sent: true };
    const row = written.safeParse(jsonIn(body)).data;
    const etag = row?.["@odata.etag"] ?? answer.headers.etag ?? null;
    const lostBase = row && lostBaseIn(write, row);
    return { outcome: "applied", etag, modified: row?.modifiedon ?? null, ...(lostBase ? { lostBase } : {}) };
  }
  const sent = textsIn(jsonIn(requestOf(write).body));
  const { code, message } = failureIn(answer, sent);
  const reason = reasonOf(answer, sent) + ofOwner(write, code, message);
  const rejected = { outcome: "rejected", reason, ...columnsNamed(write, message) } as const;
  if (isByPlugin(code)) return rejected;
  // A code "is frequently empty", and is so where "Perform conditional operations" shows this answer.
  const isUncoded = status === 412 && code === "";
  // The note was made by an earlier attempt whose answer was lost. Only the code proves that: where it is not there,
  // what it was to keep would be overwritten and gone. Without the code its deal waits for the next run.
  if (write.action === "note" && code === CODE.keyExists)
    return { outcome: "applied", etag: null, modified: null };
  // Only opportunities have an alternate key of ours: another one is the customer's, and stands for another record.
  const isOfKey = code === CODE.alternateKeyExists && !("table" in write && write.table);
  if (write.action === "create" && (isUncoded || code === CODE.keyExists || isOfKey)) {
    return { outcome: "stale", reason: `${EXISTS}: ${reason}` };
  }
  if (code === CODE.etagMismatch || isUncoded) return { outcome: "stale", reason };
  if (status === 429) return { outcome: "failed", reason, sent: false };
  if (status >= 500 || status === 408 || PASSING.includes(code))
    return { outcome: "failed", reason, sent: true };
  return rejected;
}

const OWNER = "ownerid@odata.bind";

/** What to do where a row is refused for whom it was to belong to; empty where it is for something else. */
function ofOwner(write: OpportunityWrite, code: string, message: string): string {
  const owner = "columns" in write ? write.columns[OWNER] : undefined;
  const id = typeof owner === "string" ? owner.split(/[()]/)[1] : undefined;
  if (id === undefined) return "";
  // A missing privilege is that of the caller, unless the refusal names somebody else.
  const isMeant = message.toLowerCase().includes(id) || NO_OWNER.includes(code);
  return isMeant ? NOT_THEIRS : "";
}

const NOT_THEIRS =
  "; so it cannot belong to that user or team: give them a role that reads such rows, or have it belong to another (owner in docs/mapping.md)";

/** The columns of a write that its refusal names; a lookup is written by another name than it has. */
function columnsNamed(write: OpportunityWrite, message: string): { readonly named?: readonly string[] } {
  const columns = "columns" in write ? Object.keys(write.columns) : [];
  const named = columns.filter((column) => isNamedIn(message, column.replace("@odata.bind", "")));
  return named.length > 0 ? { named } : {};
}

/** A plug-in may change every column on its way; what somebody may write and not read is shown as blank. */
function lostBaseIn(write: OpportunityWrite, row: Readonly<Record<string, unknown>>): LostBase | null {
  if (!("columns" in write) || write.baseColumn === undefined) return null;
  const [sent, shown] = [write.columns[write.baseColumn], row[write.baseColumn]];
  if (sent === undefined || shown === undefined || shown === sent) return null;
  return shown === null || shown === "" ? "nothing" : "something else";
}
