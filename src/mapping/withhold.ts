import { canonicalJson } from "./mapping.ts";
import type { FieldDocument, MappingDocument } from "./schema.ts";

/**
 * A mapping that shows no more than another one allows.
 *
 * Whoever may propose a mapping must not learn values by proposing `audit: value`: only when that has been
 * merged, somebody has agreed to it. The name of a field is no guide, as it may be given to another property;
 * so both sides and the way of reading have to be the ones that are shown today.
 *
 * @param allowed The mapping in force, or `null` when there is none: then nothing is shown.
 */
export function withhold(proposed: MappingDocument, allowed: MappingDocument | null): MappingDocument {
  const shown = new Set(
    Object.entries(allowed?.fields ?? {})
      .filter(([, field]) => field.audit === "value")
      .map(([name, field]) => sourceOf(name, field)),
  );
  const fields = Object.entries(proposed.fields).map(([name, field]): [string, FieldDocument] => [
    name,
    shown.has(sourceOf(name, field)) ? field : { ...field, audit: "hidden" },
  ]);
  return { ...proposed, fields: Object.fromEntries(fields) };
}

function sourceOf(name: string, { referral, opportunity, as }: FieldDocument): string {
  return canonicalJson({ name, referral, opportunity, as });
}
