import { z } from "zod";
import { jsonIn } from "../../model/json-in.ts";

const claims = z.record(z.string(), z.unknown());

/**
 * Whether the person behind an access token used a second factor: Partner Center looks for `mfa` among the
 * authentication methods. `null` when the token does not tell.
 */
export function isMultiFactor(token: string): boolean | null {
  const methods = claimsOf(token)?.amr;
  return Array.isArray(methods) ? methods.includes("mfa") : null;
}

/** Address of the person behind an access token, in lower case; `null` when the token does not tell ("Access token claims reference"). */
export function personIn(token: string): string | null {
  const { upn, unique_name: name, preferred_username: preferred } = claimsOf(token) ?? {};
  const found = [upn, name, preferred].find((claim) => typeof claim === "string" && claim.includes("@"));
  return typeof found === "string" ? found.toLowerCase() : null;
}

/**
 * What a token says about itself, not verified: for messages to a person, never for a decision about access.
 * `null` for an opaque token, which any access token may become without notice.
 */
export function claimsOf(token: string): Readonly<Record<string, unknown>> | null {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return null;
  return claims.safeParse(jsonIn(Buffer.from(payload, "base64url").toString("utf8"))).data ?? null;
}
