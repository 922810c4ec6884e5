import type { HttpRequest } from "../../src/adapters/http/message.ts";
import type { DataverseEmulator } from "../../src/emulator/dataverse/index.ts";
import type { AppliedWrite } from "../../src/emulator/partner-center/store.ts";
import type { InForce } from "./in-force.ts";
import type { Process } from "./process.ts";
import type { PromiseName } from "./promise-names.ts";
import { FIELD_NAMES, type FieldName, type Step } from "./story.ts";

interface World {
  /** As the run was given it. */
  readonly mapping: InForce;
  readonly process: Process;
  /** Accounts that were no longer in use when the run began. */
  readonly givenUp: ReadonlySet<unknown>;
  readonly report: (promise: PromiseName, what: string) => void;
}

interface Writes {
  readonly request: HttpRequest;
  readonly referralWrites: readonly AppliedWrite[];
  readonly rowWrites: DataverseEmulator["operations"];
}

/** What a run wrote with one request, judged by itself: whatever else happens, it may not look like this. */
export function judgeWrites(world: World, { request, referralWrites, rowWrites }: Writes): void {
  for (const write of referralWrites.filter(({ by }) => by === "api")) {
    if (write.kind === "update") checkPaths(world, write);
    for (const step of stepsOf(write)) checkStep(world, step, write.id);
  }
  for (const { id, action, columns, table } of rowWrites) {
    if (table === "opportunity" && action === "update") checkColumns(world, id, columns);
    if (table === "opportunity") checkAccount(world, id, columns);
  }
  checkPreconditions(world, request);
}

function checkPaths({ mapping, report }: World, { id, content }: AppliedWrite): void {
  for (const { path } of content as readonly { path: string }[]) {
    const field = FIELD_NAMES.find((name) => PATHS[name].includes(path));
    const isOurs = field
      ? field !== mapping.lacks && mapping.fields[field].direction !== "referral to opportunity"
      : path === "/statusReason" || (mapping.more?.shares === true && path === VISIBLE);
    if (!isOurs) report("writes only mapped fields", `referral ${id}: ${path}`);
  }
}

function checkColumns(
  { mapping, report }: World,
  id: string,
  columns: Readonly<Record<string, unknown>>,
): void {
  for (const column of Object.keys(columns)) {
    const field = FIELD_NAMES.find((name) => COLUMNS[name].includes(column));
    const isOurs = field
      ? field !== mapping.lacks && mapping.fields[field].direction !== "opportunity to referral"
      : isOwn(mapping, column);
    if (!isOurs) report("writes only mapped fields", `opportunity ${id}: ${column}`);
  }
}

/** One that somebody gives up while the run is at work, it may still use. */
function checkAccount(
  { process, givenUp, report }: World,
  id: string,
  { _parentaccountid_value: account }: Readonly<Record<string, unknown>>,
): void {
  if (givenUp.has(account)) report("agrees", `${process.name} gave ${id} an account that is not in use`);
}

function isOwn({ more }: InForce, column: string): boolean {
  if (OWN_COLUMN.test(column)) return true;
  if (more?.accounts && column === "_parentaccountid_value") return true;
  return more?.shares === true && /^cosell_(visible|help)$/.test(column);
}

interface Sent {
  readonly consent?: { readonly consentToShareReferralWithMicrosoftSellers?: unknown };
  readonly engagementId?: unknown;
}

/** The steps that this write takes and that nobody can take back. */
function stepsOf({ kind, content }: AppliedWrite): Step[] {
  if (kind === "create") {
    const { consent, engagementId } = content as Sent;
    if (engagementId !== undefined) return ["ask help"];
    return consent?.consentToShareReferralWithMicrosoftSellers === true ? ["share"] : [];
  }
  return (content as readonly { path: string; value?: unknown }[]).flatMap(({ path, value }): Step[] => {
    if (path === VISIBLE && value === true) return ["share"];
    return path === "/status" && value === "Closed" ? ["close"] : [];
  });
}

/** One that waits for a person is only taken when a person approved something, and one that is for people never. */
function checkStep({ mapping, process, report }: World, step: Step, id: string): void {
  const guard = mapping.more?.guards[step] ?? "allow";
  if (guard === "allow" || (guard === "hold" && process.isApproving)) return;
  report("takes no step unasked", `${process.name} took the step ${step} of ${id}, which is on ${guard}`);
}

/** Every write names the version that the run decided on, and that it has really been told of. */
function checkPreconditions(
  { process, report }: World,
  { url, method, headers = {}, body = "" }: HttpRequest,
) {
  const isBatch = url.endsWith("$batch");
  // Winning and losing an opportunity and qualifying a lead take no etag, and what is posted has none yet.
  if (method === "POST" && !isBatch) return;
  const parts = isBatch ? body.split("--batch_").filter((part) => part.includes("PATCH ")) : [];
  const conditions = isBatch
    ? parts.map((part) => ({
        version: /If-Match: (\S+)/.exec(part)?.[1],
        isNew: part.includes("If-None-Match: *"),
      }))
    : [{ version: headers["If-Match"], isNew: headers["If-None-Match"] === "*" }];
  for (const { version, isNew } of conditions) {
    if (isNew) continue;
    const quoted = JSON.stringify(version ?? "").slice(1, -1);
    const isOne = version !== undefined && version !== "*";
    if (!isOne || !process.heard.some((answer) => answer.includes(quoted)))
      report("never writes blind", `${process.name} wrote ${url} on ${version ?? "no condition"}`);
  }
}

const VISIBLE = "/consent/consentToShareReferralWithMicrosoftSellers";

/** Columns of the opportunity that belong to the sync itself. */
const OWN_COLUMN =
  /^cosell_(referralid|base|sync(status|reason)|audit|declinereason|expireson|microsoft\w*)$/;

const PATHS: Readonly<Record<FieldName, readonly string[]>> = {
  name: ["/name"],
  notes: ["/details/notes"],
  value: ["/details/dealValue", "/details/currency"],
  date: ["/details/closingDateTime"],
  solutions: ["/details/requirements/solutions", "/details/requirements/services"],
  status: ["/status", "/substatus"],
};

const COLUMNS: Readonly<Record<FieldName, readonly string[]>> = {
  name: ["name"],
  notes: ["description"],
  value: ["estimatedvalue", "_transactioncurrencyid_value"],
  date: ["estimatedclosedate"],
  solutions: ["cosell_products"],
  status: ["statecode", "statuscode"],
};
