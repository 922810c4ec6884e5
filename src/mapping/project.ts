import type { RemoteRecord, Side, Snapshot, Value } from "../model/record.ts";
import type { Field, Mapping } from "./mapping.ts";
import { isUnusable, type Lookups } from "./transform.ts";

export interface Projection {
  readonly snapshot: Snapshot;
  /** Fields whose value could not be understood, with the reason. They are in nobody's snapshot. */
  readonly unusable: Readonly<Record<string, string>>;
  /** Field → where its value is from, when that is not the field's own place. */
  readonly otherwise?: Readonly<Record<string, string>>;
}

/** A remote record seen through the mapping. */
export function project(mapping: Mapping, record: RemoteRecord, lookups: Lookups): Projection {
  const snapshot: Record<string, Value> = {};
  const unusable: Record<string, string> = {};
  for (const field of mapping.fields) {
    const value = field.transform[record.side].read(currentParts(field, record, record.side), lookups);
    if (isUnusable(value)) unusable[field.name] = value.unusable;
    else if (value !== undefined) snapshot[field.name] = value;
  }
  return { snapshot, unusable };
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
  return field.transform[side].reads.map((path) => (record ? valueAt(record, path) : undefined));
}

/** What stands at a path of a record; `undefined` when it was not returned. */
export function valueAt({ properties }: RemoteRecord, path: string): unknown {
  const value = propertyAt(properties, path);
  const other = OTHER_PLACES.get(path);
  const isEmpty = value === undefined || value === null || value === "";
  return isEmpty && other ? (propertyAt(properties, other) ?? value) : value;
}

/** `details.dealValue` → the value; `null` when a parent is `null`, `undefined` when a part is not there. */
export function propertyAt(properties: Readonly<Record<string, unknown>>, path: string): unknown {
  let value: unknown = properties;
  for (const key of path.split(".")) {
    if (value === null) return null;
    if (typeof value !== "object" || value === undefined || !(key in value)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

/** The properties of what may be an object; none of anything else. */
export function objectIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}
