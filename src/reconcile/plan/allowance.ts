import type { Change, ChangeOutcome, Plan, PlanSize } from "../../model/plan.ts";
import type { Allowance, Intent, Settled, SyncState } from "../../model/state.ts";
import { sumOf } from "../../model/sum.ts";
import { recordOf, type Sized, sizeOf } from "./size.ts";

/**
 * What is left of a plan that was let through, without what a run that died has written after all. In doubt it is less: a
 * write of which nobody can say whether it arrived counts as written, and so does one that may yet arrive, unless the new
 * plan has it again. A run that is thought dead may still be at work.
 *
 * @param settled What became of the intents of the state.
 * @param plan What is to be written beside them; `null` when that is for a later run to say.
 */
export function allowanceOf(
  { unfinished, journal }: Pick<SyncState, "unfinished" | "journal">,
  { settled, plan }: { readonly settled: readonly Settled[]; readonly plan: Pick<Plan, "changes"> | null },
): Allowance | null {
  if (!unfinished) return null;
  const again = plan && new Set(plan.changes.map(recordOf));
  const isGone = ({ fate, intent }: Settled) => {
    // What an earlier run found out, or had left open when it recorded its outcomes, it has not counted as left.
    if (intent.found || (fate === "open" && !journal?.writing)) return false;
    const isElsewhere = again !== null && !again.has(recordOf(announced(intent)));
    return fate === "applied" || fate === "unclear" || (fate === "open" && isElsewhere);
  };
  const gone = settled.filter(isGone).map(({ intent }) => announced(intent));
  return without(unfinished, sizeOf(gone.filter(isCounted)));
}

function announced({ referral, opportunity, ...intent }: Intent): Sized {
  return { ...intent, link: { referral, opportunity } };
}

/** The rest of a plan after a run that looked at one referral has written some of it, or anything else. */
export function allowanceAfter(rest: Allowance | null, outcomes: readonly ChangeOutcome[]): Allowance | null {
  const applied = outcomes.filter(({ outcome }) => outcome === "applied").map(({ change }) => change);
  return rest && without(rest, sizeOf(applied.filter(isCounted)));
}

/** What a run has done of its plan, in what each part of it writes. */
export interface Progress {
  readonly whole: readonly PlanSize[];
  readonly notBegun: readonly PlanSize[];
  /** Whether later runs have deals to take up beside its plan: how much these come to is not known. */
  readonly isMoreLeft: boolean;
}

/** What a run leaves: no more than was let through and has not been begun, and of its own plan what it has not begun. */
export function allowanceToLeave(
  allowance: Allowance,
  { whole, notBegun, isMoreLeft }: Progress,
): Allowance | null {
  const sum = (sizes: readonly PlanSize[], what: keyof PlanSize) => sumOf(sizes, (size) => size[what]);
  const left = (what: keyof PlanSize) => {
    const own = sum(notBegun, what);
    const rest = Math.max(0, allowance[what] - sum(whole, what) + own);
    return isMoreLeft ? rest : Math.min(rest, own);
  };
  const isDone = !isMoreLeft && sum(notBegun, "records") === 0;
  return isDone ? null : { ...allowance, records: left("records"), deals: left("deals") };
}

/** As long as the mapping is the same. */
export function acceptedAllowance(rest: Allowance | null, mappingDigest: string): Allowance | null {
  return rest?.mapping === mappingDigest ? rest : null;
}

/** Also where nothing is left: the plan is still the one by whose digest a job is started again. */
function without(rest: Allowance, { records, deals }: PlanSize): Allowance {
  return { ...rest, records: Math.max(0, rest.records - records), deals: Math.max(0, rest.deals - deals) };
}

/** A note goes with the record that it is about. */
function isCounted({ action }: Pick<Change, "action">): boolean {
  return action !== "note";
}
