import type { Merge, Pair } from "../../model/plan.ts";
import { type Base, SIDE_NAMES, type Side, type Snapshot, type Value } from "../../model/record.ts";

/**
 * Something in a system may change each value that we write: a plug-in that tidies texts up, another sync. In a
 * field that goes one way, what it makes of our value is overwritten once, like an edit of a person's. When the
 * same comes back, writing again would go on for ever: it is held until the source changes. What it makes of our value
 * may be nothing at all, and a column that may be written and not read looks the same.
 *
 * Partner Center says at once, in its answer, what it makes of a value. Where it keeps the one that it had, that must not
 * pass for an edit in Partner Center, which would undo the seller's.
 */

export interface Wish {
  readonly field: string;
  readonly side: Side;
  readonly to: Value;
  readonly from: Value | undefined;
}

/** Why this value is not written once more, or `null` when it may be. */
export function whyNotAgain({ base }: Pair, { field, side, to, from }: Wish): string | null {
  const [there, here] = side === "opportunity" ? [to, from] : [from, to];
  if (isUntaken(base, field, there) && base?.fields[field] === here) return NOT_TAKEN;
  const before = base?.putBack?.[field];
  if (before === undefined || before !== from || base?.fields[field] !== to) return null;
  return `it was written once already, and ${SIDE_NAMES[side]} changed it back to the same: ask your administrator what does that there, or to let the field go both ways`;
}

const NOT_TAKEN =
  "it was sent to Partner Center, which shows something else: change it there, or set it back here";

/** Whether the referral has what Partner Center made of our value, so that nobody has changed it there since. */
function isUntaken(base: Base | null, field: string, shown: Value | undefined): boolean {
  return shown !== undefined && base?.untaken?.[field] === shown;
}

/**
 * What the referral has, as a merge counts it: where the seller alone has changed the field since, what Partner Center made of our
 * value is no edit of anybody's.
 */
export function editedThere(
  { base }: Pair,
  field: string,
  { referral, opportunity }: { readonly [side in Side]: Value | undefined },
): Value | undefined {
  const agreed = base?.fields[field];
  const isEcho = isUntaken(base, field, referral) && agreed !== undefined;
  return isEcho && opportunity !== agreed && opportunity !== referral ? agreed : referral;
}

/** What the base has to remember of the values that this merge overwrites, and of those that it leaves as they are. */
export function putBackAfter({ pair: { base }, changes }: Merge, agreed: Snapshot): Snapshot {
  const kept = Object.entries(stillOf(base, base?.putBack, agreed));
  const overwritten = changes
    .filter(({ action }) => action === "update")
    .flatMap(({ fields }) => fields)
    .flatMap(({ field, from, overwrites }) =>
      from !== undefined && (overwrites || isEmptied(from, base?.fields[field]))
        ? [[field, from] as const]
        : [],
    );
  return Object.fromEntries([...kept, ...overwritten]);
}

/**
 * What it has to remember of values that Partner Center did not take.
 *
 * @param shown What its answer in this run shows otherwise than it was sent.
 */
export function untakenAfter({ pair: { base } }: Merge, agreed: Snapshot, shown: Snapshot = {}): Snapshot {
  return { ...stillOf(base, base?.untaken, agreed), ...shown };
}

/** What is still to be remembered: only for fields whose agreed value stays the same. */
function stillOf(base: Base | null, remembered: Snapshot = {}, agreed: Snapshot): Snapshot {
  const entries = Object.entries(remembered);
  return Object.fromEntries(entries.filter(([field]) => base?.fields[field] === agreed[field]));
}

/** Nobody's value is lost by filling it again. */
function isEmptied(from: Value, agreed: Value | undefined): boolean {
  return from === null && agreed !== undefined && agreed !== null;
}
