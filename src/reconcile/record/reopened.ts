import { closedBefore } from "../../mapping/transforms/status.ts";
import type { Pair } from "../../model/plan.ts";
import type { Base, RemoteRecord, Snapshot } from "../../model/record.ts";
import { sameSnapshot } from "./base.ts";
import { isOver } from "./state-of.ts";

/*
 * A row that its seller has closed takes no base, so that once it is reopened it looks as both sides agreed before. Only
 * the day on which it was closed tells. As long as the referral goes on, that means nothing: the base takes the day, and
 * from then on only a later day counts. A row that was closed twice on one day shows the same day: then it counts where
 * the referral was closed about that time, too.
 */

/** Whether an open row was closed after its base was written, or may have been. */
export function isReopened(row: RemoteRecord, base: Base | null): boolean {
  const day = closedBefore(row);
  return day !== undefined && mayBeNew(day, base, row.modified);
}

/** Whether its seller may have closed the referral with it. */
export function isReopenedPair({ referral, opportunity, base }: Pair): boolean {
  const day = opportunity ? closedBefore(opportunity) : undefined;
  return isOver(referral) && day !== undefined && mayBeNew(day, base, referral.properties.closedDateTime);
}

/** Whether an open row was closed after its base was written for a referral that is over. */
export function isReopenedSince({ opportunity, base }: Pair): boolean {
  const day = opportunity ? closedBefore(opportunity) : undefined;
  return day !== undefined && day !== base?.closedOn;
}

/** Whether a row was closed on this day after its base was written, by what happened to one of the two at this time. */
function mayBeNew(day: string, base: Base | null, time: unknown): boolean {
  return day !== base?.closedOn || isAbout(day, time);
}

const HOURS_36 = 36 * 60 * 60 * 1000;

/** Whether a time is on a day, wherever that was. */
function isAbout(day: string, time: unknown): boolean {
  return typeof time === "string" && Math.abs(Date.parse(time) - Date.parse(`${day}T12:00:00Z`)) < HOURS_36;
}

/** The day for the next base. */
export function closedOnAfter({ referral, opportunity, base }: Pair): string | undefined {
  const goesOn = opportunity !== null && !isOver(referral);
  return (goesOn ? closedBefore(opportunity) : undefined) ?? base?.closedOn;
}

/** Whether the base of a row is to be written, whatever else is. */
export function baseMoves(pair: Pair, agreed: Snapshot): boolean {
  const { base, baseIsStored } = pair;
  return (
    !base || !baseIsStored || !sameSnapshot(base.fields, agreed) || closedOnAfter(pair) !== base.closedOn
  );
}
