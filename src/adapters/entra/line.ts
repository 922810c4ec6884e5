import type { INetworkModule } from "@azure/msal-node";
import { CosellError, UnreachableError } from "../../errors.ts";
import { jsonIn } from "../../model/json-in.ts";
import type { Http } from "../http/http.ts";
import { isObject } from "../http/json.ts";

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
      const told = jsonIn(answer.body);
      // The library would take it for a sign-in that brought a token without a character.
      if (!isOfEntra(told)) throw notOfEntra(url, answer.status);
      noteTokens(told);
      return { status: answer.status, headers: { ...answer.headers }, body: told as T };
    } catch (error) {
      if (error instanceof CosellError) failure = error;
      throw error;
    }
  }

  function noteTokens(told: object): void {
    for (const [name, value] of Object.entries(told)) {
      if (typeof value !== "string" || !/^(access|refresh|id)_token$/.test(name)) continue;
      onSecret(value);
      if (name === "refresh_token") onRefreshToken(value);
    }
  }

  return {
    network: {
      sendGetRequestAsync: (url, request) => exchange("GET", url, request),
      sendPostRequestAsync: (url, request) => exchange("POST", url, request),
    },
    failure: () => failure,
  };
}

/** A token, or an error with its name (RFC 6749 §5): the token endpoint answers nothing else. */
function isOfEntra(told: unknown): told is object {
  if (!isObject(told)) return false;
  const { access_token: token, error } = told;
  return [token, error].some((text) => typeof text === "string" && text !== "");
}

function notOfEntra(url: string, status: number): UnreachableError {
  return new UnreachableError(
    `Microsoft Entra (${new URL(url).host}) did not answer a sign-in: ${status} came with neither a token nor an error of Entra's.`,
    "Check authority-url, and whether a proxy or a firewall on the way answers in its place; then run again.",
  );
}

function unavailable(url: string, status: number): UnreachableError {
  return new UnreachableError(
    `Microsoft Entra (${new URL(url).host}) kept answering ${status}.`,
    "Try again later; https://status.cloud.microsoft shows outages.",
  );
}
