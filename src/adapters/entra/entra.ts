import type { AuthenticationResult, ConfidentialClientApplication } from "@azure/msal-node";
import { ConfigurationError, CosellError } from "../../errors.ts";
import type { Application, SignedInUser } from "../../model/sign-in.ts";
import type { Http } from "../http/http.ts";
import { openApplication } from "./application.ts";
import { openLine } from "./line.ts";
import { refusal } from "./refusal.ts";
import { isMultiFactor } from "./token-claims.ts";

/** An access token; `fresh` asks for a new one because the service did not accept the last. */
export type TokenSource = (options?: { readonly fresh?: boolean }) => Promise<string>;

export interface Entra {
  /** In the name of the user whose refresh token it is: the referrals API knows no application access. */
  partnerCenter(): TokenSource;
  /** The same user for the webhooks API: one refresh token serves both audiences. */
  webhooks(): TokenSource;
  /** In the application's own name. `environmentUrl` is the organisation's address, its origin the audience. */
  dataverse(environmentUrl: string): TokenSource;
  /** In the application's own name. `audience` is the vault service of the cloud, such as `https://vault.azure.net`. */
  keyVault(audience: string): TokenSource;
  /** A person's sign-in in a browser: the address to open, and how to redeem the code that comes back. */
  invite(redirectUri: string): Promise<Invitation>;
  /** What the last sign-in as a user brought. `null` before one. */
  user(): SignedInUser | null;
}

export interface Invitation {
  readonly url: string;
  /** Comes back with the code; any other value is not an answer to this invitation. */
  readonly state: string;
  redeem(code: string): Promise<void>;
}

export interface EntraOptions extends Application {
  readonly http: Http;
  readonly authorityUrl: string;
  readonly refreshToken?: string | undefined;
  /** Called with every token the moment it arrives, so that it can be masked. */
  readonly onSecret: (value: string) => void;
}

interface Token {
  readonly value: string;
  readonly expiresAt: number;
}

type Grant = (app: ConfidentialClientApplication) => Promise<AuthenticationResult | null>;

const REFERRALS_SCOPE = "https://api.partner.microsoft.com/.default";
const WEBHOOKS_SCOPE = "https://api.partnercenter.microsoft.com/.default";
/** A token that has less than this to live might expire under way. */
const MARGIN_MS = 300_000;

/**
 * Tokens of Microsoft Entra, one request for each.
 *
 * @throws SignInError with Entra's number, from the token sources
 */
export function openEntra(options: EntraOptions): Entra {
  let refreshToken = options.refreshToken ?? null;
  let user: SignedInUser | null = null;

  async function acquire(service: string, grant: Grant): Promise<Token> {
    let rotated: string | null = null;
    const onRefreshToken = (token: string) => {
      rotated = refreshToken = token;
    };
    const line = openLine({ ...options, onRefreshToken });
    const app = await openApplication({ ...options, network: line.network });
    const result = await grant(app).catch((error: unknown) => {
      throw line.failure() ?? (error instanceof CosellError ? error : refusal(service, error));
    });
    if (!result) throw refusal(service, new Error("no token in the answer"));
    const { accessToken: value, expiresOn } = result;
    if (rotated !== null) user = { refreshToken: rotated, multiFactor: isMultiFactor(value) };
    return { value, expiresAt: expiresOn?.getTime() ?? 0 };
  }

  const asUser = (scope: string) =>
    cached(async () => {
      const current = refreshToken;
      if (current === null) throw noRefreshToken();
      const request = { scopes: [scope], refreshToken: current };
      return acquire("Partner Center", (app) => app.acquireTokenByRefreshToken(request));
    });
  const asApplication = (service: string, audience: string) => {
    const scopes = [`${audience}/.default`];
    return cached(() => acquire(service, (app) => app.acquireTokenByClientCredential({ scopes })));
  };

  return {
    partnerCenter: () => asUser(REFERRALS_SCOPE),
    webhooks: () => asUser(WEBHOOKS_SCOPE),
    dataverse: (environmentUrl) => asApplication("Dataverse", new URL(environmentUrl).origin),
    keyVault: (audience) => asApplication("Azure Key Vault", audience),
    invite: (redirectUri) => invite({ ...options, redirectUri }, (grant) => acquire("Partner Center", grant)),
    user: () => user,
  };
}

/** Authorization code with proof of possession (PKCE): whoever intercepts the code cannot redeem it. */
async function invite(
  options: EntraOptions & { readonly redirectUri: string },
  acquire: (grant: Grant) => Promise<Token>,
): Promise<Invitation> {
  const { redirectUri } = options;
  const { CryptoProvider } = await import("@azure/msal-node");
  const crypto = new CryptoProvider();
  const { verifier: codeVerifier, challenge: codeChallenge } = await crypto.generatePkceCodes();
  const state = crypto.createNewGuid();
  const line = openLine({ ...options, onRefreshToken: () => {} });
  const app = await openApplication({ ...options, network: line.network });
  const request = { scopes: [REFERRALS_SCOPE], redirectUri };
  const url = await app.getAuthCodeUrl({
    ...request,
    state,
    codeChallenge,
    codeChallengeMethod: "S256",
    // The browser may know several accounts, and the wrong one would sign in silently.
    prompt: "select_account",
  });
  const redeem = async (code: string) => {
    await acquire((fresh) => fresh.acquireTokenByCode({ ...request, code, codeVerifier }));
  };
  return { url, state, redeem };
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

function noRefreshToken(): ConfigurationError {
  return new ConfigurationError(
    [{ where: "refresh token", message: "is missing; Partner Center referrals can only be read as a user" }],
    "Sign in once as a Referrals admin with `cosell-sync login`; docs/signing-in.md says how.",
  );
}
