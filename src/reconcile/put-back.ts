import type { Merge, Pair } from "../model/plan.ts";
import type { Side, Snapshot, Value } from "../model/record.ts";

/**
 * Something in a system may change each value that we write: a plug-in that tidies texts up, another sync. In a
 * field that goes one way, what it makes of our value is overwritten once, like an edit of a person's. When the
 * same comes back, writing again would go on for ever: it is held until the source changes. What it makes of our value
 * may be nothing at all, and a column that may be written and not read looks the same.
 */

interface Wish {
  readonly field: string;
  readonly side: Side;
  readonly to: Value;
  readonly from: Value | undefined;
}

/** Why this value is not written once more, or `null` when it may be. */
export function whyNotAgain({ base }: Pair, { field, side, to, from }: Wish): string | null {
  const before = base?.putBack?.[field];
  if (before === undefined || before !== from || base?.fields[field] !== to) return null;
  const where = side === "referral" ? "Partner Center" : "the CRM";
  return `it was written once already, and ${where} changed it back to the same: find out what does that there, or let the field go both ways`;
}

/** What the base has to remember of the values that this merge overwrites, and of those that it leaves as they are. */
export function putBackAfter({ pair: { base }, changes }: Merge, agreed: Snapshot): Snapshot {
  const kept = Object.entries(base?.putBack ?? {}).filter(([field]) => base?.fields[field] === agreed[field]);
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

/** Nobody's value is lost by filling it again. */
function isEmptied(from: Value, agreed: Value | undefined): boolean {
  return from === null && agreed !== undefined && agreed !== null;
}
