import { hash, timingSafeEqual } from "node:crypto";

/** Whether an address, whole or from its path on, has this key as Partner Center was told it: `?key=…`. */
export function hasKey(url: string, key: string): boolean {
  const base = "https://relay.invalid";
  const given = URL.canParse(url, base) ? new URL(url, base).searchParams.get("key") : null;
  // Of digests, the time of a comparison says nothing about the key.
  return given !== null && timingSafeEqual(digest(given), digest(key));
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
