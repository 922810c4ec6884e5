import type { RemoteRecord, Side, Snapshot, Value } from "../model/record.ts";
import type { Field, Mapping } from "./mapping.ts";
import { isUnusable, type Lookups, type Unusable } from "./transforms/transform.ts";

export interface Projection {
  readonly snapshot: Snapshot;
  /** Fields whose value could not be understood, with the reason. They are in nobody's snapshot. */
  readonly unusable: Readonly<Record<string, Unusable>>;
  /** Field → where its value is from, when that is not the field's own place. */
  readonly otherwise?: Readonly<Record<string, string>>;
}

/** A remote record seen through the mapping. */
export function project(
  { fields }: Pick<Mapping, "fields">,
  record: RemoteRecord,
  lookups: Lookups,
): Projection {
  const snapshot: Record<string, Value> = {};
  const unusable: Record<string, Unusable> = {};
  for (const field of fields) {
    const value = readField(field, record, lookups);
    if (isUnusable(value)) unusable[field.name] = value;
    else if (value !== undefined) snapshot[field.name] = value;
  }
  return { snapshot, unusable };
}

/** What one field says; `undefined` where it was not returned. */
export function readField(
  { transform }: Field,
  record: RemoteRecord,
  lookups: Lookups,
): Value | undefined | Unusable {
  const codec = transform[record.side];
  return codec.read(partsAt(codec.reads, record.properties), lookups);
}

/**
 * Where a value is when its own place is empty: what people type in the portal as the state ends up in
 * `region`, and `state` is null then.
 */
const OTHER_PLACES: ReadonlyMap<string, string> = new Map([
  ["customerProfile.address.state", "customerProfile.address.region"],
]);

/** What stands in the properties that a field reads; all `undefined` for a record that is yet to be created. */
export function currentParts(field: Field, record: RemoteRecord | null, side: Side): unknown[] {
  const { reads } = field.transform[side];
  return record ? partsAt(reads, record.properties) : reads.map(() => undefined);
}

/** What stands at a path of a record; `undefined` when it was not returned. */
export function valueAt({ properties }: RemoteRecord, path: string): unknown {
  return partAt(placeOf(path), properties);
}

interface Place {
  readonly keys: readonly string[];
  readonly other: readonly string[] | null;
}

/** Every record is read by the same few paths. */
const placesOf = new WeakMap<readonly string[], readonly Place[]>();

function partsAt(paths: readonly string[], properties: Readonly<Record<string, unknown>>): unknown[] {
  let places = placesOf.get(paths);
  if (places === undefined) {
    places = paths.map(placeOf);
    placesOf.set(paths, places);
  }
  // As long as it will be: there is one for each field of each record, and one that grows takes the room of seventeen.
  const parts = new Array<unknown>(places.length);
  let index = 0;
  for (const place of places) {
    parts[index] = partAt(place, properties);
    index += 1;
  }
  return parts;
}

function placeOf(path: string): Place {
  return { keys: path.split("."), other: OTHER_PLACES.get(path)?.split(".") ?? null };
}

function partAt({ keys, other }: Place, properties: Readonly<Record<string, unknown>>): unknown {
  const value = valueBy(properties, keys);
  const isEmpty = value === undefined || value === null || value === "";
  return isEmpty && other ? (valueBy(properties, other) ?? value) : value;
}

/** `details.dealValue` → the value; `null` when a parent is `null` or a list has no such element, `undefined` when a part is not there. */
export function propertyAt(properties: Readonly<Record<string, unknown>>, path: string): unknown {
  return valueBy(properties, path.split("."));
}

function valueBy(properties: Readonly<Record<string, unknown>>, keys: readonly string[]): unknown {
  let value: unknown = properties;
  for (const key of keys) {
    if (value === null) return null;
    if (typeof value !== "object") return undefined;
    const part = (value as Record<string, unknown>)[key];
    // The list was returned as a whole.
    value = part === undefined && Array.isArray(value) && PLACE_IN_LIST.test(key) ? null : part;
  }
  // No record has one: it is a member of every object, such as `constructor`.
  return typeof value === "function" ? undefined : value;
}

const PLACE_IN_LIST = /^\d+$/;

/** The same properties, but only those that stand at these paths. */
export function picked(
  properties: Readonly<Record<string, unknown>>,
  paths: readonly string[],
): Readonly<Record<string, unknown>> {
  const result: Record<string, unknown> = {};
  for (const path of paths) pick(properties, path.split("."), result);
  return result;
}

function pick(
  properties: Readonly<Record<string, unknown>>,
  [key = "", ...rest]: readonly string[],
  into: Record<string, unknown>,
): void {
  const value = properties[key];
  if (value === undefined) return;
  if (rest.length === 0 || typeof value !== "object" || value === null) into[key] = value;
  else {
    const inner = (into[key] ?? (Array.isArray(value) ? [] : {})) as Record<string, unknown>;
    into[key] = inner;
    pick(objectIn(value), rest, inner);
  }
}

/** The id that stands in a property, in small letters as all of ours are; `null` where none does. */
export function idIn({ properties }: Pick<RemoteRecord, "properties">, property: string): string | null {
  const id = properties[property];
  return typeof id === "string" && id !== "" ? id.toLowerCase() : null;
}

/** The properties of what may be an object; none of anything else. */
export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
