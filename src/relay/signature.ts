import { type Delivery, quoted, type Refusal, refuse } from "./delivery.ts";

/** A detached RSA PKCS#1 v1.5 signature with SHA-256 over the raw body, and where its certificate is said to be. */
export interface Signature {
  readonly value: Buffer;
  readonly certificateUrl: string;
}

/** A signature of RSA-4096 has 684 characters of base64. */
const BASE64 = /^[A-Za-z0-9+/]{16,1022}={0,2}$/;

/**
 * Reads the headers of a notification ("Partner Center webhooks", section on authenticating the callback).
 *
 * The signature is in `Authorization`, or in `x-ms-signature` when the registration asks for that; then
 * Microsoft's own sample has the word `Signature` in front and others have seen it bare. Microsoft's sample
 * takes any hash; here only SHA-256 is.
 */
export function readSignature({ headers }: Delivery): Signature | Refusal {
  const own = headers["x-ms-signature"];
  const text = own === undefined ? scheme(headers.authorization) : (scheme(own) ?? own);
  if (text === null) return refuse(400, "no signature: neither x-ms-signature nor Authorization: Signature");
  if (!BASE64.test(text)) return refuse(400, "the signature is not base64");

  const algorithm = headers["x-ms-signature-algorithm"] ?? "";
  if (algorithm.toLowerCase() !== "rsa-sha256") {
    return refuse(401, `the signature algorithm is ${quoted(algorithm)}, not rsa-sha256`);
  }
  const certificateUrl = headers["x-ms-certificate-url"];
  if (!certificateUrl) return refuse(400, "no x-ms-certificate-url");
  return { value: Buffer.from(text, "base64"), certificateUrl };
}

function scheme(header: string | undefined): string | null {
  return /^signature +(\S+)$/i.exec(header ?? "")?.[1] ?? null;
}
