import type { Base, RemoteRecord, Snapshot, Value } from "../model/record.ts";

/** Of rows that are asked again: to match, to merge, and to see whether a listing lags. */
const known = new WeakMap<RemoteRecord, { readonly text: unknown; readonly base: Base | null }>();

/** The base that a row carries, or `null` when there is none or it cannot be read: then nothing is assumed. */
export function readBase(row: RemoteRecord, column: string): Base | null {
  const text = row.properties[column];
  const before = known.get(row);
  if (before && before.text === text) return before.base;
  const base = parseBase(text);
  known.set(row, { text, base });
  return base;
}

/** What a row has in the column of its base, for one that is looked at once. */
export function parseBase(text: unknown): Base | null {
  if (typeof text !== "string" || text === "") return null;
  try {
    const { v, c, m, f, p, u } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (v !== 1 || typeof c !== "string" || typeof m !== "string" || !isSnapshot(f)) return null;
    return {
      change: c,
      referralModified: m,
      fields: f,
      ...(isSnapshot(p) ? { putBack: p } : {}),
      ...(isListOfNames(u) ? { undecided: u } : {}),
    };
  } catch {
    return null;
  }
}

/** Short keys: the column is written with every change of the row. */
export function formatBase(base: Base): string {
  const { change: c, referralModified: m, fields, putBack = {}, undecided = [] } = base;
  const p = Object.keys(putBack).length > 0 ? { p: sorted(putBack) } : {};
  const u = undecided.length > 0 ? { u: undecided } : {};
  return JSON.stringify({ v: 1, c, m, f: sorted(fields), ...p, ...u });
}

function sorted(snapshot: Snapshot): Snapshot {
  const names = Object.keys(snapshot).sort();
  return Object.fromEntries(names.map((name) => [name, snapshot[name] ?? null]));
}

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((field) => field === null || typeof field === "string");
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
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
