import type { Mapping, Places } from "../../mapping/mapping.ts";
import { PLACE_LENGTH } from "../../mapping/places.ts";
import type { Again, Base, RemoteRecord, Snapshot, Value } from "../../model/record.ts";

interface Known {
  readonly text: unknown;
  readonly places: Places;
  readonly base: Base | null;
}

type BasePlace = Pick<Mapping, "baseColumn" | "places">;

/** Bases that were parsed before: a row is asked for its base to match, to merge, and to see whether a listing lags. */
const known = new WeakMap<RemoteRecord, Known>();

/** The base that a row carries, or `null` when there is none or it cannot be read: then nothing is assumed. */
export function readBase(row: RemoteRecord, { baseColumn, places }: BasePlace): Base | null {
  const text = row.properties[baseColumn];
  const before = known.get(row);
  if (before && before.text === text && before.places === places) return before.base;
  const base = parseBase(text, places);
  known.set(row, { text, places, base });
  return base;
}

/** The base of a row as far as it says something of this referral. */
export function readBaseBeside(row: RemoteRecord, referral: string, mapping: BasePlace): Base | null {
  const base = readBase(row, mapping);
  return base && isBeside(base, referral) ? base : null;
}

/**
 * Whether a base may be held against a referral. What was agreed on with another referral says nothing of this one: when
 * somebody gives an opportunity to another referral, all of it would be overwritten, as if it had changed.
 */
export function isBeside(base: Base, referral: string | null): boolean {
  return base.referral === undefined || referral === null || base.referral === referral;
}

/** As `readBase`, of a row that is looked at only once. */
export function parseBase(text: unknown, places: Places): Base | null {
  if (typeof text !== "string" || text === "") return null;
  try {
    const { v, c, r, m, f, t, s, p, n, a, d, u, o } = JSON.parse(text) as Readonly<Record<string, unknown>>;
    if (v !== 1 || typeof c !== "string" || !isFloor(m) || !isSnapshot(f)) return null;
    const inForm = (values: Snapshot) => (s === places.form ? values : inFormOf(places, values));
    return {
      change: c,
      ...(typeof r === "string" ? { referral: r } : {}),
      referralModified: m,
      fields: inForm(withoutMoved(f, t, places)),
      ...(isSnapshot(p) ? { putBack: inForm(p) } : {}),
      ...(isSnapshot(n) ? { untaken: inForm(n) } : {}),
      ...(isSnapshot(a) ? { ofAnother: inForm(a) } : {}),
      ...(typeof d === "string" ? { closedOn: d } : {}),
      ...(isListOfNames(u) ? { undecided: u } : {}),
      ...(o ? { again: againIn(o) } : {}),
    };
  } catch {
    return null;
  }
}

/**
 * What was agreed on in one column says nothing of another: a field whose place the mapping has changed begins anew. An
 * empty new column would pass for one that somebody has emptied.
 *
 * @param tags The places of all fields when the base was written; one from before there were any has none.
 */
function withoutMoved(fields: Snapshot, tags: unknown, places: Places): Snapshot {
  const names = Object.keys(fields);
  if (typeof tags !== "string" || tags.length !== names.length * PLACE_LENGTH) return fields;
  // One that the mapping no longer has is at no other place.
  const isMoved = (name: string, index: number) =>
    !tags.startsWith(places.tags.get(name) ?? "", index * PLACE_LENGTH);
  if (!names.some(isMoved)) return fields;
  return Object.fromEntries(Object.entries(fields).filter(([name], index) => !isMoved(name, index)));
}

/**
 * What was agreed on while the mapping gave it another form, such as a longer text, would equal neither side: an edit of one
 * would pass for one of both.
 */
function inFormOf({ inForm }: Places, values: Snapshot): Snapshot {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, inForm(name, value)]));
}

const NOWHERE = "-".repeat(PLACE_LENGTH);

/** Short keys: the column is written with every change of the row. */
export function formatBase(base: Base, places: Places): string {
  const { change, referral, referralModified, closedOn, undecided = [] } = base;
  const { putBack = {}, untaken = {}, ofAnother = {} } = base;
  const fields = sorted(base.fields);
  const tags = Object.keys(fields).map((name) => places.tags.get(name) ?? NOWHERE);
  const again = Object.entries(base.again ?? {}).map(([field, { before, times }]) => [
    field,
    [before, times],
  ]);
  return JSON.stringify({
    v: 1,
    c: change,
    r: referral || undefined,
    m: referralModified,
    f: fields,
    t: tags.join(""),
    s: places.form,
    p: unlessEmpty(sorted(putBack)),
    n: unlessEmpty(sorted(untaken)),
    a: unlessEmpty(sorted(ofAnother)),
    d: closedOn || undefined,
    u: unlessEmpty(undecided),
    o: unlessEmpty(Object.fromEntries(again)),
  });
}

/** JSON leaves out what is `undefined`. */
function unlessEmpty<T extends object>(part: T): T | undefined {
  return Object.keys(part).length > 0 ? part : undefined;
}

function againIn(read: object): Record<string, Again> {
  return Object.fromEntries(
    Object.entries(read).flatMap(([field, entry]: [string, unknown]) => {
      const [before, times] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
      return typeof before === "string" && typeof times === "number" ? [[field, { before, times }]] : [];
    }),
  );
}

function sorted(snapshot: Snapshot): Snapshot {
  const names = Object.keys(snapshot).sort();
  return Object.fromEntries(names.map((name) => [name, snapshot[name] ?? null]));
}

/** A time, with which every reading of the referral can be compared; empty of a deal that had no referral yet. */
function isFloor(value: unknown): value is string {
  return value === "" || (typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:/.test(value));
}

function isSnapshot(value: unknown): value is Snapshot {
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).every((field) => field === null || typeof field === "string");
}

function isListOfNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}

/** Leaves a field at what both sides agreed on before, because it was not carried out: so the next run tries again. */
export function keepBase(agreed: Record<string, Value>, field: string, base: Base | null): void {
  const value = base?.fields[field];
  if (value === undefined) delete agreed[field];
  else agreed[field] = value;
}

export function sameSnapshot(a: Snapshot, b: Snapshot): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
