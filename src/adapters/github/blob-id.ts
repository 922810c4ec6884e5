import { createHash } from "node:crypto";

/** The id that git gives to a file of this text: the same text has the same id, whatever it is called. */
export function blobId(text: string): string {
  const content = Buffer.from(text);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}
