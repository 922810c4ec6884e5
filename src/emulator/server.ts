import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import type { System } from "../model/ports.ts";
import type { Exchange, Now, Reply, Service } from "./exchange.ts";
import type { Arrival, FaultSwitch, Strike } from "./faults.ts";

/** Dataverse takes addresses of up to 32,768 characters; Node's own limit for all headers is half of that. */
const LONGEST_HEAD = 65_536;

/** One request, written down when it is over. Times are milliseconds of `performance.now()`. */
export interface LogEntry {
  readonly system: System;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** `null` when the connection broke before an answer began. */
  readonly status: number | null;
  /** Length of the answer's body. */
  readonly bytes: number;
  readonly started: number;
  readonly ended: number;
}

export interface ListenOptions {
  readonly system: System;
  readonly service: Service;
  /** 0 takes any free port. */
  readonly port: number;
  readonly faults: FaultSwitch;
  readonly log: LogEntry[];
  /** What the `Date` header says. */
  readonly now: Now;
  /** PEM. With it the server speaks HTTPS as `localhost`, without it HTTP as `127.0.0.1`. */
  readonly certificate?: { readonly key: string; readonly cert: string };
}

export interface Listener {
  /** Without a slash at the end. */
  readonly url: string;
  /** Breaks open connections too. */
  close(): Promise<void>;
}

/** Puts a service on a loopback port, with faults in front of it and a log behind it. */
export async function listen(options: ListenOptions): Promise<Listener> {
  const { certificate } = options;
  const origin = certificate ? "https://localhost" : "http://127.0.0.1";
  const handle = (request: IncomingMessage, response: ServerResponse) => {
    void serve({ ...options, request, response, origin });
  };
  const server = certificate
    ? createHttpsServer(certificate, handle)
    : createHttpServer({ maxHeaderSize: LONGEST_HEAD }, handle);
  await once(server.listen(options.port, "127.0.0.1"), "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `${origin}:${port}`,
    close: async () => {
      server.closeAllConnections();
      await server[Symbol.asyncDispose]();
    },
  };
}

interface Call extends ListenOptions {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly origin: string;
}

async function serve(call: Call): Promise<void> {
  const { request, response, system, log } = call;
  const started = performance.now();
  const method = request.method ?? "GET";
  const path = request.url ?? "/";
  let sent: Sent = BROKEN;
  try {
    const body = await buffer(request);
    const url = new URL(
      path,
      request.headers.host ? `${scheme(call)}://${request.headers.host}` : call.origin,
    );
    sent = await answer(call, { method, url, headers: flat(request), body, seenAt: started });
  } catch (error) {
    // A client that goes away while it still sends is everyday life; anything else is a bug of the emulator.
    if (!request.destroyed || request.complete) sent = await send(call, bugReply(error));
  } finally {
    if (sent === BROKEN) response.destroy();
    log.push({ system, method, path, ...sent, started, ended: performance.now() });
  }
}

type Sent = Pick<LogEntry, "status" | "bytes">;
const BROKEN: Sent = { status: null, bytes: 0 };

async function answer(call: Call, exchange: Exchange): Promise<Sent> {
  const { method, url, body } = exchange;
  const arrival: Arrival = { system: call.system, method, path: url.pathname + url.search, body };
  const strike = await call.faults.strike(arrival);
  if (!strike) return send(call, await call.service(exchange));

  const before = await outcome(strike, "before");
  if (before === "drop") return BROKEN;
  if (before) return send(call, before);
  const reply = await call.service(exchange);
  const after = await outcome(strike, "after");
  if (after === "drop") return BROKEN;
  return send(call, after ?? reply, strike);
}

/** What the fault does at this moment: a reply of its own, a broken connection, or nothing. */
async function outcome(strike: Strike, moment: "before" | "after"): Promise<Reply | "drop" | null> {
  const { fault } = strike;
  if (!("when" in fault) || fault.when !== moment) return null;
  if (fault.kind === "reply") return fault;
  return fault.kind === "drop" || (await strike.hold()) === "drop" ? "drop" : null;
}

async function send(call: Call, reply: Reply, strike?: Strike): Promise<Sent> {
  const { response } = call;
  if (strike?.fault.kind === "slow") await delay(strike.fault.milliseconds, undefined, { ref: false });
  const whole = bytesOf(reply.body);
  const cut = whole.subarray(0, Math.floor(whole.length / 2));
  const body = strike?.fault.kind === "malformed" ? cut : whole;
  const length = body.length > 0 || reply.status !== 204 ? { "content-length": String(body.length) } : {};
  response.writeHead(reply.status, {
    date: call.now().toUTCString(),
    ...(isJson(reply.body) ? { "content-type": "application/json; charset=utf-8" } : {}),
    ...reply.headers,
    ...length,
  });
  if (strike?.fault.kind === "truncated") {
    await new Promise<void>((resolve) => {
      response.write(cut, () => resolve());
    });
    response.destroy();
    return { status: reply.status, bytes: cut.length };
  }
  response.end(call.request.method === "HEAD" ? undefined : body);
  return { status: reply.status, bytes: body.length };
}

function isJson(body: unknown): boolean {
  return body !== undefined && typeof body !== "string" && !Buffer.isBuffer(body);
}

function bytesOf(body: unknown): Buffer {
  if (Buffer.isBuffer(body)) return body;
  if (body === undefined) return Buffer.alloc(0);
  return Buffer.from(typeof body === "string" ? body : JSON.stringify(body));
}

function bugReply(error: unknown): Reply {
  return {
    status: 500,
    body: `The emulator failed: ${error instanceof Error ? error.stack : String(error)}`,
  };
}

function scheme(call: Call): string {
  return call.certificate ? "https" : "http";
}

function flat(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : (value ?? ""),
    ]),
  );
}

/**
 * The same service, further away: each request takes this much longer, in milliseconds, half of it on the way there and
 * half on the way back. What the emulator itself works meanwhile is no time of the service's, and so is part of the way
 * back. The distance is asked for on every request, so that it can be turned while the service runs.
 */
export function withLatency(service: Service, milliseconds: () => number): Service {
  return async (exchange) => {
    const way = milliseconds() / 2;
    if (way === 0) return service(exchange);
    const seenAt = (exchange.seenAt ?? performance.now()) + way;
    await until(seenAt);
    const reply = await service({ ...exchange, seenAt });
    await until((reply.doneAt ?? seenAt) + way);
    return reply;
  };
}

/** In milliseconds of `performance.now()`. */
export function until(time: number): Promise<void> {
  return delay(Math.max(0, time - performance.now()), undefined, { ref: false });
}
