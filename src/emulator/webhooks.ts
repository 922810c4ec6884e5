import { randomUUID } from "node:crypto";
import type { Exchange, Reply, Service } from "./exchange.ts";
import { bearerOf, type Tokens } from "./tokens.ts";

/** What a token must be for, whatever address the service is reached at. */
export const WEBHOOKS_AUDIENCE = "https://api.partnercenter.microsoft.com";

/** The tenant's one registration. */
export interface Registration {
  readonly subscriberId: string;
  readonly webhookUrl: string;
  readonly webhookEvents: readonly string[];
}

export interface Webhooks {
  readonly service: Service;
  readonly registration: Registration | null;
}

const EVENTS = [
  "test-created",
  "referral-created",
  "referral-updated",
  "related-referral-created",
  "related-referral-updated",
  "subscription-updated",
  "invoice-ready",
  "azure-fraud-event-detected",
  "granular-admin-relationship-approved",
];
const PATH = "/webhooks/v1/registration";

/** The registration of Partner Center webhooks: one URL for a whole tenant and all its events. */
export function createWebhooks(tokens: Tokens): Webhooks {
  const state: State = { registration: null };
  return {
    get registration() {
      return state.registration;
    },
    service: (exchange) => {
      const token = bearerOf(exchange.headers);
      if (token === null || !tokens.check(token, WEBHOOKS_AUDIENCE)) return problem(401, "Unauthorized");
      return route(state, exchange);
    },
  };
}

interface State {
  registration: Registration | null;
}

function route(state: State, exchange: Exchange): Reply {
  const { method, url } = exchange;
  if (url.pathname === `${PATH}/events` && method === "GET") return { status: 200, body: EVENTS };
  if (url.pathname !== PATH) return problem(404, "Not found");
  if (method === "GET") return shown(state.registration);
  if (method === "POST" && state.registration)
    return problem(409, "Registration already exists, use the PUT method");
  if (method === "PUT" && !state.registration) return problem(404, "Not found");
  return method === "POST" || method === "PUT"
    ? register(state, exchange)
    : problem(405, "Method not allowed");
}

/** Reading does not show the subscriber. */
function shown(registration: Registration | null): Reply {
  if (!registration) return problem(404, "Not found");
  const { webhookUrl, webhookEvents } = registration;
  return { status: 200, body: { webhookUrl, webhookEvents } };
}

/** Names of properties count without their case, as Microsoft's own samples mix them. */
function register(state: State, { body }: Exchange): Reply {
  const given = JSON.parse(body.toString("utf8")) as Record<string, unknown>;
  const named = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const { webhookurl: url, webhookevents: events } = named;
  if (typeof url !== "string" || !Array.isArray(events) || events.some((event) => !EVENTS.includes(event))) {
    return problem(400, "Bad request");
  }
  const subscriberId = state.registration?.subscriberId ?? randomUUID();
  state.registration = { subscriberId, webhookUrl: url, webhookEvents: events };
  return { status: 200, body: { SubscriberId: subscriberId, WebhookUrl: url, WebhookEvents: events } };
}

function problem(status: number, description: string): Reply {
  return { status, body: { code: String(status), description, data: [], source: "PartnerCenter" } };
}
