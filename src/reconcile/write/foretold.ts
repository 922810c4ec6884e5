import type { Mapping } from "../../mapping/mapping.ts";
import { project } from "../../mapping/project.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import { answerIn, type Change, type Merge } from "../../model/plan.ts";
import { answered } from "../merge/answer.ts";
import { isReferralUpdate } from "../merge/hold-back.ts";

/*
 * A row is merged with its referral as that will be once it is answered. Where Partner Center refuses the answer, the referral
 * is not so: its seller must not read that it was accepted, nor that it no longer expires.
 */

/** Fields that read otherwise once the referral has the answer that this run gives; none where it gives none. */
export function foretoldIn(merge: Merge, mapping: Mapping, lookups: Lookups): ReadonlySet<string> {
  const update = merge.changes.find(isReferralUpdate);
  const answer = update && answerIn(update);
  if (!answer) return new Set();
  const { referral } = merge.pair;
  const before = project(mapping, referral, lookups).snapshot;
  const after = project(mapping, answered(referral, answer.to), lookups).snapshot;
  return new Set(mapping.fields.map(({ name }) => name).filter((name) => before[name] !== after[name]));
}

/** The write of a row without them. */
export function withoutForetold(change: Change, foretold: ReadonlySet<string>): Change {
  if (change.side !== "opportunity" || change.action !== "update" || foretold.size === 0) return change;
  return { ...change, fields: change.fields.filter(({ field }) => !foretold.has(field)) };
}
