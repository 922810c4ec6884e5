const UTC = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(?:Z|[+-]00:00)$/;

/**
 * A UTC timestamp in a form that sorts as text, or `null` when it is none. Partner Center writes six or seven
 * fractional digits, of which a `Date` would keep three.
 */
export function sortable(timestamp: string): string | null {
  const parts = UTC.exec(timestamp);
  return parts && `${parts[1]}.${(parts[2] ?? "").padEnd(9, "0")}`;
}
