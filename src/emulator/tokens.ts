import { randomBytes } from "node:crypto";
import type { Now } from "./exchange.ts";

/** What an access token stands for. Clients see an opaque string. */
export interface Grant {
  readonly audience: string;
  /** Whether a person stands behind it, or only the application. */
  readonly onBehalfOf: "user" | "application";
}

export interface Tokens {
  /** `lifetime` in seconds. */
  issue(grant: Grant, lifetime: number): string;
  /** The grant of a token that is still good for this audience; otherwise `null`. */
  check(token: string, audience: string): Grant | null;
  /** The same question for services that tell why they refuse. A token nobody issued is for no audience. */
  judge(token: string, audience: string): "ok" | "expired" | "wrong audience";
}

/** All access tokens that the emulated Entra has issued. Services ask here; clients hold random strings. */
export function createTokens(now: Now): Tokens {
  const issued = new Map<string, { readonly grant: Grant; readonly expires: number }>();
  const judge: Tokens["judge"] = (token, audience) => {
    const known = issued.get(token);
    if (known?.grant.audience !== audience) return "wrong audience";
    return known.expires > now().getTime() ? "ok" : "expired";
  };
  return {
    issue(grant, lifetime) {
      const token = randomBytes(32).toString("base64url");
      issued.set(token, { grant, expires: now().getTime() + lifetime * 1000 });
      return token;
    },
    check: (token, audience) => (judge(token, audience) === "ok" ? (issued.get(token)?.grant ?? null) : null),
    judge,
  };
}

/** The bearer token of an `Authorization` header, or `null`. */
export function bearerOf(headers: Readonly<Record<string, string>>): string | null {
  return /^bearer +(\S+)$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}
