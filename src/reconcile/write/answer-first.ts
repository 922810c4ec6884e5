import type { Mapping } from "../../mapping/mapping.ts";
import type { Change, ChangeOutcome, FieldChange, Merge } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
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
  const update = merge.changes.find(isUpdate);
  if (entry?.kind !== "rejected" || !update || !isMoreThanAnswer(update)) return merge;
  const { link, base } = merge.pair;
  // A reason is part of declining.
  const left = update.fields.filter((one) => mayWait(one) && one.field !== closingReason?.field);
  if (left.length === 0) return merge;
  const names = new Set(left.map(({ field }) => field));
  const agreed = { ...merge.agreed };
  for (const name of names) keepBase(agreed, name, base);
  const held = [
    ...merge.held,
    ...left.map(({ field }) => ({ link, field, side: "referral" as const, ...AFTERWARDS })),
  ];
  return {
    ...merge,
    agreed,
    held,
    status: sellerStatus(merge.conflicts, held),
    changes: merge.changes.flatMap((change) => (keepsOrSends(change) ? without(names, change) : [change])),
  };
}

/** Whether this was refused, and the answer in it may be given by itself. */
export function mayAnswerAlone({ change, outcome }: ChangeOutcome): boolean {
  return outcome === "rejected" && isUpdate(change) && isMoreThanAnswer(change);
}

const AFTERWARDS = {
  reason: "the referral is answered by itself first; where it is accepted, this goes with the next run",
  awaits: "next run",
} as const;

function isUpdate({ side, action }: Change): boolean {
  return side === "referral" && action === "update";
}

function isMoreThanAnswer({ fields }: Change): boolean {
  return fields.some(({ moves }) => moves === "decision") && fields.some(mayWait);
}

/** What a person has said for this run alone goes with it. */
function mayWait({ moves, resolved, approved }: FieldChange): boolean {
  return !moves && !resolved && !approved;
}

/** A note keeps what is overwritten there. */
function keepsOrSends(change: Change): boolean {
  return isUpdate(change) || change.action === "note";
}

function without(names: ReadonlySet<string>, change: Change): Change[] {
  const fields = change.fields.filter(({ field }) => !names.has(field));
  return fields.length > 0 ? [{ ...change, fields }] : [];
}
