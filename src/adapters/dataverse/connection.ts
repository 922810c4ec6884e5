import type { Clock } from "../../model/ports.ts";
import { authorised } from "../entra/authorised.ts";
import type { TokenSource } from "../entra/entra.ts";
import type { Http } from "../http/http.ts";
import { contractError } from "../http/json.ts";
import type { HttpRequest, HttpResponse } from "../http/message.ts";
import { openBudget } from "./budget.ts";
import { failureIn, isByPlugin, readError, signInError } from "./error.ts";

export interface Connection {
  /** `https://contoso.crm.dynamics.com` */
  readonly origin: string;
  /**
   * How many requests may be under way at the same time: what Dataverse last hinted. More only makes it
   * slower.
   */
  concurrency(): number;
  /** For reads: path and query. Throws unless the answer is a 200. */
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<HttpResponse>;
  /** For writes, each sent once. The answer may have any status. */
  send(request: Write): Promise<HttpResponse>;
  /** Holds back every request for so long from now, which counts in the time that a run waits for Dataverse. */
  holdBack(milliseconds: number): void;
  /** Path and query of a link in an answer. Throws when it leads anywhere else than to this API. */
  readonly pathOf: (link: string) => string;
}

export type Write = Pick<HttpRequest, "method" | "headers"> & {
  readonly path: string;
  readonly body: string;
  /** May be sent again after an answer that was lost: it only reads. */
  readonly repeatable?: boolean;
};

export const API = "/api/data/v9.2/";
/** `x-ms-dop-hint` of a live environment, until one is seen. */
const DEFAULT_CONCURRENCY = 4;
/** The service protection limit of concurrent requests of one user. */
const MOST_CONCURRENT = 52;
const ODATA = { Accept: "application/json", "OData-MaxVersion": "4.0", "OData-Version": "4.0" };

export function connect(options: {
  readonly http: Http;
  readonly token: TokenSource;
  readonly baseUrl: string;
  readonly clock: Clock;
}): Connection {
  const { origin } = new URL(options.baseUrl);
  const send = authorised({ ...options, refused: signInError });
  const budget = openBudget(options.clock);
  let concurrency = DEFAULT_CONCURRENCY;

  async function call(request: Omit<HttpRequest, "system">): Promise<HttpResponse> {
    const response = await budget.spend(() => send({ ...request, system: "dataverse", isFinal }));
    const hint = Number.parseInt(response.headers["x-ms-dop-hint"] ?? "", 10);
    if (hint >= 1) concurrency = Math.min(hint, MOST_CONCURRENT);
    return response;
  }

  async function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<HttpResponse> {
    const response = await call({
      method: "GET",
      url: origin + path,
      // The documentation asks for this one on every GET, against caches in between.
      headers: { ...ODATA, "If-None-Match": "null", ...headers },
      repeatable: true,
    });
    if (response.status !== 200) throw readError(response);
    return response;
  }

  function pathOf(link: string): string {
    const url = URL.parse(link, origin + API);
    const isOurs = url !== null && nameOf(url.origin) === nameOf(origin) && url.pathname.startsWith(API);
    if (isOurs) return url.pathname + url.search;
    throw contractError("Dataverse sent a link that does not lead back to its own Web API.");
  }

  return {
    origin,
    concurrency: () => concurrency,
    get,
    send: ({ method, path, headers, body, repeatable = false }) =>
      call({ method, url: origin + path, headers: { ...ODATA, ...headers }, body, repeatable }),
    holdBack: (milliseconds) => options.http.holdBack("dataverse", milliseconds),
    pathOf,
  };
}

function isFinal(answer: HttpResponse): boolean {
  return answer.status >= 400 && isByPlugin(failureIn(answer).code);
}

/**
 * The Web API of an environment has two addresses, `contoso.crm4.dynamics.com` and `contoso.api.crm4.dynamics.com`, and which
 * of them stands in a link is nowhere said. What is asked for is always asked at the one that was configured.
 */
function nameOf(origin: string): string {
  return origin.replace(/\.api\.crm(?=\d*\.)/, ".crm");
}
