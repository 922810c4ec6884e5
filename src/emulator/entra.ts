import { type KeyObject, randomBytes, randomUUID, X509Certificate } from "node:crypto";
import { createSignInPages, type Person, type SignInPages } from "./entra-authorize.ts";
import { type Doubt, doubtClient, type FederatedCredential } from "./entra-client.ts";
import { type EntraErrorCode, entraError } from "./entra-errors.ts";
import type { Exchange, Now, Reply, Service } from "./exchange.ts";
import { encoded } from "./json-web-token.ts";
import type { Tokens } from "./tokens.ts";

/** May be turned while the emulator runs. */
export interface EntraSettings {
  /** Every redemption of a refresh token is answered with this `AADSTS` code. */
  refuseWith: EntraErrorCode | null;
  /** The federated credential of the application; `null` while nobody has entered one. */
  federated: FederatedCredential | null;
}

export interface EntraOptions {
  readonly now: Now;
  readonly tokens: Tokens;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Audiences that tokens can be asked for. */
  readonly audiences: readonly string[];
  /** The key that signs the identities of workflow runs. */
  readonly issuerKey: () => KeyObject;
}

export interface Entra {
  readonly service: Service;
  readonly settings: EntraSettings;
  readonly person: Person;
  /** What a person's sign-in would have left behind, with a second factor unless told otherwise. */
  newRefreshToken(multiFactor?: boolean): string;
  /** Whether it was issued here. */
  knows(refreshToken: string): boolean;
  /** An administrator uploads a certificate to the app registration. */
  addCertificate(pem: string): void;
}

/** Life of an access token. */
const ACCESS_TOKEN_SECONDS = 3600;
/** How long a refresh token may lie unused. Each keeps its own clock. */
const REFRESH_TOKEN_DAYS = 90;

/**
 * Microsoft Entra's v2.0 endpoints, as far as a service account and an application use them: the pages of a
 * sign-in, and the grants `authorization_code` (with PKCE), `refresh_token` (one token serves all audiences;
 * each use returns another one and leaves the old one good) and `client_credentials`. The application proves
 * itself with a secret, a certificate, or the identity of a workflow run.
 */
export function createEntra(options: EntraOptions): Entra {
  const settings: EntraSettings = { refuseWith: null, federated: null };
  const person: Person = { name: USER.account, password: "emulated~password", oneTimeCode: "428917" };
  const pages = createSignInPages({ ...options, redirectUri: "http://localhost", person });
  const state: State = { ...options, settings, pages, certificates: [], refreshTokens: new Map() };
  return {
    settings,
    person,
    service: (exchange) => route(state, exchange),
    newRefreshToken: (multiFactor = true) => newRefreshToken(state, multiFactor),
    knows: (refreshToken) => state.refreshTokens.has(refreshToken),
    addCertificate: (pem) => void state.certificates.push(new X509Certificate(pem)),
  };
}

interface State extends EntraOptions {
  readonly settings: EntraSettings;
  readonly pages: SignInPages;
  readonly certificates: X509Certificate[];
  readonly refreshTokens: Map<string, Session>;
}

interface Session {
  readonly issued: Date;
  readonly multiFactor: boolean;
}

const USER = {
  oid: "5d1b3c5e-6b7d-4a52-9f1e-2c9b4a7d8e10",
  name: "Co-sell Service",
  account: "cosell@adatum.example",
};

function route(state: State, exchange: Exchange): Reply {
  const { method, url, body } = exchange;
  const [tenant, ...rest] = url.pathname.slice(1).split("/");
  const path = rest.join("/");
  if (method === "GET" && path === "v2.0/.well-known/openid-configuration")
    return metadata(url, tenant ?? "");
  const [, page = ""] = /^oauth2\/v2\.0\/(\w+)$/.exec(path) ?? [];
  const shown = tenant === state.tenantId ? state.pages.page(exchange, page) : null;
  if (shown) return shown;
  if (page !== "token") return { status: 404, body: "" };
  if (method !== "POST") return refuse(state, { code: "900561" });
  if (tenant !== state.tenantId) return refuse(state, { code: "90002" });
  return token(state, new URLSearchParams(body.toString("utf8")), url.origin + url.pathname);
}

