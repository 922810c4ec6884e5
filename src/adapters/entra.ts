import type { AuthenticationResult, ConfidentialClientApplication, INetworkModule } from "@azure/msal-node";
import { ConfigurationError, CosellError, UnreachableError } from "../errors.ts";
import { refusal } from "./entra-refusal.ts";
import type { Http } from "./http.ts";
import { parseJson } from "./json.ts";

/** An access token; `fresh` asks for a new one because the service did not accept the last. */
export type TokenSource = (options?: { readonly fresh?: boolean }) => Promise<string>;

export interface Entra {
  /** In the name of the user whose refresh token it is: the referrals API knows no application access. */
  partnerCenter(): TokenSource;
  /** The same user for the webhooks API: one refresh token serves both audiences. */
  webhooks(): TokenSource;
  /** In the application's own name. `environmentUrl` is the organisation's address, its origin the audience. */
  dataverse(environmentUrl: string): TokenSource;
  /**
   * The refresh token that came with the last sign-in, to be kept for the next run. The one that was used
   * stays valid, but each lives for about 90 days only. `null` before a sign-in.
   */
  rotatedRefreshToken(): string | null;
}

export interface EntraOptions {
  readonly http: Http;
  readonly authorityUrl?: string;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly refreshToken?: string | undefined;
  /** Called with every token the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
}

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

type Grant = (app: ConfidentialClientApplication) => Promise<AuthenticationResult | null>;

const PUBLIC_CLOUD = "https://login.microsoftonline.com";
const REFERRALS_SCOPE = "https://api.partner.microsoft.com/.default";
const WEBHOOKS_SCOPE = "https://api.partnercenter.microsoft.com/.default";
/** A token that has less than this to live might expire under way. */
const MARGIN_MS = 300_000;

/**
 * Tokens of Microsoft Entra, one request for each. The library that signs in is loaded when the first token is
 * needed, and sends through our own client: so proxies, retries and request counts are the same as everywhere.
 *
 * @throws SignInError with Entra's number, from the token sources
 */
export function openEntra(options: EntraOptions): Entra {
  let refreshToken = options.refreshToken ?? null;
  let rotated: string | null = null;

  async function acquire(service: string, grant: Grant): Promise<Token> {
    const line = openLine(options, (token) => {
      rotated = refreshToken = token;
    });
    const app = await openApplication(options, line.network);
    const result = await grant(app).catch((error: unknown) => {
      throw line.failure() ?? refusal(service, error);
    });
    if (!result) throw refusal(service, new Error("no token in the answer"));
    return { value: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? 0 };
  }

  const asUser = (scope: string) =>
    cached(async () => {
      const current = refreshToken;
      if (current === null) throw noRefreshToken();
      const request = { scopes: [scope], refreshToken: current };
      return acquire("Partner Center", (app) => app.acquireTokenByRefreshToken(request));
    });

  return {
    partnerCenter: () => asUser(REFERRALS_SCOPE),
    webhooks: () => asUser(WEBHOOKS_SCOPE),
    dataverse: (environmentUrl) => {
      const scopes = [`${new URL(environmentUrl).origin}/.default`];
      return cached(() => acquire("Dataverse", (app) => app.acquireTokenByClientCredential({ scopes })));
    },
    rotatedRefreshToken: () => rotated,
  };
}

/** Callers that ask at the same time share one request. */
function cached(acquire: () => Promise<Token>): TokenSource {
  let held: Token | null = null;
  let pending: Promise<Token> | null = null;
  return async ({ fresh = false } = {}) => {
    if (!fresh && held && held.expiresAt - MARGIN_MS > Date.now()) return held.value;
    pending ??= acquire().finally(() => {
      pending = null;
    });
    held = await pending;
    return held.value;
  };
}

/**
 * A new application for each token: it must not remember anything, since `cached` does. Endpoints are spelt out
 * because the library would ask an authority it does not know for them, and refuses one that is not https
 * (only a loopback address can be that: see `openHttp`).
 */
async function openApplication(
  options: EntraOptions,
  networkClient: INetworkModule,
): Promise<ConfidentialClientApplication> {
  const { ConfidentialClientApplication } = await import("@azure/msal-node");
  const { authorityUrl = PUBLIC_CLOUD, tenantId, clientId, clientSecret } = options;
  const base = `${new URL(authorityUrl).origin}/${encodeURIComponent(tenantId)}`;
  const { host } = new URL(base);
  const authorityMetadata = JSON.stringify({
    authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
    token_endpoint: `${base}/oauth2/v2.0/token`,
    issuer: `${base}/v2.0`,
    jwks_uri: `${base}/discovery/v2.0/keys`,
  });
  const authority = base.replace(/^http:/, "https:");
  return new ConfidentialClientApplication({
    auth: { clientId, clientSecret, authority, knownAuthorities: [host], authorityMetadata },
    system: { networkClient },
  });
}

interface Line {
  readonly network: INetworkModule;
  /** What went wrong on the way, which the library would report as an error of its own. */
  failure(): CosellError | null;
}

function openLine({ http, onSecret }: EntraOptions, onRefreshToken: (token: string) => void): Line {
  let failure: CosellError | null = null;

  async function exchange<T>(
    method: "GET" | "POST",
    url: string,
    request: Parameters<INetworkModule["sendPostRequestAsync"]>[1],
  ) {
    try {
      // A grant may be repeated: using a refresh token does not end it.
      const { headers, body } = { headers: {}, body: "", ...request };
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

function noRefreshToken(): ConfigurationError {
  return new ConfigurationError(
    [{ where: "refresh token", message: "is missing; Partner Center referrals can only be read as a user" }],
    "Sign in once as a Referrals admin and store the refresh token as a secret; docs/signing-in.md says how.",
  );
}
