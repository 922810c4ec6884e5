import { createHmac } from "node:crypto";
import type { Mapping } from "../mapping/mapping.ts";
import type { Value } from "../model/record.ts";

/**
 * Stands for a value where others can read it, in git and in the plan digest: the value itself when the
 * mapping allows it, otherwise a keyed hash that only this installation can make again, or `null` without a
 * key. Salted by the link, so that equal values of two deals do not look equal.
 */
export type Fingerprint = (referral: string, field: string, value: Value) => string | null;

/** A hash that only this installation can make: of a plan, which may hold values that are easily guessed. */
export type Keyed = (text: string) => string;

export function keyedWith(key: Buffer): Keyed {
  return (text) => createHmac("sha256", key).update(text).digest("hex");
}

export function fingerprints(mapping: Mapping, key: Buffer | null): Fingerprint {
  return (referral, field, value) => {
    if (mapping.visible.has(field)) return `=${value ?? ""}`;
    if (!key) return null;
    const hash = createHmac("sha256", key)
      .update(JSON.stringify([referral, field, value]))
      .digest("hex");
    return `#${hash.slice(0, 24)}`;
  };
}
