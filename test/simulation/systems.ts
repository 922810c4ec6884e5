import type { HttpRequest, HttpResponse } from "../../src/adapters/http/message.ts";
import { createDataverse, type DataverseEmulator } from "../../src/emulator/dataverse/index.ts";
import type { Reply, Service } from "../../src/emulator/exchange.ts";
import { createPartnerCenter, type PartnerCenter } from "../../src/emulator/partner-center/index.ts";
import { REFERRALS_AUDIENCE } from "../../src/emulator/partner-center/routes.ts";
import { createTokens } from "../../src/emulator/tokens.ts";
import type { System } from "../../src/model/ports.ts";
import { createHub, type Hub } from "./hub.ts";
import type { SystemSettings } from "./story.ts";
import type { Timeline } from "./timeline.ts";

export const ADDRESSES = {
  partnerCenter: REFERRALS_AUDIENCE,
  dataverse: "https://example.crm.dynamics.com",
  github: "https://api.github.com",
} as const;

/** The emulated services without their sockets, on simulated time. */
export interface Systems {
  readonly partnerCenter: PartnerCenter;
  readonly dataverse: DataverseEmulator;
  /** Columns of opportunities that no screen has at the moment, so that nobody can type anything there. */
  readonly lost: Set<string>;
  readonly hub: Hub;
  /** ISO code of each currency row, by its id. */
  readonly currencies: ReadonlyMap<unknown, unknown>;
  answer(request: HttpRequest): Promise<HttpResponse>;
  /** A token of the signed-in user, and one of the application. Good for an hour. */
  userToken(): string;
  applicationToken(): string;
}

export function createSystems(settings: SystemSettings, timeline: Timeline, seed: number): Systems {
  const { pageSize, skewMs } = settings;
  const clock = (ahead: number) => () => new Date(timeline.now + ahead);
  const clocks = { partnerCenter: clock(skewMs.partnerCenter), dataverse: clock(skewMs.dataverse) };
  const tokens = createTokens(clock(0));
  const partnerCenter = createPartnerCenter({
    now: clocks.partnerCenter,
    tokens,
    seed,
    settings: { pageSize, visibilityLag: settings.listLagMs, limits: "off" },
  });
  const lost = new Set<string>();
  const emulated = createDataverse({
    now: clocks.dataverse,
    pageSize,
    changeTracking: settings.changeTracking,
    keysAreActive: !settings.keyIsPending,
    dopHint: settings.oneAtATime ? 1 : 4,
    tokenIsValid: (token) => tokens.judge(token, ADDRESSES.dataverse),
  });
  const dataverse: DataverseEmulator = {
    ...emulated,
    edit: (table, id, values) => {
      const typed = Object.entries(values).filter(([name]) => table !== "opportunity" || !lost.has(name));
      emulated.edit(table, id, Object.fromEntries(typed));
    },
  };
  const hub = createHub();
  const services: Readonly<Record<System, { service: Service; now: () => Date }>> = {
    "partner-center": {
      service: settings.coarseTimes ? coarse(partnerCenter.service) : partnerCenter.service,
      now: clocks.partnerCenter,
    },
    dataverse: { service: dataverse.service, now: clocks.dataverse },
    github: { service: hub.service, now: clock(0) },
    "sign-in": { service: () => ({ status: 404 }), now: clock(0) },
  };
  const grant = (audience: string, onBehalfOf: "user" | "application") => () =>
    tokens.issue({ audience, onBehalfOf }, 3600);
  const currencies = dataverse
    .rows("transactioncurrency")
    .map((row) => [row.transactioncurrencyid, row.isocurrencycode] as const);
  return {
    partnerCenter,
    dataverse,
    lost,
    hub,
    currencies: new Map(currencies),
    userToken: grant(REFERRALS_AUDIENCE, "user"),
    applicationToken: grant(ADDRESSES.dataverse, "application"),
    async answer({ system, method, url, headers = {}, body = "" }) {
      const { service, now } = services[system];
      const exchange = { method, url: new URL(url), headers: inLowerCase(headers), body: Buffer.from(body) };
      return responseOf(await service(exchange), now());
    },
  };
}

/** What a socket would carry. */
function responseOf({ status, headers = {}, body }: Reply, now: Date): HttpResponse {
  const text = body === undefined || typeof body === "string" ? (body ?? "") : JSON.stringify(body);
  return { status, headers: { date: now.toUTCString(), ...inLowerCase(headers) }, body: text };
}

function inLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** Times in whole seconds: changes that come quickly after each other have the same one. */
function coarse(service: Service): Service {
  return async (exchange) => {
    const { body, ...reply } = await service(exchange);
    if (body === undefined || typeof body === "string") return { ...reply, body };
    return { ...reply, body: JSON.stringify(body).replaceAll(/(:\d\d)\.\d{7}Z"/g, '$1Z"') };
  };
}
