import type { Mapping } from "../../mapping/mapping.ts";
import type { Projection } from "../../mapping/project.ts";
import { STATECODES } from "../../mapping/transforms/status.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import type { FieldChange } from "../../model/plan.ts";
import type { Side, Snapshot, Value } from "../../model/record.ts";

/** Why a deal ends, as far as anybody has said; `null` as well where the mapping has no place for that. */
export function closingReasonIn(
  { closingReason }: Pick<Mapping, "closingReason">,
  { referral, opportunity }: Readonly<Record<Side, Projection>>,
): Value {
  if (!closingReason) return null;
  return opportunity.snapshot[closingReason.field] ?? referral.snapshot[closingReason.field] ?? null;
}

/** Why a deal ends is told together with its end, and not while the seller is still writing. */
export function isTooEarly(change: Kinded, ofSameReferral: readonly Kinded[]): boolean {
  return change.kind === "closing reason" && !ofSameReferral.some(endsReferral);
}

type Kinded = Pick<FieldChange, "to"> & { readonly kind: string };

function endsReferral({ kind, to }: Kinded): boolean {
  return (kind === "status" && to === "lost") || (kind === "decision" && to === "declined");
}

/**
 * What a row that is closed as lost will read as: without a reason of its own, as the one of its status code.
 * Not an edit of a seller's, so it belongs into the base.
 */
export function foreseenReason(mapping: Mapping, lookups: Lookups, agreed: Snapshot): Record<string, Value> {
  const field = mapping.fields.find(({ kind }) => kind === "closing reason");
  if (!field || (agreed[field.name] ?? null) !== null) return {};
  const closed = [null, STATECODES.lost, mapping.closeReasons.lost];
  const value = field.transform.opportunity.read(closed, lookups);
  return value === undefined || isUnusable(value) ? {} : { [field.name]: value };
}
