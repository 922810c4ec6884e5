import type { Mapping } from "../mapping/mapping.ts";
import { readField } from "../mapping/project.ts";
import type { Lookups } from "../mapping/transform.ts";
import type { Change } from "../model/plan.ts";
import type { RemoteRecord } from "../model/record.ts";

/**
 * Why a person should look at a change that Partner Center has carried out: its answer shows a field otherwise than it was
 * sent. Of some, such as the sales stage, it is not documented in which form they are taken. `null` where all is as sent.
 *
 * @param written The referral in the answer.
 */
export function untaken(
  { fields }: Change,
  written: RemoteRecord,
  { mapping, lookups }: { readonly mapping: Mapping; readonly lookups: Lookups },
): string | null {
  const wanted = new Map(fields.map(({ field, to }) => [field, to]));
  const others = mapping.fields.filter((field) => {
    // A decision is a command: what it leads to is told by other words.
    if (!wanted.has(field.name) || field.kind === "decision") return false;
    const shown = readField(field, written, lookups);
    return shown !== undefined && shown !== wanted.get(field.name);
  });
  if (others.length === 0) return null;
  return `Partner Center's answer shows something else of ${others.map(({ name }) => name).join(", ")} than was sent: look at it there`;
}
