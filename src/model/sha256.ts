import { hash } from "node:crypto";

/** By which a file or an address is known again: 64 digits and small letters. */
export function sha256(text: string): string {
  return hash("sha256", text);
}
