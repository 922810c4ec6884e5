import type { Field } from "../../src/mapping/mapping.ts";
import { currentParts } from "../../src/mapping/project.ts";
import { isUnusable, type Lookups, type Unusable } from "../../src/mapping/transforms/transform.ts";
import type { PatchOperation } from "../../src/model/ports.ts";
import type { RemoteRecord, Side, Value } from "../../src/model/record.ts";
import { mappingOf } from "../reconcile/fields.ts";

export type Properties = Readonly<Record<string, unknown>>;

export const LOOKUPS: Lookups = {
  currencies: Object.entries({ EUR: 2, USD: 2, JPY: 0, KWD: 3 }).map(([code, precision]) => ({
    id: `currency-${code}`,
    code,
    precision,
  })),
};

/** The one field of a mapping that has only this field. */
export function fieldOf(settings: object): Field {
  const [field] = mappingOf({ field: settings }).fields;
  if (!field) throw new Error("the mapping lost its field");
  return field;
}

function recordOf(side: Side, properties: Properties): RemoteRecord {
  return { side, id: "", etag: "", modified: "", properties };
}

export function read(field: Field, side: Side, properties: Properties): Value | undefined | Unusable {
  return field.transform[side].read(currentParts(field, recordOf(side, properties), side), LOOKUPS);
}

/** What the systems would hold after writing the value to a record with these properties. */
export function write(
  field: Field,
  side: Side,
  value: Value,
  properties: Properties = {},
): Properties | Unusable {
  const parts = currentParts(field, recordOf(side, properties), side);
  if (side === "referral") {
    const operations = field.transform.referral.write(value, parts, LOOKUPS);
    return isUnusable(operations) ? operations : patched(properties, operations);
  }
  const columns = field.transform.opportunity.write(value, parts, LOOKUPS);
  return isUnusable(columns) ? columns : { ...properties, ...asReadBack(columns as Properties) };
}

/**
 * JSON Patch as Partner Center carries it out: `replace` needs the member to be there (RFC 6902 §4.3). Whether it takes an `add`
 * where something stands is nowhere shown.
 */
function patched(properties: Properties, operations: readonly PatchOperation[]): Properties {
  const copy = structuredClone(properties) as Record<string, unknown>;
  for (const { op, path, value } of operations) {
    const keys = path.slice(1).split("/");
    const last = keys.pop() ?? "";
    let target = copy;
    for (const key of keys) {
      target[key] ??= {};
      target = target[key] as Record<string, unknown>;
    }
    const isThere = (target[last] ?? null) !== null;
    if (isThere !== (op === "replace"))
      throw new Error(`${op} of ${path}, which is ${isThere ? "" : "not "}there`);
    target[last] = structuredClone(value);
  }
  return copy;
}

/** A lookup is bound by `name@odata.bind` and comes back as `_name_value`. */
function asReadBack(columns: Properties): Properties {
  return Object.fromEntries(
    Object.entries(columns).map(([column, value]) => {
      const lookup = /^(.+)@odata\.bind$/.exec(column)?.[1];
      return lookup ? [`_${lookup}_value`, String(value).replace(/^.*\((.*)\)$/, "$1")] : [column, value];
    }),
  );
}
