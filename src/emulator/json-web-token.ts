import { constants, type KeyObject, sign, verify } from "node:crypto";

export type Claims = Readonly<Record<string, unknown>>;

export interface JsonWebToken {
  readonly header: Claims;
  readonly claims: Claims;
  /** What the signature is over. */
  readonly signed: string;
  readonly signature: Buffer;
}

export function encoded(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

/** RS256, as GitHub signs. */
export function signToken(claims: Claims, key: KeyObject, keyId: string): string {
  const signed = `${encoded({ typ: "JWT", alg: "RS256", kid: keyId })}.${encoded(claims)}`;
  return `${signed}.${sign("RSA-SHA256", Buffer.from(signed), key).toString("base64url")}`;
}

/** `null` when it is not three parts with JSON in the first two. */
export function readToken(text: string): JsonWebToken | null {
  const [header = "", claims = "", signature = "", ...rest] = text.split(".");
  if (rest.length > 0 || signature === "") return null;
  try {
    return {
      header: decoded(header),
      claims: decoded(claims),
      signed: `${header}.${claims}`,
      signature: Buffer.from(signature, "base64url"),
    };
  } catch {
    return null;
  }
}

function decoded(part: string): Claims {
  const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
  if (typeof value !== "object" || value === null) throw new TypeError("not an object");
  return value as Claims;
}

/** Only the two algorithms that Entra takes; `none` and shared keys are forgeries. */
export function isSignedBy({ header, signed, signature }: JsonWebToken, key: KeyObject): boolean {
  if (header.alg === "RS256") return verify("RSA-SHA256", Buffer.from(signed), key, signature);
  if (header.alg !== "PS256") return false;
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  const saltLength = constants.RSA_PSS_SALTLEN_DIGEST;
  return verify("RSA-SHA256", Buffer.from(signed), { key, padding, saltLength }, signature);
}
