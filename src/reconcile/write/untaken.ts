import type { Mapping } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import type { Change } from "../../model/plan.ts";
import type { RemoteRecord, Snapshot } from "../../model/record.ts";

/**
 * The fields that Partner Center shows otherwise in its answer to a change than they were sent, and what it shows of them. Of
 * some, such as the sales stage, it is not documented in which form they are taken. `null` where all is as sent.
 *
 * @param written The referral in the answer.
 */
export function untaken(
  { fields }: Change,
  written: RemoteRecord,
  { mapping, lookups }: { readonly mapping: Mapping; readonly lookups: Lookups },
): Snapshot | null {
  const wanted = new Map(fields.map(({ field, to }) => [field, to]));
  const others = mapping.fields.flatMap((field) => {
    if (!wanted.has(field.name)) return [];
    const shown = readField(field, written, lookups);
    return shown === undefined || shown === wanted.get(field.name) ? [] : [[field.name, shown] as const];
  });
  if (others.length === 0) return null;
  // What cannot be understood is held by itself when it is read again.
  return Object.fromEntries(others.map(([name, shown]) => [name, isUnusable(shown) ? null : shown]));
}

/** Why a person should look at such a change. */
export function whyLookAt(shown: Snapshot): string {
  return `Partner Center's answer shows something else of ${Object.keys(shown).join(", ")} than was sent: look at it there`;
}
