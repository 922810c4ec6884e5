import { type LetThrough, USUAL_LIMITS } from "../../model/limits.ts";
import type { Plan } from "../../model/plan.ts";
import type { Allowance } from "../../model/state.ts";
import { emptiedFields } from "./emptied.ts";
import { isLargeShare, type Known, type Limits } from "./guard.ts";
import { sizeOfPlan } from "./size.ts";

/**
 * What let a plan through, for the audit log; `null` for one that the usual limits let through, bound to no review.
 *
 * @param passed What the guard has let through: this plan, or the rest of an earlier one.
 */
export function whatLetThrough(
  plan: Plan,
  { digest, passed }: { readonly digest: string; readonly passed: Allowance },
  { expectedDigest, maxChanges, maxChangeShare }: Limits,
  { linked, fields }: Pick<Known, "linked" | "fields">,
): LetThrough | null {
  if (plan.changes.length === 0) return null;
  if (expectedDigest !== null) return { by: "expected-plan-digest", plan: expectedDigest };
  if (passed.plan !== digest) return { by: "earlier run", plan: passed.plan };
  const { records, deals } = sizeOfPlan(plan);
  const isLarge = isLargeShare(deals, linked, USUAL_LIMITS.maxChangeShare);
  const empties = maxChangeShare === 1 && emptiedFields(plan, fields).length > 0;
  const by = [
    records > USUAL_LIMITS.maxChanges ? `max-changes: ${maxChanges}` : "",
    isLarge || empties ? `max-change-share: ${maxChangeShare}` : "",
  ].filter((input) => input !== "");
  return by.length === 0 ? null : { by: by.join(", "), plan: digest };
}
