import { closedBefore } from "../mapping/transforms/status.ts";
import type { Pair } from "../model/plan.ts";
import type { Base, RemoteRecord, Snapshot } from "../model/record.ts";
import { sameSnapshot } from "./base.ts";

/*
 * A row that its seller closes takes no base that says so, and open again it is as both sides agreed before. The day on which
 * it was closed is what tells. As long as the referral goes on, that means nothing: the base takes the day, and from then on
 * only a later one counts.
 */

/** Whether an open row was closed after its base was written. */
export function isReopened(row: RemoteRecord, base: Base | null): boolean {
  return closedBefore(row) !== undefined && closedBefore(row) !== base?.closedOn;
}

/** Whether its seller may have closed the referral with it. */
export function isReopenedPair({ referral, opportunity, base }: Pair): boolean {
  return opportunity !== null && referral.properties.status === "Closed" && isReopened(opportunity, base);
}

/** The day for the next base. */
export function closedOnAfter({ referral, opportunity, base }: Pair): string | undefined {
  const goesOn = opportunity !== null && referral.properties.status !== "Closed";
  return (goesOn ? closedBefore(opportunity) : undefined) ?? base?.closedOn;
}

/** Whether the base of a row is to be written, whatever else is. */
export function baseMoves(pair: Pair, agreed: Snapshot): boolean {
  const { base, baseIsStored } = pair;
  return (
    !base || !baseIsStored || !sameSnapshot(base.fields, agreed) || closedOnAfter(pair) !== base.closedOn
  );
}
