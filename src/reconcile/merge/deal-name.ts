import type { Field, Mapping } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { Merge } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";

/*
 * A person knows a deal by its name, not by an identifier. A name may be personal data, so a report has it only where the
 * mapping shows the field of the referral's `name` in git anyway (`audit: value`).
 */

/** The field that holds the names of deals, where they may be shown; nothing where they may not. */
function shownName({ fields, visible }: Pick<Mapping, "fields" | "visible">): Field | undefined {
  return fields.find(({ name, kind, transform }) => {
    return kind === "text" && transform.referral.reads.join() === "name" && visible.has(name);
  });
}

/** Adds the name to each deal that there is something to say of. */
export function withNames(merges: readonly Merge[], mapping: Mapping, lookups: Lookups): readonly Merge[] {
  const field = shownName(mapping);
  if (!field) return merges;
  const nameIn = (record: RemoteRecord | null) => {
    const name = record && readField(field, record, lookups);
    return typeof name === "string" ? name : null;
  };
  return merges.map((merge) => {
    const { pair, changes, conflicts, held, warnings } = merge;
    const isSilent = [changes, conflicts, held, warnings].every((some) => some.length === 0);
    // A deal that is to be shared has no referral yet, and a lead is no opportunity.
    const name = isSilent ? null : (nameIn(pair.referral) ?? (pair.row ? null : nameIn(pair.opportunity)));
    return name === null ? merge : { ...merge, name };
  });
}

/** Referral → name of the deal; nothing where the mapping does not show it. */
export function namesIn(merges: readonly Merge[], mapping: Mapping): ReadonlyMap<string, string> | undefined {
  if (!shownName(mapping)) return undefined;
  return new Map(
    merges.flatMap(({ pair, name }) => (name === undefined ? [] : [[pair.link.referral, name]])),
  );
}
