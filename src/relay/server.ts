import { createServer, type IncomingMessage, type Server } from "node:http";
import { type Delivery, MOST_BODY_BYTES } from "./delivery.ts";
import type { Relay } from "./relay.ts";

/** What it needs of the relay. */
type Handler = Pick<Relay, "handle">;

/** Beyond this a connection is refused, and Partner Center comes again. */
const MOST_CONNECTIONS = 2_000;
const TIME_FOR_A_REQUEST_MS = 10_000;

/**
 * The relay behind Node's own server. It speaks plain HTTP: put what ends TLS in front of it.
 *
 * @param timeMs For the whole of a request, in milliseconds, from the moment when somebody connects.
 */
export function createRelayServer(
  relay: Handler,
  log: (line: string) => void,
  timeMs = TIME_FOR_A_REQUEST_MS,
): Server {
  // Node looks for those who are late only every half a minute, unless it is told.
  const options = {
    requestTimeout: timeMs,
    headersTimeout: timeMs,
    connectionsCheckingInterval: timeMs / 10,
  };
  const server = createServer(options, (request, response) => {
    const answer = (status: number) => {
      // What is left of a body that is too large is not read. And a proxy keeps its connections for as long as it may: a relay
      // that was told to stop would go on with them, and never end.
      const isLast = !request.complete || !server.listening;
      return response.writeHead(status, isLast ? { connection: "close" } : {}).end();
    };
    serve(relay, request).then(answer, (error: unknown) => {
      // A sender that goes away while it sends is everyday life.
      if (!request.complete) return response.destroy();
      log(`500 ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return answer(500);
    });
  });
  server.maxConnections = MOST_CONNECTIONS;
  return server;
}

async function serve(relay: Handler, request: IncomingMessage): Promise<number> {
  const { method = "", url = "", headers } = request;
  const body = await bodyOf(request);
  return relay.handle({ method, url, headers: flat(headers), body });
}

/** Stops after the first byte too many; then the length alone says that it is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
    length += (chunk as Buffer).length;
    if (length > MOST_BODY_BYTES) break;
  }
  return Buffer.concat(chunks);
}

function flat(headers: IncomingMessage["headers"]): Delivery["headers"] {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : value]),
  );
}
