import { canonicalJson } from "../model/canonical-json.ts";
import type { MappingDocument } from "./schema/schema.ts";

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
  const { leads } = proposed;
  return {
    ...proposed,
    fields: withheld(proposed.fields, allowed?.fields ?? {}),
    ...(leads ? { leads: { ...leads, fields: withheld(leads.fields, allowed?.leads?.fields ?? {}) } } : {}),
  };
}

/** A field of opportunities or of leads, as far as it says what is shown. */
interface Shown {
  readonly audit: "value" | "hidden";
  readonly as: string;
  readonly referral: unknown;
  readonly opportunity?: unknown;
  readonly lead?: unknown;
  readonly otherwise?: unknown;
}

function withheld<F extends Shown>(
  proposed: Readonly<Record<string, F>>,
  allowed: Readonly<Record<string, F>>,
): Record<string, F> {
  const shown = new Set(
    Object.entries(allowed)
      .filter(([, field]) => field.audit === "value")
      .map(([name, field]) => sourceOf(name, field)),
  );
  const fields = Object.entries(proposed).map(([name, field]): [string, F] => [
    name,
    shown.has(sourceOf(name, field)) ? field : { ...field, audit: "hidden" },
  ]);
  return Object.fromEntries(fields);
}

function sourceOf(name: string, { referral, opportunity, lead, as, otherwise }: Shown): string {
  return canonicalJson({ name, referral, opportunity, lead, as, otherwise });
}
