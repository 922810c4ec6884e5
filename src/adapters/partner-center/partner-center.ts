import { randomUUID } from "node:crypto";
import { CosellError, LostAnswerError } from "../../errors.ts";
import type {
  Clock,
  PatchOperation,
  ReferralBody,
  ReferralReader,
  ReferralWrite,
  ReferralWriter,
  WriteResult,
} from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { authorised } from "../entra/authorised.ts";
import type { TokenSource } from "../entra/entra.ts";
import type { Http } from "../http/http.ts";
import { isOwnSuccess, textsIn } from "../http/json.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { isNamedIn } from "../http/named.ts";
import { serverTime } from "../http/server-time.ts";
import {
  readError,
  readReferral,
  readWritten,
  reasonOf,
  refusalOf,
  signInError,
  wantsMoreOfSignIn,
} from "./answer.ts";
import { newHeaders } from "./headers.ts";
import { openList } from "./list.ts";

export interface PartnerCenterOptions {
  readonly http: Http;
  readonly token: TokenSource;
  readonly baseUrl: string;
  readonly clock: Clock;
}

/**
 * The referrals API (learn.microsoft.com/partner-center/developer: "Get a list of referrals", "Patch a
 * referral"). It has no batch, no delete and no filter by time.
 */
export function openPartnerCenter(options: PartnerCenterOptions): ReferralReader & ReferralWriter {
  const { http, token, baseUrl, clock } = options;
  const referrals = `${new URL(baseUrl).origin}/v1.0/engagements/referrals`;
  const send = authorised({ http, token, refused: signInError });

  function call(request: Pick<HttpRequest, "method" | "url" | "headers" | "body">): Promise<HttpResponse> {
    return send({
      ...request,
      system: "partner-center",
      headers: { ...newHeaders(), "client-request-id": randomUUID(), ...request.headers },
      // A PATCH that arrived has moved its own etag: repeated, it would say 412 though it was carried out.
      repeatable: request.method === "GET",
    });
  }

  async function get(id: string): Promise<RemoteRecord | null> {
    // A seller may have typed anything into the row. With these, it would be the list that is asked for.
    if (id === "." || id === "..") return null;
    const response = await call({ method: "GET", url: `${referrals}/${encodeURIComponent(id)}` });
    if (response.status === 404 || response.status === 410) return null;
    if (response.status === 403 && !wantsMoreOfSignIn(response)) return null;
    if (response.status === 400 && !isUuid(id)) return null;
    if (response.status !== 200) throw readError(response);
    return readReferral(response);
  }

  async function write(request: Parameters<typeof call>[0]): Promise<HttpResponse | WriteResult> {
    try {
      return await call({ ...request, headers: { "Content-Type": "application/json", ...request.headers } });
    } catch (error) {
      // What ends a run has to wait until the fate of all its writes is known.
      if (!(error instanceof CosellError)) throw error;
      return { outcome: "failed", reason: error.message, sent: error instanceof LostAnswerError };
    }
  }

  async function update({ id, etag, operations }: ReferralWrite): Promise<WriteResult> {
    const began = clock.now().getTime();
    const patch = (sent: readonly PatchOperation[]) =>
      write({
        method: "PATCH",
        url: `${referrals}/${encodeURIComponent(id)}`,
        headers: { "If-Match": etag, Prefer: "return=representation" },
        body: JSON.stringify(sent),
      });
    let answer = await patch(operations);
    const other = isRefused(answer) ? dealValueAsText(operations) : null;
    if (other) {
      const second = await patch(other);
      // Refused in both forms, it is not the form: the first answer says what is wrong.
      if (!isRefused(second)) answer = second;
    }
    if ("outcome" in answer) return answer;
    const result = patchedBy(answer, operations);
    if (result.outcome !== "applied") return result;
    const written = readWritten(answer);
    if (written) return { ...result, written };
    return { ...result, modified: atTheEarliest(answer, clock.now().getTime() - began) };
  }

  async function create(body: ReferralBody): Promise<WriteResult> {
    const answer = await write({ method: "POST", url: referrals, body: JSON.stringify(body) });
    return "outcome" in answer ? answer : createdBy(answer, body);
  }

  const list = openList({ url: referrals, read: (url) => call({ method: "GET", url }), get, clock });
  return { ...list, update, create };
}

/** For what it says, so that nothing of it was written. */
function isRefused(answer: HttpResponse | WriteResult): boolean {
  return "status" in answer && answer.status === 400;
}

/**
 * What it calls a property that it refuses is not documented: its path in the request, or the same with dots, in quotation
 * marks then.
 */
function patchedBy(answer: HttpResponse, operations: readonly PatchOperation[]): WriteResult {
  const sent = operations.map(({ value }) => value);
  const result = resultOf(answer, sent);
  if (result.outcome !== "rejected") return result;
  const { message } = refusalOf(answer, textsIn(sent));
  const words = new Set(message.split(/[^\w/-]+/));
  const isMeant = (path: string) => words.has(path) || isNamedIn(message, path.slice(1).replaceAll("/", "."));
  const named = [...new Set(operations.map(({ path }) => path))].filter(isMeant);
  return named.length > 0 ? { ...result, named } : result;
}

/**
 * The same with the deal value as text, or `null` where there is none. It is a number wherever referrals are shown and made; the
 * sample of "Patch a referral" sends it as text, and whether a number is taken as well is nowhere said.
 */
function dealValueAsText(operations: readonly PatchOperation[]): readonly PatchOperation[] | null {
  const isAmount = ({ path, value }: PatchOperation) =>
    path === "/details/dealValue" && typeof value === "number";
  if (!operations.some(isAmount)) return null;
  return operations.map((one) => (isAmount(one) ? { ...one, value: String(one.value) } : one));
}

/**
 * 200 and 201 are both documented. A 2xx that does not show the new referral, with the engagement in which Microsoft is asked
 * for help, leaves open which one was made: it is looked for later.
 */
function createdBy(response: HttpResponse, sent: ReferralBody): WriteResult {
  const result = resultOf(response, sent);
  if (result.outcome !== "applied") return result;
  const created = readWritten(response);
  if (created?.properties.engagementId) return { ...result, created };
  return { outcome: "failed", reason: `${response.status} without the referral that was made`, sent: true };
}

/**
 * When a write was made whose answer does not show the referral: not before it was asked for. A listing that is
 * late shows versions that are older than that, and is known for it.
 */
function atTheEarliest(response: HttpResponse, elapsedMs: number): string | null {
  const answered = serverTime(response);
  return answered && new Date(Date.parse(answered) - elapsedMs).toISOString();
}

function resultOf(response: HttpResponse, sent: unknown): WriteResult {
  const { status, body } = response;
  if (status >= 200 && status < 300) {
    if (!isOwnSuccess(body)) return { outcome: "failed", reason: `${status} in an unknown form`, sent: true };
    const written = readWritten(response);
    return { outcome: "applied", etag: written?.etag ?? null, modified: written?.modified ?? null };
  }
  const reason = reasonOf(response, textsIn(sent));
  if (status === 412 || refusalOf(response).codes.includes("resourceModified"))
    return { outcome: "stale", reason };
  if (status === 429) return { outcome: "failed", reason, sent: false };
  // A 408 is no refusal: something on the way, or the service, has waited for too long.
  if (status >= 500 || status === 408) return { outcome: "failed", reason, sent: true };
  return { outcome: "rejected", reason };
}
