import type { Value } from "./record.ts";

/** An amount, `64000.00 CAD`, with commas between its thousands, as people read it; any other value as it is. */
export function readable(text: Value): string {
  if (text === null) return "(blank)";
  const amount = /^(-?\d{4,})((?:\.\d+)? [A-Z]{3})$/.exec(text);
  return amount ? `${grouped(amount[1] ?? "")}${amount[2] ?? ""}` : text;
}

/** Enough of a digest, or of a commit, to find it by. */
export function shortHash(hash: string): string {
  return hash.slice(0, 12);
}

/** Of a time, ISO 8601, the minute: `2026-11-22 09:30 UTC`. */
export function minuteOf(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

/** A whole number: `1,234`. Whoever asks `Intl` for it first makes Node load its languages: 20 ms of CPU, in every run. */
export function grouped(number: number | string): string {
  return String(number).replaceAll(/\B(?=(\d{3})+$)/g, ",");
}
