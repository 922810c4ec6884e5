import { randomUUID } from "node:crypto";
import type { Exchange, Reply, Service } from "../exchange.ts";
import { isObject, parseJson } from "../json.ts";
import type { Tokens } from "../tokens.ts";
import { draftOf } from "./create.ts";
import {
  ApiError,
  accessDenied,
  invalid,
  methodNotAllowed,
  mfaRequired,
  notEmulated,
  notFound,
  preconditionFailed,
  unauthenticated,
  unsupportedMediaType,
} from "./errors.ts";
import { list } from "./list.ts";
import { applyOperation, readOperations } from "./patch.ts";
import { present, presentEntity } from "./present.ts";
import { OUR_ORGANIZATION, type Referral, SIGNED_IN_EMAIL } from "./referral.ts";
import { changeState, checkWritable, notValid, readValue } from "./rules.ts";
import type { PartnerCenterSettings } from "./settings.ts";
import type { ReferralStore } from "./store.ts";

/** What a token must be for, whatever address the service is reached at. */
export const REFERRALS_AUDIENCE = "https://api.partner.microsoft.com";

const COLLECTION = "/v1.0/engagements/referrals";

interface Context {
  readonly store: ReferralStore;
  readonly settings: PartnerCenterSettings;
  readonly tokens: Tokens;
}

export function createRoutes(context: Context): Service {
  return (exchange) => {
    const reply = route(context, exchange);
    const told = exchange.headers.validatemfa === "true" ? { isMfaCompliant: "true" } : {};
    return { ...reply, headers: { "request-id": randomUUID(), ...told, ...reply.headers } };
  };
}

function route(context: Context, exchange: Exchange): Reply {
  const refusal = refuseCaller(context, exchange);
  if (refusal) return refusal;
  context.store.expireOverdue();
  try {
    const { pathname } = exchange.url;
    if (pathname === COLLECTION) return onCollection(context, exchange);
    const id = /^\/([^/]+)$/.exec(pathname.slice(COLLECTION.length))?.[1];
    return pathname.startsWith(COLLECTION) && id ? onReferral(context, exchange, id) : notFound;
  } catch (error) {
    if (error instanceof ApiError) return error.reply;
    throw error;
  }
}

/** Referrals are for people only: a token of the application alone does not count. */
function refuseCaller({ tokens, settings }: Context, { headers }: Exchange): Reply | null {
  const grant = tokens.grantOf(headers, REFERRALS_AUDIENCE);
  if (grant?.onBehalfOf !== "user") return unauthenticated;
  if (!settings.signedInWithMfa || grant.multiFactor === false) return mfaRequired;
  return settings.role === "none" ? accessDenied : null;
}

function onCollection(context: Context, exchange: Exchange): Reply {
  if (exchange.method === "GET") return listing(context, exchange);
  if (exchange.method === "POST") return create(context, exchange);
  return methodNotAllowed(["GET", "POST"]);
}

function onReferral(context: Context, exchange: Exchange, id: string): Reply {
  if (exchange.method === "PUT") throw notEmulated("PUT");
  if (!["GET", "PATCH"].includes(exchange.method)) return methodNotAllowed(["GET", "PATCH", "PUT"]);
  const referral = context.store.get(id);
  if (!referral || !visible(context, referral)) return notFound;
  if (exchange.method === "GET") return entity(exchange, referral);
  if (referral.organizationId !== OUR_ORGANIZATION.id) return accessDenied;
  return patch(context, exchange, referral);
}

function visible({ settings }: Context, { id, team }: Readonly<Referral>): boolean {
  if (settings.unseen.has(id)) return false;
  return settings.role !== "referrals user" || team.some(({ email }) => email === SIGNED_IN_EMAIL);
}

function visibleOf(context: Context, referrals: readonly Readonly<Referral>[]) {
  // An admin sees the very same list, so that what was made of it is found again.
  const { role, unseen } = context.settings;
  if (role === "referrals admin" && unseen.size === 0) return referrals;
  return referrals.filter((referral) => visible(context, referral));
}

function listing(context: Context, { url }: Exchange): Reply {
  const { store, settings } = context;
  return list({
    url,
    settings,
    referrals: visibleOf(context, store.listed()),
    show: (referral) => present(referral, url),
  });
}

function entity({ url }: Exchange, referral: Readonly<Referral>): Reply {
  return { status: 200, body: presentEntity(referral, url) };
}

/** Nothing makes a repeated POST harmless: each one is another referral. */
function create(context: Context, exchange: Exchange): Reply {
  const { store, settings } = context;
  const body = jsonOf(exchange);
  const engagementId = isObject(body) ? body.engagementId : undefined;
  const engagement = store
    .all()
    .find(
      (referral) => referral.engagementId === engagementId && referral.organizationId === OUR_ORGANIZATION.id,
    );
  const draft = draftOf(body, engagement ?? null);
  const referral = store.create(draft, { by: "api", content: body });
  if (settings.touchAfterWrite) store.update(referral.id, finishMatching, { by: "service" });
  return { ...entity(exchange, referral), status: 201 };
}

function finishMatching({ customerProfile }: Referral): void {
  customerProfile.isMatchingComplete = true;
}

/** `If-Match` is optional: without it the last writer wins. */
function patch(context: Context, exchange: Exchange, referral: Readonly<Referral>): Reply {
  const ifMatch = exchange.headers["if-match"];
  if (ifMatch !== undefined && ifMatch !== referral.eTag) return preconditionFailed;
  const changed = change(context, referral, exchange);
  const wanted = exchange.headers.prefer?.includes("return=representation");
  return wanted ? entity(exchange, changed) : { status: 204, headers: { "content-length": "0" } };
}

function change(
  { store, settings }: Context,
  before: Readonly<Referral>,
  exchange: Exchange,
): Readonly<Referral> {
  const operations = readOperations(jsonOf(exchange));
  if (before.status === "Closed") throw invalid("A closed referral cannot be changed.");
  if (before.status === "New" && settings.unansweredEdits === "refused") requireAnswer(operations);
  const apply = (after: Referral, time: string) => {
    for (const operation of operations) {
      checkWritable(operation.path, before);
      if (settings.refusedPaths.has(operation.path)) throw notValid(operation.path);
      if (operation.path === "/salesStage" && settings.patchedSalesStage === "passed over") continue;
      applyOperation(after, { ...operation, value: readValue(operation) });
    }
    changeState(before, after, time);
  };
  const ifMatch = exchange.headers["if-match"] ?? null;
  const written = store.update(before.id, apply, { by: "api", ifMatch, content: operations });
  if (settings.touchAfterWrite) store.update(before.id, finishMatching, { by: "service" });
  return written;
}

function requireAnswer(operations: ReturnType<typeof readOperations>): void {
  const other = operations.find(({ path }) => !/^\/(status|substatus|statusReason)$/.test(path));
  if (other) throw invalid(`'${other.path}' cannot be changed before the referral is accepted.`);
}

function jsonOf({ headers, body }: Exchange): unknown {
  if (!/^application\/json\s*(;|$)/i.test(headers["content-type"] ?? ""))
    throw new ApiError(unsupportedMediaType);
  const json = parseJson(body);
  if (json === undefined) throw invalid("The body is not JSON.");
  return json;
}
