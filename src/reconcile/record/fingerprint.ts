import { createHmac, createSecretKey } from "node:crypto";
import type { Mapping } from "../../mapping/mapping.ts";
import type { Value } from "../../model/record.ts";
import { PLAIN } from "../../model/state.ts";

/**
 * Stands for a value where others can read it, in git and in the plan digest: the value itself when the
 * mapping allows it, otherwise a keyed hash that only this installation can make again, or `null` without a
 * key. Salted by the link, so that equal values of two deals do not look equal.
 *
 * @param like Was made with a mapping that may have said otherwise: then in the same form.
 */
export type Fingerprint = (referral: string, field: string, value: Value, like?: string) => string | null;

/** A hash that only this installation can make: of a plan, which may hold values that are easily guessed. */
export type Keyed = (text: string) => string;

export function keyedWith(key: Buffer): Keyed {
  // Prepared once: a key as bytes would be prepared again for each of many thousand values, which takes longer than the hash.
  const secret = createSecretKey(key);
  return (text) => createHmac("sha256", secret).update(text).digest("hex");
}

/** @param key `null` where there is none: then a hidden value has no fingerprint. */
export function fingerprints(mapping: Mapping, key: Buffer | null): Fingerprint {
  const keyed = key && keyedWith(key);
  return (referral, field, value, like) => {
    if (like?.startsWith(PLAIN) ?? mapping.visible.has(field)) return `${PLAIN}${value ?? ""}`;
    if (!keyed) return null;
    return `#${keyed(JSON.stringify([referral, field, value])).slice(0, 24)}`;
  };
}
