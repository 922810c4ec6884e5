import { hash } from "node:crypto";
import { GUID } from "./names.ts";

/** Namespace of everything below. Ours; never changes, or every referral gets a second row. */
const NAMESPACE = Buffer.from("6f2d2a0e58d45c0b9b530c7e6a1f4d21", "hex");

const WHOLE = new RegExp(`^${GUID}$`);

/** What the ids of both systems look like, of whatever version. */
export function isUuid(text: string): boolean {
  return WHOLE.test(text);
}

/** An id that is the same for the same name: UUID version 5 (RFC 9562 §5.5). */
export function uuidOf(name: string): string {
  const bytes = hash("sha1", Buffer.concat([NAMESPACE, Buffer.from(name)]), "buffer").subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return dashed(bytes.toString("hex"));
}

/** As both systems write an id, of its 32 digits. */
export function dashed(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
