import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { onTestFinished } from "vitest";
import { type Http, type HttpOptions, openHttp } from "../../src/adapters/http/http.ts";
import type { Clock } from "../../src/model/ports.ts";
import { onLoopback } from "../support/on-loopback.ts";

/** A clock that only moves when somebody sleeps, and remembers for how long. */
export interface TestClock extends Clock {
  readonly slept: number[];
}

export function testClock(start = "2026-10-01T08:00:00.000Z"): TestClock {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

/** An `Http` that is closed when the test ends; `random` is 1, so that a back-off is as long as it can be. */
export function testHttp(options: Partial<HttpOptions> = {}): Http {
  const http = openHttp({ clock: testClock(), random: () => 1, ...options });
  onTestFinished(() => http.close());
  return http;
}

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface TestServer {
  readonly url: string;
  readonly seen: Seen[];
  /** Connections ever opened to it. */
  readonly sockets: Set<Socket>;
}

/** A server on loopback that lives as long as the test. */
export async function testServer(
  answer: (request: Seen, response: ServerResponse) => void,
): Promise<TestServer> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server = createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request.setEncoding("utf8")) body += chunk;
    const entry = { method: request.method ?? "", url: request.url ?? "", headers: request.headers, body };
    seen.push(entry);
    answer(entry, response);
  });
  server.on("connection", (socket) => sockets.add(socket));
  const listening = await onLoopback(server);
  onTestFinished(() => listening[Symbol.asyncDispose]());
  return { url: listening.url, seen, sockets };
}

export function reply(
  response: ServerResponse,
  status: number,
  body: unknown = "",
  headers: Record<string, string> = {},
): void {
  response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
}
