import type { Mapping } from "../../mapping/mapping.ts";
import { project } from "../../mapping/project.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord, Snapshot } from "../../model/record.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import { isBeside, readBase } from "../../reconcile/record/base.ts";
import { isReopened } from "../../reconcile/record/reopened.ts";

/** Whether a row still says what both sides last agreed on: then it changed by our own doing, or not at all. */
export async function equalsItsBase(
  mapping: Mapping,
  row: RemoteRecord,
  lookups: () => Promise<Lookups>,
): Promise<boolean> {
  const base = readBase(row, mapping);
  // Its seller may have closed it, its referral after it, and reopened it: then it is as it was agreed on before.
  if (!base || !isBeside(base, identifierOf(mapping, row)) || isReopened(row, base)) return false;
  // That it no longer says what it said of another referral is news, though both sides have nothing there.
  if (base.ofAnother) return false;
  const { snapshot, unusable } = project(mapping, row, await lookups());
  if (agreeOnEnd(mapping, base.fields, snapshot)) return true;
  const lasting = mapping.fields.filter((field) => field.when === "always");
  // A field that was never known on the other side has no base, and is blank here.
  const isKnown = lasting.every(({ name }) => (snapshot[name] ?? null) === (base.fields[name] ?? null));
  return isKnown && Object.keys(unusable).length === 0;
}

/**
 * The base says closed, which it only does when the referral is, and so does the row: neither takes what else differs.
 * Closing itself makes such a difference, as the row then has a status reason.
 */
function agreeOnEnd({ fields }: Mapping, base: Snapshot, row: Snapshot): boolean {
  const status = fields.find(({ kind }) => kind === "status");
  if (!status) return false;
  const end = base[status.name];
  return (end === "won" || end === "lost") && row[status.name] === end;
}
