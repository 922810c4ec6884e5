/**
 * Timestamps of the two systems are UTC with up to seven fractional digits. A JavaScript date keeps three,
 * so they are compared as text of one width.
 */
export function isBefore(a: string, b: string): boolean {
  // Those of one system mostly have one width already.
  if (a.length === b.length && a.endsWith("Z") && b.endsWith("Z")) return a < b;
  return padded(a) < padded(b);
}

/** Whether it says so itself: without a zone it may be any time of that day. */
export function isUtc(timestamp: string): boolean {
  return /(?:Z|[+-]00:00)$/.test(timestamp) && !Number.isNaN(Date.parse(timestamp));
}

export const DAY_MINUTES = 24 * 60;

/** In UTC with milliseconds, as `Date` writes it. */
export function minusMinutes(timestamp: string, minutes: number): string {
  return new Date(Date.parse(timestamp) - minutes * 60_000).toISOString();
}

/** The same. */
export function plusMinutes(timestamp: string, minutes: number): string {
  return minusMinutes(timestamp, -minutes);
}

function padded(timestamp: string): string {
  const [seconds = "", fraction = ""] = timestamp.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(7, "0")}`;
}

/** The earlier of two times, where there are two. */
export function earlier(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return isBefore(a, b) ? a : b;
}
