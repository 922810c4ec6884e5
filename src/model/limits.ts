/** What the limits are where nobody says otherwise; `maxChangeShare` from 0 to 1. */
export const USUAL_LIMITS = { maxChanges: 500, maxChangeShare: 0.3 } as const;

/** What let a plan through that these would have refused. */
export interface LetThrough {
  /** The input of the run with its value, `expected-plan-digest`, or `earlier run` for the rest of what that began. */
  readonly by: string;
  /** Digest of the plan that was let through: of the whole, where this is the rest. */
  readonly plan: string;
}
