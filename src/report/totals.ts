import { type Change, type ChangeOutcome, type LeftDeals, MAKES } from "../model/plan.ts";
import type { RunResult } from "../model/result.ts";
import { count, joined } from "./markdown.ts";

/** The numbers of a run, as its outputs give them. */
export interface Totals {
  /** Planned changes that a person would see: without rows that only note what both sides agree on. */
  readonly changes: number;
  readonly created: number;
  readonly updated: number;
  readonly conflicts: number;
  readonly held: number;
  /** Changes that were begun and not carried out. */
  readonly failed: number;
  /** Rows in which only the sync's own columns are written, such as the base or the identifier. */
  readonly ownOnly: number;
}

/** A change that somebody would notice; any other only notes what both sides agree on, or what one lost. */
export function isSeen({ action, fields }: Change): boolean {
  return action === "create" || action === "qualify" || (action !== "note" && fields.length > 0);
}

/** What became of the changes of a run. */
export function appliedIn(
  outcomes: readonly ChangeOutcome[],
): Pick<Totals, "created" | "updated" | "failed"> {
  const applied = outcomes.filter((one) => one.outcome === "applied").map((one) => one.change);
  const updates = applied.filter((change) => !MAKES.includes(change.action) && isSeen(change));
  return {
    created: applied.filter(({ action }) => MAKES.includes(action)).length,
    updated: new Set(updates.map(recordOf)).size,
    failed: outcomes.filter(({ outcome, untried }) => outcome !== "applied" && !untried).length,
  };
}

/** A row takes its last fields and its close in two writes. */
function recordOf({ side, link, row }: Change): string {
  return `${side} ${row?.id ?? link[side]}`;
}

/**
 * What is left to later runs, such as "2 new deals and 3 linked deals".
 *
 * @param more A word before each, such as "more".
 */
export function laterText({ newDeals, linkedDeals }: LeftDeals, more = ""): string {
  const both = [
    newDeals > 0 ? count(newDeals, `${more}new deal`) : "",
    linkedDeals > 0 ? count(linkedDeals, `${more}linked deal`) : "",
  ];
  return joined(both, " and ");
}

export function totalsOf({ plan, outcomes }: RunResult): Totals {
  const visible = plan.changes.filter(isSeen);
  return {
    changes: visible.length,
    ...appliedIn(outcomes),
    conflicts: plan.conflicts.length,
    held: plan.held.filter(({ awaits }) => awaits !== "scope").length + plan.questions.length,
    ownOnly: plan.changes.filter(({ action, fields }) => action === "update" && fields.length === 0).length,
  };
}
