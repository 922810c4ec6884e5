import { z } from "zod";
import { ServiceError, SignInError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isObject, readJson } from "../http/json.ts";
import type { HttpResponse } from "../http/message.ts";
import { shortReason } from "../http/short-reason.ts";

/** Records are kept by their ids, also as keys of objects: one that every object has would not be found again. */
const MEMBERS = new Set(Object.getOwnPropertyNames(Object.prototype));
const isId = (id: string) => id !== "" && !MEMBERS.has(id.toLowerCase());

/** It goes into a header of the request that writes the referral. */
const isEtag = (etag: unknown): etag is string => typeof etag === "string" && /^[\x20-\x7e]+$/.test(etag);
/** One without a zone is some time of that day. */
const isTime = (time: unknown): time is string => typeof time === "string" && !Number.isNaN(Date.parse(time));

const listed = z.looseObject({ id: z.string().refine(isId) });
/** Everything else of a referral is for the mapping to read: members come and go without notice. */
const referral = listed.extend({
  updatedDateTime: z.string().refine(isTime),
  eTag: z.string().refine(isEtag),
});
const list = z.object({ value: z.array(listed), "@odata.nextLink": z.string().nullish() });

export type ListedReferral = z.infer<typeof listed>;
export type ReferralList = z.infer<typeof list>;

export function readList(response: HttpResponse): ReferralList {
  const answer = jsonIn(response.body);
  // The schema would copy sixty members of every row: it is for saying what is wrong.
  return isList(answer) ? answer : readAs(list, response, "the list of referrals");
}

function isList(answer: unknown): answer is ReferralList {
  if (!isObject(answer)) return false;
  const { value, "@odata.nextLink": next } = answer;
  return Array.isArray(value) && value.every(isListed) && typeof (next ?? "") === "string";
}

function isListed(row: unknown): row is ListedReferral {
  if (!isObject(row)) return false;
  return typeof row.id === "string" && isId(row.id);
}

export function readReferral(response: HttpResponse): RemoteRecord {
  return recordOf(readAs(referral, response, "a referral"));
}

/**
 * A row of a list; `null` where it does not say which version it is. The documented samples abbreviate the rows, so the etag
 * may be missing there.
 */
export function listedRecord(row: ListedReferral): RemoteRecord | null {
  return isWhole(row) ? recordOf(row) : null;
}

function isWhole(row: ListedReferral): row is z.infer<typeof referral> {
  return isEtag(row.eTag) && isTime(row.updatedDateTime);
}

/** What a successful write answers; `null` when that tells nothing, which does not undo the write. */
export function readWritten({ body }: HttpResponse): RemoteRecord | null {
  const row = referral.safeParse(jsonIn(body)).data;
  return row ? recordOf(row) : null;
}

function recordOf(row: z.infer<typeof referral>): RemoteRecord {
  const { id, updatedDateTime: modified, eTag: etag } = row;
  return { side: "referral", id: id.toLowerCase(), etag, modified, properties: row };
}

export function readAs<T>(schema: z.ZodType<T>, { body }: HttpResponse, what: string): T {
  return readJson(schema, body, { service: "Partner Center", what });
}

/** What a failed answer says. */
export interface Refusal {
  /** The innermost code, since the outer ones only say "invalid request". */
  readonly code: string;
  readonly message: string;
  /** All codes, from the outside in. */
  readonly codes: readonly string[];
}

const error = z.looseObject({
  code: z.unknown().optional(),
  message: z.unknown().optional(),
  innerError: z.unknown().optional(),
});
/** The gateway in front of the service has shapes of its own: `{code, description}` and `{statusCode, message}`. */
const answer = z.looseObject({
  error: z.unknown().optional(),
  code: z.unknown().optional(),
  message: z.unknown().optional(),
  description: z.unknown().optional(),
});

/** @param sent Texts of the request, see `shortReason`. */
export function refusalOf({ body }: HttpResponse, sent: readonly string[] = []): Refusal {
  const outer = answer.safeParse(jsonIn(body)).data;
  const found = [{ code: text(outer?.code), message: text(outer?.description) || text(outer?.message) }];
  let inner = error.safeParse(outer?.error).data;
  while (inner) {
    found.push({ code: text(inner.code), message: text(inner.message) });
    inner = error.safeParse(inner.innerError).data;
  }
  const { code, message } = found.findLast((each) => each.code || each.message) ?? { code: "", message: "" };
  return { code, message: shortReason(message, sent), codes: found.map((each) => each.code) };
}

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/**
 * `412 99918: One of the specified pre-condition is not met.`
 *
 * @param sent Texts of the request, see `shortReason`.
 */
export function reasonOf(response: HttpResponse, sent: readonly string[] = []): string {
  const { code, message } = refusalOf(response, sent);
  const head = [response.status, code].filter(Boolean).join(" ");
  return message ? `${head}: ${message}` : head;
}

/** An answer other than success to a read, which the run cannot do without. */
export function readError(response: HttpResponse): ServiceError | SignInError | UnreachableError {
  if (wantsMoreOfSignIn(response)) return policyError();
  const reason = `Partner Center refused to hand over referrals: ${reasonOf(response)}`;
  if (response.status === 429 || response.status >= 500) {
    return new UnreachableError(reason, "Run again later; the next run goes on from the same place.");
  }
  return new ServiceError(reason, fixFor(response), response.status, refusalOf(response).code);
}

function fixFor({ status, body }: HttpResponse): string {
  // Partner Center answers in JSON, or with nothing, and sends nobody elsewhere.
  if (status < 400 || (body.trim() !== "" && jsonIn(body) === undefined)) {
    return "Look whether a proxy or a firewall on the way answers in its place, and check the address of Partner Center.";
  }
  if (status === 403) return "Give the signed-in user the role Referrals admin in Partner Center.";
  return "Check the address of Partner Center; if it is right, please report it.";
}

/** "Response codes": a 403 may be a conditional access policy that the sign-in does not satisfy, and no missing role. */
const POLICY = "insufficient_claims";
/** The page writes it with an i less, and nobody knows whether the service does. */
const POLICY_AS_WRITTEN = /insuffici?ent_claims/;

export function wantsMoreOfSignIn({ status, headers, body }: HttpResponse): boolean {
  // A 401 where the policy is evaluated all the time (Entra, "Continuous access evaluation").
  const isRefused = status === 401 || status === 403;
  return isRefused && POLICY_AS_WRITTEN.test(`${headers["www-authenticate"] ?? ""} ${body}`);
}

function policyError(): SignInError {
  return new SignInError(
    `A conditional access policy wants more of the sign-in to Partner Center than it had (${POLICY}).`,
    "Sign in again as the policy asks for (docs/signing-in.md), or have your Entra administrator leave this user out of it.",
    POLICY,
  );
}

/** Partner Center's code for a token that was got without multi-factor authentication. */
const WITHOUT_MFA = "900421";

export function signInError(response: HttpResponse): SignInError {
  if (wantsMoreOfSignIn(response)) return policyError();
  const { code } = refusalOf(response);
  if (code === WITHOUT_MFA) {
    return new SignInError(
      "Partner Center only accepts users who signed in with multi-factor authentication (900421).",
      "Turn on multi-factor authentication for the user, then sign in again (docs/signing-in.md).",
      code,
    );
  }
  return new SignInError(
    `Partner Center does not accept the token: ${reasonOf(response)}`,
    "Check that the signed-in user belongs to the partner's tenant and that the application has the permission user_impersonation for Microsoft Partner.",
    code || null,
  );
}
