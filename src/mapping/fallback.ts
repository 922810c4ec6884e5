import type { RemoteRecord, Side, Value } from "../model/record.ts";
import type { Fallback, Field, Mapping } from "./mapping.ts";
import { type Projection, project, valueAt } from "./project.ts";
import type { OtherwiseDocument } from "./schema/otherwise.ts";
import type { FieldDocument } from "./schema/schema.ts";
import { transformOf } from "./transform-of.ts";
import { isUnusable, type Lookups } from "./transforms/transform.ts";

export function otherwiseOf(field: FieldDocument): OtherwiseDocument | null {
  return "otherwise" in field ? (field.otherwise ?? null) : null;
}

export function compileFallback(field: FieldDocument): Fallback | null {
  const otherwise = otherwiseOf(field);
  if (!otherwise) return null;
  const { referral, opportunity, value = null } = otherwise;
  const at = (place: object) => transformOf({ ...field, ...place } as FieldDocument);
  const places = {
    referral: referral === undefined ? null : at({ referral }).referral,
    opportunity: opportunity === undefined ? null : at({ opportunity }).opportunity,
  };
  return { places, value };
}

/**
 * A record as seen by the new one that is made of it: where a field is blank, with what the mapping has instead. Once
 * both records are there, that no longer counts.
 */
export function projectForNew(mapping: Mapping, record: RemoteRecord, lookups: Lookups): Projection {
  const { snapshot, unusable } = project(mapping, record, lookups);
  const filled = { ...snapshot };
  const otherwise: Record<string, string> = {};
  for (const field of mapping.fields) {
    const found = snapshot[field.name] === null ? fallbackIn(field, record, lookups) : null;
    if (!found) continue;
    filled[field.name] = found.value;
    otherwise[field.name] = found.from;
  }
  return { snapshot: filled, unusable, otherwise };
}

function fallbackIn(
  field: Field,
  record: RemoteRecord,
  lookups: Lookups,
): { value: Value; from: string } | null {
  if (!field.otherwise || !isFilled(field, record.side)) return null;
  const place = field.otherwise.places[record.side];
  const there = place?.read(
    place.reads.map((path) => valueAt(record, path)),
    lookups,
  );
  if (place && there && !isUnusable(there)) return { value: there, from: place.reads.join(", ") };
  const { value } = field.otherwise;
  return value === null ? null : { value, from: "value" };
}

/** A new opportunity would send it back at once where the field goes both ways for good. */
function isFilled({ direction, when }: Field, from: Side): boolean {
  if (from === "opportunity") return direction !== "referral to opportunity";
  return direction === "referral to opportunity" || (direction === "both" && when === "create");
}
