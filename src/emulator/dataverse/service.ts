import { randomUUID } from "node:crypto";
import type { Exchange, Reply, Service } from "../exchange.ts";
import { bearerOf } from "../tokens.ts";
import { runBatch } from "./batch.ts";
import { type ApiRequest, type Emulation, JSON_HEADERS } from "./emulation.ts";
import { DataverseFault, methodNotAllowed, noSuchAction, syntaxFault } from "./errors.ts";
import { guarded } from "./fault-reply.ts";
import { readPreferences } from "./preferences.ts";
import { route } from "./routes.ts";
import type { Throttle } from "./throttle.ts";

export type TokenVerdict = "ok" | "expired" | "wrong audience" | "unknown user";

/**
 * Waits so many milliseconds, counted from when the request was seen: what the emulator itself works on this request
 * and on others is no time of the service's.
 */
export type Elapse = (milliseconds: number, seenAt: number) => Promise<void>;

export interface ServiceParts {
  readonly emulation: Emulation;
  readonly throttle: Throttle;
  readonly tokenIsValid: (bearer: string) => TokenVerdict;
  readonly dopHint: number | null;
  readonly operationMs: () => number;
  readonly elapse: Elapse | null;
}

const ROOT = /^\/api\/data\/v9\.[0-2]\//;
const MAX_URL = 32_768;
const MAX_URL_IN_BATCH = 65_536;

/** The Web API as a function of requests: sign-in, then service protection, then the request itself. */
export function createService(parts: ServiceParts): Service {
  const { emulation, throttle, operationMs, elapse } = parts;
  const finished = (exchange: Exchange, reply: Reply): Reply => ({
    ...reply,
    headers: inLowerCase({ ...commonHeaders(exchange, parts), ...throttle.headers(), ...reply.headers }),
  });
  return async (exchange) => {
    const refusal = signInRefusal(exchange, parts.tokenIsValid) ?? throttle.admit();
    if (refusal !== null) return finished(exchange, refusal);
    const { seenAt = performance.now() } = exchange;
    let executionMs = operationMs();
    try {
      const { reply, operations } = answer(emulation, exchange);
      executionMs *= operations;
      if (elapse !== null) await elapse(executionMs, seenAt);
      return { ...finished(exchange, reply), doneAt: seenAt + executionMs };
    } finally {
      throttle.finish(executionMs);
    }
  };
}

function answer(emulation: Emulation, exchange: Exchange): { reply: Reply; operations: number } {
  const run = (request: ApiRequest): Reply =>
    guarded(() => {
      if (request.url.href.length > MAX_URL_IN_BATCH) throw syntaxFault("Bad Request - Invalid URL");
      return route(emulation, request);
    });
  let operations = 1;
  const reply = guarded(() => {
    const request = readRequest(exchange);
    if (request.url.pathname !== `${new URL(request.root).pathname}$batch`) return run(request);
    if (request.method !== "POST") throw methodNotAllowed(request.method);
    const batch = runBatch(emulation, request, run);
    operations = Math.max(1, batch.operations);
    return batch.reply;
  });
  return { reply, operations };
}

function readRequest({ method, url, headers, body }: Exchange): ApiRequest {
  const root = ROOT.exec(url.pathname)?.[0];
  if (root === undefined) throw noSuchAction(url.href);
  if (url.href.length > MAX_URL) throw new DataverseFault(414, "", "The request URL is too long.");
  return {
    method,
    url,
    headers,
    body,
    root: `${url.origin}${root}`,
    preferences: readPreferences(headers.prefer),
  };
}

function signInRefusal(exchange: Exchange, tokenIsValid: ServiceParts["tokenIsValid"]): Reply | null {
  const bearer = bearerOf(exchange.headers);
  const verdict = bearer === null ? null : tokenIsValid(bearer);
  if (verdict === "ok") return null;
  if (verdict === "unknown user") {
    const message = "The user is not a member of the organization.";
    return { status: 403, headers: JSON_HEADERS, body: { error: { code: "0x80072560", message } } };
  }
  const challenge = [
    "Bearer authorization_uri=https://login.microsoftonline.com/common/oauth2/authorize",
    `resource_id=${exchange.url.origin}/`,
    ...(verdict === null
      ? []
      : ['error="invalid_token"', `error_description="The token is ${TOKEN_FAULT[verdict]}"`]),
  ];
  return { status: 401, headers: { "WWW-Authenticate": challenge.join(", ") } };
}

const TOKEN_FAULT: Readonly<Record<"expired" | "wrong audience", string>> = {
  expired: "expired",
  "wrong audience": "meant for another audience",
};

function commonHeaders(exchange: Exchange, { dopHint }: ServiceParts): Record<string, string> {
  const requestId = randomUUID();
  return {
    "Cache-Control": "no-cache",
    Allow: "OPTIONS,GET,HEAD,POST",
    Expires: "-1",
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "Set-Cookie": `ARRAffinity=0f3c5a; domain=${exchange.url.hostname}; path=/; secure; HttpOnly`,
    "x-ms-service-request-id": requestId,
    REQ_ID: `${requestId},${requestId}`,
    AuthActivityId: requestId,
    ...(dopHint === null ? {} : { "x-ms-dop-hint": String(dopHint) }),
  };
}

/** As everything around a service has them; inside a batch they are spelled as Dataverse spells them. */
function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}
