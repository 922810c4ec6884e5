import { EnvHttpProxyAgent } from "undici";
import { ConfigurationError } from "../../errors.ts";
import type { HttpRequest, HttpResponse } from "./message.ts";

/** What carries one attempt to a service and brings its answer back. */
export interface Network {
  /** The whole answer, or a rejection that `failureOf` can read. */
  exchange(request: HttpRequest): Promise<HttpResponse>;
  close(): Promise<void>;
}

/** Dataverse refuses the 53rd concurrent request of a user. */
const CONNECTIONS = 52;

/** Sockets, through the proxy that the environment names. The time limit is from connecting to the last byte. */
export function openNetwork(timeLimitMs: number): Network {
  // HTTP/2 would put everything on a few sockets, and http targets would escape the limit without a tunnel.
  const agent = openAgent({ connections: CONNECTIONS, allowH2: false, proxyTunnel: true });
  return {
    async exchange({ method, url, headers = {}, body = null }) {
      const { origin, pathname, search } = new URL(url);
      const answer = await agent.request({
        origin,
        path: pathname + search,
        method,
        headers,
        body,
        signal: AbortSignal.timeout(timeLimitMs),
      });
      return {
        status: answer.statusCode,
        headers: flat(answer.headers),
        body: await answer.body.text(),
      };
    },
    close: () => agent.close(),
  };
}

function openAgent(options: EnvHttpProxyAgent.Options): EnvHttpProxyAgent {
  try {
    return new EnvHttpProxyAgent(options);
  } catch (error) {
    // Nothing but the addresses in the environment is anybody else's. They may hold a password.
    throw new ConfigurationError(
      [
        {
          where: "HTTPS_PROXY, HTTP_PROXY",
          message: `one of them is not the address of a proxy, such as http://proxy.contoso.com:8080 (${(error as Error).name})`,
        },
      ],
      "Correct it in the environment of the job or of the machine, beginning with http:// or https://.",
    );
  }
}

function flat(headers: NodeJS.Dict<string | string[]>): Record<string, string> {
  const entries = Object.entries(headers).map(([name, value]) => [name, [value].flat().join(", ")]);
  return Object.fromEntries(entries);
}
