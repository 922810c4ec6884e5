import { randomUUID } from "node:crypto";
import type { Exchange, Reply } from "../exchange.ts";
import { parseJson } from "../json.ts";
import { EVENTS } from "./events.ts";

/** The tenant's one registration. */
export interface Registration {
  readonly subscriberId: string;
  readonly webhookUrl: string;
  readonly webhookEvents: readonly string[];
  /** The signature goes into a header of its own. */
  readonly signatureTokenToMsSignatureHeader: boolean;
}

/** Where a tenant keeps its registration. */
export interface RegistrationHolder {
  registration: Registration | null;
}

export function onRegistration(holder: RegistrationHolder, exchange: Exchange): Reply {
  const { method } = exchange;
  if (method === "GET") return shown(holder.registration);
  if (method === "POST" && holder.registration)
    return problem(409, "Registration already exists, use the PUT method");
  if (method === "PUT" && !holder.registration) return problem(404, "Not found");
  return method === "POST" || method === "PUT"
    ? register(holder, exchange)
    : problem(405, "Method not allowed");
}

/** Reading does not show the subscriber. */
function shown(registration: Registration | null): Reply {
  if (!registration) return problem(404, "Not found");
  const { subscriberId: _, ...visible } = registration;
  return { status: 200, body: visible };
}

/** Names of properties count without their case, as Microsoft's own samples mix them. */
function register(holder: RegistrationHolder, { body }: Exchange): Reply {
  const given = parseJson(body) ?? {};
  const named = Object.fromEntries(Object.entries(given).map(([name, value]) => [name.toLowerCase(), value]));
  const { webhookurl: url, webhookevents: events, signaturetokentomssignatureheader: ownHeader } = named;
  if (typeof url !== "string" || !Array.isArray(events) || events.some((event) => !EVENTS.includes(event))) {
    return problem(400, "Bad request");
  }
  const subscriberId = holder.registration?.subscriberId ?? randomUUID();
  const signatureTokenToMsSignatureHeader = ownHeader === true;
  const registration = { subscriberId, webhookUrl: url, webhookEvents: events };
  holder.registration = { ...registration, signatureTokenToMsSignatureHeader };
  return { status: 200, body: { SubscriberId: subscriberId, WebhookUrl: url, WebhookEvents: events } };
}

export function problem(status: number, description: string): Reply {
  return { status, body: { code: String(status), description, data: [], source: "PartnerCenter" } };
}
