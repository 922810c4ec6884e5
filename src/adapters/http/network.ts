import { setFlagsFromString } from "node:v8";
import type { Dispatcher } from "undici";
import { openAgent } from "../../proxy.ts";
import { NoAnswer } from "./failure.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/** What carries one attempt to a service and brings its answer back. */
export interface Network {
  /** The whole answer. @throws NoAnswer */
  exchange(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Dataverse refuses the 53rd concurrent request of a user. */
const CONNECTIONS = 52;

const V8_FLAGS = [
  // undici reads headers with WebAssembly, which V8 compiles a second time for speed: a run is over before it gains by that.
  // Without it, one with nothing to do takes 0.64 s of CPU instead of 0.73, and 83 MB instead of 94.
  "--no-wasm-tier-up",
  "--no-wasm-dynamic-tiering",
  // What an answer is parsed into is thrown away or kept, soon. Where the young generation does not grow, 4,000 changes take
  // 225 MB instead of 320, and a tenth less CPU: memory that is used again is in the cache.
  "--semi-space-growth-factor=1",
];

/** The time limit is from connecting to the last byte. */
export function openNetwork(timeLimitMs: number): Network {
  for (const flag of V8_FLAGS) setFlagsFromString(flag);
  // Without a tunnel, http targets would escape the limit of connections.
  const agent = openAgent({ connections: CONNECTIONS, proxyTunnel: true, timeLimitMs });
  return {
    async exchange({ method, url, headers = {}, body = null }) {
      const { origin, pathname, search } = new URL(url);
      const attempt = { sent: false };
      const noting = agent.compose(
        (dispatch) => (options, handler) => dispatch(options, noted(handler, attempt)),
      );
      try {
        const answer = await noting.request({
          origin,
          path: pathname + search,
          method,
          // GitHub answers 403 to a request without one, and so do firewalls.
          headers: { "user-agent": "cosell-sync", ...headers },
          body,
          signal: AbortSignal.timeout(timeLimitMs),
        });
        return {
          status: answer.statusCode,
          headers: flat(answer.headers),
          body: await answer.body.text(),
        };
      } catch (cause) {
        throw new NoAnswer(attempt.sent, cause);
      }
    },
    close: () => agent.close(),
  };
}

/** Notes when there is a connection, with the tunnel and all of TLS behind it, and the request is written to it. */
function noted(handler: Dispatcher.DispatchHandler, attempt: { sent: boolean }): Dispatcher.DispatchHandler {
  const start = handler.onRequestStart?.bind(handler);
  handler.onRequestStart = (controller, context) => {
    attempt.sent = true;
    start?.(controller, context);
  };
  return handler;
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return Object.fromEntries(entries);
}
