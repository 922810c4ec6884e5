import { z } from "zod";
import { ContractError, ServiceError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { Registration, WebhookReader, WebhookWriter } from "../../model/webhooks.ts";
import { authorised } from "../entra/authorised.ts";
import type { TokenSource } from "../entra/entra.ts";
import type { Http } from "../http/http.ts";
import { contractError, isOwnSuccess } from "../http/json.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { reasonOf, refusalOf, signInError } from "./answer.ts";
import { newHeaders } from "./headers.ts";

export interface WebhooksOptions {
  readonly http: Http;
  /** For `https://api.partnercenter.microsoft.com`, which is another audience than the referrals'. */
  readonly token: TokenSource;
  readonly baseUrl: string;
}

const EVENTS = z.array(z.string());
/** Microsoft's samples write the names in either case, so they are read without it. */
const REGISTRATION = z.object({
  webhookurl: z.string().nullish(),
  webhookevents: z.array(z.string()).nullish(),
  // A boolean by the definition of the API, a text by that of the connector.
  signaturetokentomssignatureheader: z.union([z.boolean(), z.string()]).nullish(),
});
/** Documented as an object in one place and as a bare text in another. */
const CORRELATION = z.union([z.string().min(1), z.object({ correlationid: z.string().min(1) })]);
const TEST = z.object({
  status: z.string().nullish(),
  results: z.array(z.object({ responsecode: z.coerce.string().nullish() })).nullish(),
});

/**
 * The registration of webhooks ("Partner Center webhooks"; REST operations Get, Create and Update Registration,
 * Create and Get Validation Event). There is one for each tenant, and nothing to delete it with.
 */
export function openWebhooks({ http, token, baseUrl }: WebhooksOptions): WebhookReader & WebhookWriter {
  const root = `${new URL(baseUrl).origin}/webhooks/v1/registration`;
  const send = authorised({ http, token, refused: signInError });

  function call(method: "GET" | "POST" | "PUT", path: string, body?: object): Promise<HttpResponse> {
    const request: HttpRequest = {
      system: "partner-center",
      method,
      url: root + path,
      headers: { ...newHeaders(), "Content-Type": "application/json" },
      // A registration that arrived twice is the same one, or says that it exists; a test event would be a second one.
      repeatable: method === "GET" || body !== undefined,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    };
    return send(request);
  }

  return {
    events: async () => parsed(EVENTS, demand(await call("GET", "/events")), "the list of events"),
    registration: async () => {
      const response = await call("GET", "");
      // Only this says that there is none, or a success without one. Any other refusal must not look like it, or
      // somebody else's registration would be overwritten.
      if (response.status === 404) return null;
      return registrationOf(demand(response));
    },
    create: async (registration) => {
      const response = await call("POST", "", bodyOf(registration));
      if (response.status === 409) return "exists";
      demand(response, registration.url);
      return "created";
    },
    replace: async (registration) =>
      void demand(await call("PUT", "", bodyOf(registration)), registration.url),
    sendTest: async () => {
      const id = parsed(
        CORRELATION,
        demand(await call("POST", "/validationEvents")),
        "the id of a test event",
      );
      return typeof id === "string" ? id : id.correlationid;
    },
    testResult: async (id) => {
      const response = await call("GET", `/validationEvents/${encodeURIComponent(id)}`);
      // A test event that was only just sent may not be known everywhere yet.
      if (response.status === 404) return { isOver: false, responseCodes: [] };
      const test = TEST.safeParse(withLowerNames(jsonIn(demand(response).body))).data;
      return {
        isOver: test?.status?.toLowerCase() === "completed",
        responseCodes: (test?.results ?? []).map(({ responsecode }) => responsecode || "no answer"),
      };
    },
  };
}

/**
 * Where Partner Center does not say it, as in the sample of "Partner Center webhooks", the signature goes to a header of its own: the
 * relay has it so, and Microsoft's connector, whose address takes no foreign `Authorization`.
 */
function bodyOf({ url, events, ownHeader }: Registration): object {
  return { WebhookUrl: url, WebhookEvents: events, SignatureTokenToMsSignatureHeader: ownHeader ?? true };
}

function registrationOf(response: HttpResponse): Registration | null {
  if (response.body.trim() === "") return null;
  const found = parsed(REGISTRATION.nullable(), response, "the registration");
  if (!found?.webhookurl) return null;
  const header = found.signaturetokentomssignatureheader ?? null;
  return {
    url: found.webhookurl,
    events: found.webhookevents ?? [],
    ownHeader: header === null ? null : String(header).toLowerCase() === "true",
  };
}

function parsed<T>(schema: z.ZodType<T>, { body }: HttpResponse, what: string): T {
  const result = schema.safeParse(withLowerNames(jsonIn(body)));
  if (result.success) return result.data;
  throw contractError(`Partner Center sent ${what} in an unknown form.`);
}

function withLowerNames(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(withLowerNames);
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [name.toLowerCase(), withLowerNames(inner)]),
  );
}

/** @param address What was sent with the request, and may hold a key. */
function demand(response: HttpResponse, address = ""): HttpResponse {
  if (response.status >= 200 && response.status < 300) {
    if (isOwnSuccess(response.body)) return response;
    throw new ContractError(
      `Something else than Partner Center answered a request about the webhook registration (${response.status}).`,
      "Look whether a proxy or a firewall on the way answers in its place, then run again: it goes on from what is registered.",
    );
  }
  const reason = `Partner Center refused a request about the webhook registration: ${reasonOf(response, [address])}`;
  if (response.status === 429 || response.status >= 500) {
    throw new UnreachableError(reason, "Run again in a few minutes.");
  }
  const fix =
    response.status === 403
      ? "Give the signed-in user one of the roles Referrals admin, Admin agent or Sales agent in Partner Center."
      : "Check webhooks-api-url; if it is right, please report it.";
  throw new ServiceError(reason, fix, response.status, refusalOf(response).code);
}
