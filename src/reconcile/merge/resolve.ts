import { RefusalError } from "../../errors.ts";
import type { Merge } from "../../model/plan.ts";
import type { Side, Value } from "../../model/record.ts";
import { type Decision, wonBy } from "./decide.ts";

/** Which side wins a conflict that was reported: referral → field → side. A person said so for this run. */
export type Resolutions = ReadonlyMap<string, ReadonlyMap<string, Side>>;

/** A reported conflict, decided by a person. The loser is kept in a note, as with any named winner. */
export function resolved(winner: Side, values: Readonly<Record<Side, Value>>): Decision {
  return { ...wonBy(winner, values[winner]), resolved: true };
}

/**
 * Nobody types a resolution for nothing: somebody may have edited since, so that both sides agree by now, or that the
 * mapping says who wins.
 *
 * @throws RefusalError when there is no such conflict, or the other side wins it, naming all of them.
 */
export function requireConflicts(resolutions: Resolutions, merges: readonly Merge[]): void {
  const conflicts = new Set(
    merges
      .flatMap((merge) => merge.conflicts)
      .map(({ link, field, winner }) => `${link.referral}.${field}=${winner}`),
  );
  const asked = [...resolutions].flatMap(([referral, fields]) =>
    [...fields].map(([field, winner]) => ({ name: `${referral}.${field}`, winner })),
  );
  const missing = asked
    .filter(({ name, winner }) => !conflicts.has(`${name}=${winner}`))
    .map(({ name }) => name);
  if (missing.length === 0) return;
  throw new RefusalError(
    `There is no conflict to resolve in ${missing.join(", ")}.`,
    "Both sides may agree by now, or the mapping may say who wins. Otherwise check the id of the referral, and the name of the field in the mapping.",
  );
}
