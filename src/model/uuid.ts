import { createHash } from "node:crypto";

/** Namespace of everything below. Ours; never changes, or every referral gets a second row. */
const NAMESPACE = "6f2d2a0e-58d4-5c0b-9b53-0c7e6a1f4d21";

/** An id that is the same for the same name: UUID version 5 (RFC 9562 §5.5). */
export function uuidOf(name: string): string {
  const namespace = Buffer.from(NAMESPACE.replaceAll("-", ""), "hex");
  const bytes = createHash("sha1").update(namespace).update(name).digest().subarray(0, 16);
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x50, 6);
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}
