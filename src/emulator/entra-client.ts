import { hash, type KeyObject, type X509Certificate } from "node:crypto";
import type { EntraErrorCode } from "./entra-errors.ts";
import { isSignedBy, type JsonWebToken, readToken } from "./json-web-token.ts";

/** What an administrator has entered as a federated credential. Compared to the letter. */
export interface FederatedCredential {
  issuer: string;
  subject: string;
  audience: string;
}

/** An app registration, as far as its applications prove themselves. */
export interface Registration {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly certificates: readonly X509Certificate[];
  readonly federated: FederatedCredential | null;
  /** The key that signs for `federated.issuer`. */
  readonly issuerKey: () => KeyObject;
}

export interface Proof {
  readonly form: URLSearchParams;
  readonly now: Date;
  /** The token endpoint, which an assertion has to be addressed to. */
  readonly endpoint: string;
}

/** Why the client is not who it says, with what it presented; `null` when it is. */
export type Doubt = { readonly code: EntraErrorCode; readonly presented?: string } | null;

const JWT_BEARER = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

export function doubtClient(registration: Registration, proof: Proof): Doubt {
  const { form } = proof;
  if (form.get("client_id") !== registration.clientId) return { code: "700016" };
  const assertion = form.get("client_assertion");
  if (assertion !== null && form.get("client_assertion_type") === JWT_BEARER) {
    const token = readToken(assertion);
    if (!token) return { code: "50027" };
    const own = token.claims.iss === registration.clientId;
    return own ? doubtOwn(registration, token, proof) : doubtFederated(registration, token, proof);
  }
  const secret = form.get("client_secret");
  if (secret === null) return { code: "7000218" };
  return secret === registration.clientSecret ? null : { code: "7000215" };
}

/** An assertion that the application signed itself, with the key of a certificate that was uploaded. */
function doubtOwn({ clientId, certificates }: Registration, token: JsonWebToken, proof: Proof): Doubt {
  const thumbprint = token.header["x5t#S256"];
  const certificate = certificates.find((one) => thumbprintOf(one) === thumbprint);
  if (!certificate || !isSignedBy(token, certificate.publicKey)) return { code: "700027" };
  if (certificate.validToDate <= proof.now) return { code: "1000502" };
  const { sub, aud } = token.claims;
  if (sub !== clientId || aud !== proof.endpoint) return { code: "700023" };
  return isCurrent(token, proof.now) ? null : { code: "700024" };
}

/** SHA-256 of the certificate, base64url: `x5t#S256` of RFC 7515. */
function thumbprintOf({ raw }: X509Certificate): string {
  return hash("sha256", raw, "base64url");
}

function doubtFederated(registration: Registration, token: JsonWebToken, { now }: Proof): Doubt {
  const { federated, issuerKey } = registration;
  const { iss, sub, aud } = token.claims;
  if (!federated) return { code: "70025" };
  if (iss !== federated.issuer) return { code: "700211", presented: String(iss) };
  if (sub !== federated.subject) return { code: "700213", presented: String(sub) };
  if (aud !== federated.audience) return { code: "700212", presented: String(aud) };
  if (token.header.alg !== "RS256" || !isSignedBy(token, issuerKey())) return { code: "50027" };
  return isCurrent(token, now) ? null : { code: "700024" };
}

/** Clocks may differ by this much, so that what was signed just now is not from the future. */
const SKEW_SECONDS = 300;

function isCurrent({ claims }: JsonWebToken, now: Date): boolean {
  const seconds = now.getTime() / 1000;
  return Number(claims.exp) > seconds && Number(claims.nbf ?? 0) <= seconds + SKEW_SECONDS;
}
