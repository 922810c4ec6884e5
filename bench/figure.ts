/** One line of the scorecard. */
export interface Figure {
  /** Number of the item on the scorecard, which its page explains. */
  readonly item: number;
  readonly what: string;
  readonly goal: string;
  readonly value: string;
  readonly verdict: Verdict;
}

/**
 * - `exact` and `off`: a count that is asserted; one that is off fails the bench
 * - `met` and `missed`: a measured ratio against its goal, which depends on the machine and fails nothing
 * - `shown`: for comparison
 */
export type Verdict = "exact" | "off" | "met" | "missed" | "shown";

export function ratio(value: number, goal: { readonly atMost: number } | { readonly atLeast: number }) {
  const isMet = "atMost" in goal ? value <= goal.atMost : value >= goal.atLeast;
  return {
    value: value.toFixed(2),
    goal: "atMost" in goal ? `≤ ${goal.atMost}` : `≥ ${goal.atLeast}`,
    verdict: isMet ? "met" : "missed",
  } as const;
}

/** For comparison: it has no goal. */
export function unjudged(value: string) {
  return { value, goal: "", verdict: "shown" } as const;
}

export function count(value: number | string, expected: number | string) {
  const isExact = value === expected;
  return {
    value: String(value),
    goal: `= ${expected}`,
    verdict: isExact ? "exact" : "off",
  } as const;
}
