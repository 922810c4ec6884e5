import { randomBytes, randomUUID } from "node:crypto";
import { type EntraErrorCode, entraError } from "./entra-errors.ts";
import type { Exchange, Now, Reply, Service } from "./exchange.ts";
import type { Tokens } from "./tokens.ts";

/** May be turned while the emulator runs. */
export interface EntraSettings {
  /** Life of an access token, in seconds. */
  accessTokenSeconds: number;
  /** How long a refresh token may lie unused, in days. Each keeps its own clock. */
  refreshTokenDays: number;
  /** Every redemption of a refresh token is answered with this `AADSTS` code. */
  refuseWith: EntraErrorCode | null;
}

export interface EntraOptions {
  readonly now: Now;
  readonly tokens: Tokens;
  readonly tenantId: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Audiences that tokens can be asked for. */
  readonly audiences: readonly string[];
  readonly settings?: Partial<EntraSettings>;
}

export interface Entra {
  readonly service: Service;
  readonly settings: EntraSettings;
  /** What a person's sign-in with MFA would have left behind. */
  newRefreshToken(): string;
  /** An administrator revokes all sessions: refresh tokens issued so far stop working. */
  revokeSessions(): void;
}

/**
 * Microsoft Entra's v2.0 token endpoint, as far as a service account and an application use it: grants
 * `refresh_token` (one token serves all audiences; each use returns another one and leaves the old one good)
 * and `client_credentials`, with a client secret.
 */
export function createEntra(options: EntraOptions): Entra {
  const settings: EntraSettings = {
    accessTokenSeconds: 3600,
    refreshTokenDays: 90,
    refuseWith: null,
    ...options.settings,
  };
  const state: State = { ...options, settings, refreshTokens: new Map() };
  return {
    settings,
    service: (exchange) => route(state, exchange),
    newRefreshToken: () => newRefreshToken(state),
    revokeSessions: () => {
      for (const session of state.refreshTokens.values()) session.revoked = true;
    },
  };
}

interface State extends Omit<EntraOptions, "settings"> {
  readonly settings: EntraSettings;
  readonly refreshTokens: Map<string, Session>;
}

interface Session {
  readonly issued: Date;
  revoked: boolean;
}

/** The person who signed in: a service account with the Referrals admin role. */
const USER = { oid: "5d1b3c5e-6b7d-4a52-9f1e-2c9b4a7d8e10", name: "Co-sell Service" };

function route(state: State, { method, url, body }: Exchange): Reply {
  const [tenant, ...rest] = url.pathname.slice(1).split("/");
  const path = rest.join("/");
  if (method === "GET" && path === "v2.0/.well-known/openid-configuration")
    return metadata(url, tenant ?? "");
  if (path !== "oauth2/v2.0/token") return { status: 404, body: "" };
  if (method !== "POST") return refuse(state, "900561");
  if (tenant !== state.tenantId) return refuse(state, "90002");
  return token(state, new URLSearchParams(body.toString("utf8")));
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
      token_endpoint_auth_methods_supported: ["client_secret_post"],
      response_types_supported: ["code"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      tenant_region_scope: "EU",
    },
  };
}

function token(state: State, form: URLSearchParams): Reply {
  if (form.get("client_id") !== state.clientId) return refuse(state, "700016");
  const secret = form.get("client_secret");
  if (secret === null) return refuse(state, "7000218");
  if (secret !== state.clientSecret) return refuse(state, "7000215");
  const grantType = form.get("grant_type");
  if (grantType !== "refresh_token" && grantType !== "client_credentials") return refuse(state, "70003");

  const scopes = (form.get("scope") ?? "").split(" ");
  const scope = scopes.find((name) => name.endsWith("/.default"));
  if (!scope) return refuse(state, "70011");
  const audience = scope.slice(0, -"/.default".length);
  if (!state.audiences.includes(audience)) return refuse(state, "500011");

  if (grantType === "client_credentials") return applicationToken(state, audience);
  const wrong = wrongWith(state, form.get("refresh_token") ?? "");
  return wrong ? refuse(state, wrong) : userToken({ state, audience, scope, scopes });
}

function wrongWith({ settings, refreshTokens, now }: State, refreshToken: string): EntraErrorCode | null {
  if (settings.refuseWith) return settings.refuseWith;
  const session = refreshTokens.get(refreshToken);
  if (!session) return "9002313";
  if (session.revoked) return "50173";
  const age = now().getTime() - session.issued.getTime();
  return age > settings.refreshTokenDays * 86_400_000 ? "700082" : null;
}

function applicationToken({ tokens, settings }: State, audience: string): Reply {
  const lifetime = settings.accessTokenSeconds;
  const access = tokens.issue({ audience, onBehalfOf: "application" }, lifetime);
  return tokenReply({ expires_in: lifetime, ext_expires_in: lifetime, access_token: access });
}

interface UserTokenRequest {
  readonly state: State;
  readonly audience: string;
  readonly scope: string;
  readonly scopes: readonly string[];
}

function userToken({ state, audience, scope, scopes }: UserTokenRequest): Reply {
  const lifetime = state.settings.accessTokenSeconds;
  return tokenReply({
    scope,
    expires_in: lifetime,
    ext_expires_in: lifetime,
    access_token: state.tokens.issue({ audience, onBehalfOf: "user" }, lifetime),
    ...(scopes.includes("offline_access") ? { refresh_token: newRefreshToken(state) } : {}),
    ...(scopes.includes("openid") ? { id_token: idToken(state) } : {}),
    client_info: base64url({ uid: USER.oid, utid: state.tenantId }),
  });
}

function tokenReply(body: Readonly<Record<string, unknown>>): Reply {
  return { status: 200, headers: { "cache-control": "no-store" }, body: { token_type: "Bearer", ...body } };
}

function newRefreshToken({ refreshTokens, now }: State): string {
  const refreshToken = `1.${randomBytes(60).toString("base64url")}`;
  refreshTokens.set(refreshToken, { issued: now(), revoked: false });
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
    exp: seconds + 3600,
    name: USER.name,
    oid: USER.oid,
    preferred_username: "cosell@adatum.example",
    sub: USER.oid,
    tid: tenantId,
    ver: "2.0",
  };
  return `${base64url({ typ: "JWT", alg: "RS256" })}.${base64url(claims)}.${randomBytes(32).toString("base64url")}`;
}

function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function refuse(state: State, code: EntraErrorCode): Reply {
  return entraError(code, { at: state.now(), trace: randomUUID(), correlation: randomUUID() });
}
