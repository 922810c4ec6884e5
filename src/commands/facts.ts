import type { ChangeOutcome, Merge, PlanSize } from "../model/plan.ts";
import type { Allowance, SyncState } from "../model/state.ts";
import { baselessAfter } from "../reconcile/checkpoint/baseless.ts";
import type { RunFacts } from "../reconcile/checkpoint/run-facts.ts";
import { allowanceAfter, allowanceToLeave } from "../reconcile/plan/allowance.ts";
import { sizeOf } from "../reconcile/plan/size.ts";
import type { Portion } from "./apply.ts";
import type { RunOptions } from "./load.ts";
import type { Planned } from "./planning.ts";

/** A plan on its way, in portions. */
export interface Course {
  readonly options: RunOptions;
  readonly planned: Planned;
  readonly portions: readonly (readonly Merge[])[];
  /** How much each portion writes. No record is written by two of them. */
  readonly sizes: readonly PlanSize[];
  /** What may be written: this plan, or the rest of an earlier one. */
  readonly allowance: Allowance;
  /** Of an earlier plan, whatever its mapping. */
  readonly earlier: Allowance | null;
}

export interface AnnouncedPortion extends Portion {
  /** The first is 1. */
  readonly number: number;
}

export interface WrittenPortion extends AnnouncedPortion {
  readonly outcomes: readonly ChangeOutcome[];
}

/** How far a run has come when it records a portion. */
interface SoFar {
  /** As the portion before has left it. */
  readonly state: SyncState;
  /** Of all portions, up to this one. */
  readonly outcomes: readonly ChangeOutcome[];
  /** ISO 8601. */
  readonly now: string;
}

type OfReading = Pick<RunFacts, "unreadable" | "unwanted" | "questions" | "looked">;

/** What the portions before the last one record of the reading. */
const NOTHING_MORE: OfReading = { unreadable: [], unwanted: [], questions: [], looked: [] };

/**
 * What the next state has to know of a portion. What needs nothing and what could not be read is recorded with the last
 * one, as the watermarks are.
 */
export function factsOf(
  course: Course,
  { number, merges, intents, outcomes }: WrittenPortion,
  { state, outcomes: all, now }: SoFar,
): RunFacts {
  const { planned, portions } = course;
  const { run, mapping, fingerprint } = course.options;
  const isFirst = number === 1;
  const isLast = number === portions.length;
  return {
    ...(isLast ? restOfReading(course) : NOTHING_MORE),
    run,
    mappingDigest: mapping.digest,
    merges,
    settled: isFirst ? planned.settled : [],
    carried: isFirst ? [] : (state.journal?.intents ?? []),
    intents,
    outcomes,
    baseless: baselessAfter(state, { merges, outcomes, mapping, fingerprint, now }),
    ...(planned.rewritten ? { rewritten: planned.rewritten } : {}),
    unfinished: unfinishedAfter(course, number, all),
    reads: isLast ? planned.pulled.reads : null,
    now,
  };
}

function restOfReading({ planned: { pulled, questions }, portions }: Course): OfReading {
  const earlier = portions.slice(0, -1).flat();
  const recorded = new Set(earlier.map(({ pair }) => pair.link.referral));
  const { unreadable, unwanted } = pulled;
  const looked = pulled.looked.filter((referral) => !recorded.has(referral));
  return { unreadable, unwanted, questions, looked };
}

/**
 * How much is left of what was let through, once so many portions are recorded. A run that looks at one referral leaves
 * the plan of an earlier one as it is, but for what it wrote.
 *
 * @param outcomes Of these portions.
 */
export function unfinishedAfter(
  { planned, sizes, allowance, earlier }: Course,
  recorded: number,
  outcomes: readonly ChangeOutcome[],
): Allowance | null {
  if (!planned.pulled.reads) return allowanceAfter(earlier, outcomes);
  const untried = outcomes.filter((one) => one.untried).map(({ change }) => change);
  const notBegun = [...sizes.slice(recorded), sizeOf(untried)];
  const isMoreLeft = planned.plan.later !== undefined;
  return allowanceToLeave(allowance, { whole: sizes, notBegun, isMoreLeft });
}