function metadata({ origin }: URL, tenant: string): Reply {
  const base = `${origin}/${tenant}`;
  return {
    status: 200,
    body: {
      issuer: `${base}/v2.0`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      token_endpoint: `${base}/oauth2/v2.0/token`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt"],
      response_types_supported: ["code"],
      code_challenge_methods_supported: ["S256"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      tenant_region_scope: "EU",
    },
  };
}

function token(state: State, form: URLSearchParams, endpoint: string): Reply {
  const { federated } = state.settings;
  const doubt = doubtClient({ ...state, federated }, { form, endpoint, now: state.now() });
  if (doubt) return refuse(state, doubt);
  const scopes = (form.get("scope") ?? "").split(" ");
  const scope = scopes.find((name) => name.endsWith("/.default"));
  if (!scope) return refuse(state, { code: "70011" });
  const audience = scope.slice(0, -"/.default".length);
  if (!state.audiences.includes(audience)) return refuse(state, { code: "500011" });

  if (form.get("grant_type") === "client_credentials") return applicationToken(state, audience);
  const session = sessionOf(state, form);
  if ("code" in session) return refuse(state, session);
  return userToken({ state, audience, scope, scopes, ...session });
}

/** The sign-in of a person that stands behind a grant, or why there is none. */
function sessionOf(state: State, form: URLSearchParams): { multiFactor: boolean } | { code: EntraErrorCode } {
  const given = (name: string) => form.get(name) ?? "";
  switch (given("grant_type")) {
    case "refresh_token":
      return refreshed(state, given("refresh_token"));
    case "authorization_code":
      return state.pages.redeem({
        code: given("code"),
        redirectUri: given("redirect_uri"),
        verifier: given("code_verifier"),
      });
    default:
      return { code: "70003" };
  }
}

function refreshed(
  { settings, refreshTokens, now }: State,
  refreshToken: string,
): Session | { code: EntraErrorCode } {
  if (settings.refuseWith) return { code: settings.refuseWith };
  const session = refreshTokens.get(refreshToken);
  if (!session) return { code: "9002313" };
  const age = now().getTime() - session.issued.getTime();
  return age > REFRESH_TOKEN_DAYS * 86_400_000 ? { code: "700082" } : session;
}

function applicationToken({ tokens }: State, audience: string): Reply {
  return tokenReply(tokens.issue({ audience, onBehalfOf: "application" }, ACCESS_TOKEN_SECONDS));
}

interface UserTokenRequest {
  readonly state: State;
  readonly audience: string;
  readonly scope: string;
  readonly scopes: readonly string[];
  readonly multiFactor: boolean;
}

function userToken({ state, audience, scope, scopes, multiFactor }: UserTokenRequest): Reply {
  const grant = { audience, onBehalfOf: "user", multiFactor, account: USER.account } as const;
  return tokenReply(state.tokens.issue(grant, ACCESS_TOKEN_SECONDS), {
    scope,
    ...(scopes.includes("offline_access") ? { refresh_token: newRefreshToken(state, multiFactor) } : {}),
    ...(scopes.includes("openid") ? { id_token: idToken(state) } : {}),
    client_info: encoded({ uid: USER.oid, utid: state.tenantId }),
  });
}

function tokenReply(token: string, more: Readonly<Record<string, unknown>> = {}): Reply {
  const lifetime = { expires_in: ACCESS_TOKEN_SECONDS, ext_expires_in: ACCESS_TOKEN_SECONDS };
  const body = { token_type: "Bearer", access_token: token, ...lifetime, ...more };
  return { status: 200, headers: { "cache-control": "no-store" }, body };
}

function newRefreshToken({ refreshTokens, now }: State, multiFactor: boolean): string {
  const refreshToken = `1.${randomBytes(60).toString("base64url")}`;
  refreshTokens.set(refreshToken, { issued: now(), multiFactor });
  return refreshToken;
}

/** Signed with nothing: confidential clients read it over TLS and do not verify it. */
function idToken({ now, clientId, tenantId }: State): string {
  const seconds = Math.floor(now().getTime() / 1000);
  const claims = {
    aud: clientId,
    iss: `https://login.microsoftonline.com/${tenantId}/v2.0`,
    iat: seconds,
    nbf: seconds,
    exp: seconds + ACCESS_TOKEN_SECONDS,
    name: USER.name,
    oid: USER.oid,
    preferred_username: USER.account,
    sub: USER.oid,
    tid: tenantId,
    ver: "2.0",
  };
  return `${encoded({ typ: "JWT", alg: "RS256" })}.${encoded(claims)}.${randomBytes(32).toString("base64url")}`;
}

function refuse(state: State, { code, presented = "" }: NonNullable<Doubt>): Reply {
  return entraError(code, { at: state.now(), trace: randomUUID(), correlation: randomUUID(), presented });
}
