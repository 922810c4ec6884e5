import { hash } from "node:crypto";

/** A GUID that looks random and is the same for the same text. */
export function guidOf(text: string): string {
  const hex = hash("sha256", text);
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-a$4-$5");
}
