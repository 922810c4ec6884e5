import type { Mapping } from "../../mapping/mapping.ts";
import { isDecided } from "../../model/decided.ts";
import { answerIn, type Change, type ChangeOutcome, type FieldChange, type Merge } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import { holdingBack, isReferralUpdate } from "../merge/hold-back.ts";
import { sellerStatus } from "../merge/seller.ts";
import { keepBase } from "../record/base.ts";

/*
 * One request takes all that is new to a referral, and what is refused of it takes the rest along. An answer must not be lost by
 * that: nobody can give it any more once the referral has expired. And whether one that is not accepted yet takes
 * anything else is nowhere said.
 */

/** After a refusal, answers the referral by itself; what else there is is left to the run after. */
export function answerFirst(
  merge: Merge,
  entry: Waiting | undefined,
  { closingReason }: Pick<Mapping, "closingReason">,
): Merge {
  const update = merge.changes.find(isReferralUpdate);
  if (entry?.kind !== "rejected" || !update || !isMoreThanAnswer(update)) return merge;
  // A reason is part of declining.
  const left = update.fields.filter((one) => mayWait(one) && one.field !== closingReason?.field);
  if (left.length === 0) return merge;
  const apart = holdingBack(merge, left, AFTERWARDS);
  const agreed = { ...merge.agreed };
  for (const { field } of left) keepBase(agreed, field, merge.pair.base);
  return { ...apart, agreed, status: sellerStatus(apart.conflicts, apart.held) };
}

/** Whether Partner Center has refused the answer of a seller. */
export function isRefusedAnswer({ change, outcome }: ChangeOutcome): boolean {
  return change.side === "referral" && outcome === "rejected" && answerIn(change) !== undefined;
}

/** Whether this was refused, and the answer in it may be given by itself. */
export function mayAnswerAlone({ change, outcome }: ChangeOutcome): boolean {
  return outcome === "rejected" && isReferralUpdate(change) && isMoreThanAnswer(change);
}

const AFTERWARDS = {
  reason: "the referral is answered by itself first; where it is accepted, this goes with the next run",
  awaits: "next run",
} as const;

function isMoreThanAnswer({ fields }: Change): boolean {
  return answerIn({ fields }) !== undefined && fields.some(mayWait);
}

/** What a person has said for this run alone goes with it. */
function mayWait(field: FieldChange): boolean {
  return !field.moves && !isDecided(field);
}
