import { hash } from "node:crypto";

/** The id that git gives to a file of this text: the same text has the same id, whatever it is called. */
export function blobId(text: string): string {
  return hash("sha1", `blob ${Buffer.byteLength(text)}\0${text}`);
}
