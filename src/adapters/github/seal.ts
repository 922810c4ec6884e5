import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";
import type { Seal } from "../../model/webhooks.ts";

const CIPHER = "aes-256-gcm";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Encrypts with a key that is derived from the secret and used for nothing else. Without a secret, nothing. */
export function openSeal(secret: string | null): Seal {
  const key = secret === null ? null : Buffer.from(hkdfSync("sha256", secret, "", "cosell-sync seal v1", 32));
  return {
    close(text) {
      if (key === null) return null;
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv(CIPHER, key, nonce);
      const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString("base64url");
    },
    open(sealed) {
      if (key === null) return null;
      try {
        const bytes = Buffer.from(sealed, "base64url");
        const nonce = bytes.subarray(0, NONCE_BYTES);
        // Without its length, a tag that was cut to four bytes would do.
        const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
        decipher.setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
        const body = decipher.update(bytes.subarray(NONCE_BYTES + TAG_BYTES));
        return Buffer.concat([body, decipher.final()]).toString("utf8");
      } catch {
        return null;
      }
    },
  };
}
