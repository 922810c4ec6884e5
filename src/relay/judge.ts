import { hash, verify } from "node:crypto";
import { type Delivery, MOST_BODY_BYTES, type Refusal, refuse } from "./delivery.ts";
import { type Notification, readNotification } from "./notification.ts";
import { readSignature, type Signature } from "./signature.ts";
import type { Signers } from "./signers.ts";

/** Where the keys come from is the only thing here that reaches outside. */
export type Keys = Pick<Signers, "at">;

export interface Accepted {
  readonly notification: Notification;
  /** SHA-256 of the body. A notification has no id: the same bytes are the same notification. */
  readonly digest: string;
}

/**
 * Whether a delivery is really a notification of Partner Center's.
 *
 * - The cheap checks come first; nothing is fetched for what they refuse.
 * - The signature is checked over the raw bytes, and before anything of the body is read.
 * - With another certificate at the same address, a signature that did not fit is tried once more.
 */
export async function judge(delivery: Delivery, now: Date, keys: Keys): Promise<Accepted | Refusal> {
  if (delivery.method !== "POST") return refuse(405, "not a POST");
  if (delivery.body.length > MOST_BODY_BYTES) return refuse(413, "the body is too large");
  if (delivery.body.length === 0) return refuse(400, "the body is empty");
  const signature = readSignature(delivery);
  if ("status" in signature) return signature;
  const fault = await checkSignature(delivery.body, signature, { now, keys });
  if (fault) return fault;
  const notification = readNotification(delivery.body);
  if ("status" in notification) return notification;
  return { notification, digest: hash("sha256", delivery.body, "base64url") };
}

async function checkSignature(
  body: Uint8Array,
  { value, certificateUrl }: Signature,
  { now, keys }: { readonly now: Date; readonly keys: Keys },
): Promise<Refusal | null> {
  const signer = await keys.at(certificateUrl, now);
  if ("status" in signer) return signer;
  if (verify("RSA-SHA256", body, signer.key, value)) return null;
  const renewed = await keys.at(certificateUrl, now, { renew: true });
  if ("status" in renewed) return renewed;
  if (verify("RSA-SHA256", body, renewed.key, value)) return null;
  return refuse(401, "the signature does not fit the body");
}
