import { EnvHttpProxyAgent, Pool } from "undici";
import { ConfigurationError } from "./errors.ts";

interface AgentOptions {
  /** At most so many to one host; without it, as many as are asked for. */
  readonly connections?: number;
  /** Whether what is asked for over plain http goes through a tunnel, too. */
  readonly proxyTunnel?: boolean;
  /** For one request, in milliseconds: neither a connection nor a tunnel is waited for longer than that. */
  readonly timeLimitMs: number;
}

const CONNECT_MS = 10_000;
/** Where undici finds proxies. */
const NAMES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY"];
/** A proxy connects to the host before it answers, and may give that a while, but leaves as much to the request itself. */
const TUNNEL_MS = 30_000;

/**
 * Sockets, through the proxy that the environment names: `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`, in upper or lower case.
 *
 * HTTP/1.1 only, also to a proxy that is reached by https: HTTP/2 would put everything on a few sockets. And a proxy that takes the wish for a tunnel and never
 * answers it is given up: undici would wait five minutes for it, whatever the limits of a request are.
 *
 * @throws ConfigurationError when the environment names something that is no proxy
 */
export function openAgent({ timeLimitMs, ...options }: AgentOptions): EnvHttpProxyAgent {
  const headersTimeout = Math.min(TUNNEL_MS, timeLimitMs / 2);
  // Undici tries SOCKS out; a runner of GitHub takes no such proxy either.
  if (NAMES.some((name) => /^socks/i.test(process.env[name] ?? ""))) throw notAProxy("SOCKS");
  try {
    return new EnvHttpProxyAgent({
      ...options,
      connectTimeout: Math.min(CONNECT_MS, timeLimitMs),
      allowH2: false,
      proxyTls: { allowH2: false },
      clientFactory: (origin, toProxy) => new Pool(origin, { ...toProxy, headersTimeout }),
    });
  } catch (error) {
    throw notAProxy((error as Error).name);
  }
}

/** @param why Not the address, which may hold a password. */
function notAProxy(why: string): ConfigurationError {
  const message = `one of them is not the address of a proxy, such as http://proxy.contoso.com:8080 (${why})`;
  return new ConfigurationError(
    [{ where: "HTTPS_PROXY, HTTP_PROXY", message }],
    "Correct it in the environment of the job or of the machine, beginning with http:// or https://. In a name or a password, write % as %25, @ as %40, : as %3A, / as %2F and # as %23.",
  );
}
