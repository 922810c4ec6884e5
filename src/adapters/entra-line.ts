import type { INetworkModule } from "@azure/msal-node";
import { CosellError, UnreachableError } from "../errors.ts";
import type { Http } from "./http.ts";
import { parseJson } from "./json.ts";

export interface LineOptions {
  readonly http: Http;
  /** Called with every token the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
  readonly onRefreshToken: (token: string) => void;
}

export interface Line {
  readonly network: INetworkModule;
  /** What went wrong on the way, which the library would report as an error of its own. */
  failure(): CosellError | null;
}

/** Lets the sign-in library send through our own client: so proxies, retries and counts are the same everywhere. */
export function openLine({ http, onSecret, onRefreshToken }: LineOptions): Line {
  let failure: CosellError | null = null;

  async function exchange<T>(
    method: "GET" | "POST",
    url: string,
    request: Parameters<INetworkModule["sendPostRequestAsync"]>[1],
  ) {
    try {
      const { headers, body } = { headers: {}, body: "", ...request };
      // A refresh token may be used again, a code only once: then Entra says so, and the person begins anew.
      const sent = { system: "sign-in", method, url, headers, repeatable: true } as const;
      const answer = await http.send(method === "POST" ? { ...sent, body } : sent);
      if (answer.status === 429 || answer.status >= 500) throw unavailable(url, answer.status);
      return { status: answer.status, headers: { ...answer.headers }, body: tokensOf(answer.body) as T };
    } catch (error) {
      if (error instanceof CosellError) failure = error;
      throw error;
    }
  }

  function tokensOf(text: string): unknown {
    const body: unknown = parseJson(text);
    if (typeof body !== "object" || body === null) return {};
    for (const [name, value] of Object.entries(body)) {
      if (typeof value !== "string" || !/^(access|refresh|id)_token$/.test(name)) continue;
      onSecret(value);
      if (name === "refresh_token") onRefreshToken(value);
    }
    return body;
  }

  return {
    network: {
      sendGetRequestAsync: (url, request) => exchange("GET", url, request),
      sendPostRequestAsync: (url, request) => exchange("POST", url, request),
    },
    failure: () => failure,
  };
}

function unavailable(url: string, status: number): UnreachableError {
  return new UnreachableError(
    `Microsoft Entra (${new URL(url).host}) kept answering ${status}.`,
    "Try again later; https://status.cloud.microsoft shows outages.",
  );
}
