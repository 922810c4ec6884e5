import type { Base, RemoteRecord, Snapshot, Value } from "../model/record.ts";

/** The base that a row carries, or `null` when there is none or it cannot be read: then nothing is assumed. */
export function readBase(row: RemoteRecord, column: string): Base | null {
  const text = row.properties[column];
  if (typeof text !== "string" || text === "") return null;
  try {
    const { v, c, m, f } = JSON.parse(text) as { v?: unknown; c?: unknown; m?: unknown; f?: unknown };
    if (v !== 1 || typeof c !== "string" || typeof m !== "string" || !isSnapshot(f)) return null;
    return { change: c, referralModified: m, fields: f };
  } catch {
    return null;
  }
}

/** Short keys: the column is written with every change of the row. */
export function formatBase(base: Base): string {
  const fields = Object.fromEntries(Object.entries(base.fields).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ v: 1, c: base.change, m: base.referralModified, f: fields });
}

function isSnapshot(value: unknown): value is Snapshot {
  return (
    typeof value === "object" &&
    value !== null &&
    Object.values(value).every((field) => field === null || typeof field === "string")
  );
}

/** What did not happen, both sides go on agreeing on as they did before: so the next run tries again. */
export function keepBase(agreed: Record<string, Value>, field: string, base: Base | null): void {
  const value = base?.fields[field];
  if (value === undefined) delete agreed[field];
  else agreed[field] = value;
}

export function sameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && a[name] === b[name])
  );
}
