import { randomBytes } from "node:crypto";
import type { Exchange, Now } from "./exchange.ts";
import { encoded } from "./json-web-token.ts";

/** What an access token stands for. Clients see an opaque string. */
export interface Grant {
  readonly audience: string;
  /** Whether a person stands behind it, or only the application. */
  readonly onBehalfOf: "user" | "application";
  /** Whether the person used a second factor. */
  readonly multiFactor?: boolean;
  /** Address of the person. */
  readonly account?: string;
}

export interface Tokens {
  /** `lifetime` in seconds. */
  issue(grant: Grant, lifetime: number): string;
  /** The grant behind a request whose token is still good for this audience; otherwise `null`. */
  grantOf(headers: Exchange["headers"], audience: string): Grant | null;
  /** The same question for services that tell why they refuse. A token nobody issued is for no audience. */
  judge(token: string, audience: string): "ok" | "expired" | "wrong audience";
}

/** All access tokens that the emulated Entra has issued. Services ask here; to clients they are opaque. */
export function createTokens(now: Now): Tokens {
  const issued = new Map<string, { readonly grant: Grant; readonly expires: number }>();
  const judge: Tokens["judge"] = (token, audience) => {
    const known = issued.get(token);
    if (known?.grant.audience !== audience) return "wrong audience";
    return known.expires > now().getTime() ? "ok" : "expired";
  };
  return {
    issue(grant, lifetime) {
      const random = randomBytes(32).toString("base64url");
      const token = grant.multiFactor === undefined ? random : `${claimsOf(grant)}.${random}`;
      issued.set(token, { grant, expires: now().getTime() + lifetime * 1000 });
      return token;
    },
    grantOf(headers, audience) {
      const token = bearerOf(headers) ?? "";
      return judge(token, audience) === "ok" ? (issued.get(token)?.grant ?? null) : null;
    },
    judge,
  };
}

/** What some tokens say about themselves to those who look. Services ask `judge`. */
function claimsOf({ audience, multiFactor, account }: Grant): string {
  const claims = { aud: audience, amr: multiFactor ? ["pwd", "mfa"] : ["pwd"], upn: account };
  return `${encoded({ typ: "JWT", alg: "RS256" })}.${encoded(claims)}`;
}

/** The bearer token of an `Authorization` header, or `null`. */
export function bearerOf(headers: Exchange["headers"]): string | null {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
