import { viewOf } from "../../mapping/leads.ts";
import type { Mapping } from "../../mapping/mapping.ts";
import { by } from "../../model/order.ts";
import { type ChangeOutcome, type Merge, NOTHING_DONE } from "../../model/plan.ts";
import type { Value } from "../../model/record.ts";
import type { SyncState, Waiting } from "../../model/state.ts";
import { statusDiffers, statusLine } from "../merge/seller.ts";
import { isFinal, rowWasClosed } from "../record/ended.ts";
import type { Fingerprint } from "../record/fingerprint.ts";
import { DAY_MINUTES, isBefore, minusMinutes } from "../record/timestamp.ts";
import { STATUS, writtenAgain } from "../record/worn-out.ts";
import { carriesBase } from "../write/lost-base.ts";
import { toldAfter } from "../write/seller-columns.ts";

/** One that has not been written for so long, and waits for nothing, is as any other. */
const DAYS_KEPT = 7;
/** Where more rows than that lose their bases, it is one thing that is wrong with all of them. */
const MOST = 200;

type AllBaseless = NonNullable<SyncState["baseless"]>;

interface Written {
  readonly merges: readonly Merge[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly mapping: Mapping;
  readonly fingerprint: Fingerprint;
  /** ISO 8601. */
  readonly now: string;
}

/** What is counted of deals without a base, after these writes. */
export function baselessAfter({ baseless: before = {} }: SyncState, written: Written): AllBaseless {
  const { merges, outcomes, mapping, fingerprint, now } = written;
  const outcomesOf = Map.groupBy(outcomes, ({ change }) => change.link.referral);
  const counted = merges.flatMap((merge) => {
    const { referral } = merge.pair.link;
    const known = before[referral];
    const own = outcomesOf.get(referral) ?? [];
    if (!known && !rowKeepsNone(merge, own)) return [];
    const applied = own.filter(({ outcome }) => outcome === "applied");
    const values = valuesIn(merge, applied, mapping);
    return values.size > 0
      ? [[referral, writtenAgain(known, values, { referral, fingerprint, now })] as const]
      : [];
  });
  return { ...before, ...Object.fromEntries(counted) };
}

function rowKeepsNone(merge: Merge, own: readonly ChangeOutcome[]): boolean {
  const isRefused = own.some(({ change, outcome }) => carriesBase(change) && outcome === "rejected");
  return isRefused || merge.forgotten !== undefined || (rowWasClosed(merge.pair) && !isFinal(merge));
}

/** What was written of a deal: its fields on either side, and what the row tells its seller. */
function valuesIn(merge: Merge, applied: readonly ChangeOutcome[], mapping: Mapping): Map<string, Value> {
  const updates = applied.filter(({ change }) => change.action === "update");
  const values = new Map<string, Value>();
  for (const { change } of updates) for (const { field, to } of change.fields) values.set(field, to);
  const told = toldAfter(merge, NOTHING_DONE);
  const isTold = updates.some(({ change }) => carriesBase(change));
  if (isTold && statusDiffers(merge.pair.opportunity, viewOf(mapping, merge.pair).seller, told))
    values.set(STATUS, statusLine(told));
  return values;
}

/** What is still to be remembered; `undefined` when that is nothing. */
export function stillBaseless(
  all: AllBaseless = {},
  waiting: readonly Waiting[],
  now: string,
): SyncState["baseless"] {
  const since = minusMinutes(now, DAYS_KEPT * DAY_MINUTES);
  const waits = new Set(waiting.map(({ referral }) => referral));
  const kept = Object.entries(all).filter(
    ([referral, { at }]) => waits.has(referral) || !isBefore(at, since),
  );
  if (kept.length === 0) return undefined;
  const latest = kept.toSorted(([, one], [, other]) => (isBefore(other.at, one.at) ? -1 : 1)).slice(0, MOST);
  return Object.fromEntries(latest.toSorted(by(([referral]) => referral)));
}
