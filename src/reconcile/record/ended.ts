import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { Merge, Pair } from "../../model/plan.ts";
import type { Side, Value } from "../../model/record.ts";
import { isOver } from "./state-of.ts";

/**
 * Whether both ends were closed before this run. Then the merge only held what somebody can still fix: that they
 * differ.
 */
export function wereClosed({ pair }: Merge): boolean {
  return isOver(pair.referral) && rowWasClosed(pair);
}

/** Of a pair whose row is a lead it is never so: one that is closed is left as it is. */
export function rowWasClosed({ opportunity }: Pair): boolean {
  return opportunity !== null && !isOpenRow(opportunity);
}

/** Both ends are closed when all changes are made: what still differs stays that way, and nobody can resolve it any more. */
export function isFinal({ pair, changes }: Merge): boolean {
  const closes = (side: Side) =>
    changes.some(
      (change) => change.side === side && change.fields.some(({ moves, to }) => moves && ENDS.includes(to)),
    );
  return (isOver(pair.referral) || closes("referral")) && (rowWasClosed(pair) || closes("opportunity"));
}

const ENDS: readonly Value[] = ["won", "lost", "declined"];
