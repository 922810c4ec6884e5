import type { Mapping } from "../../mapping/mapping.ts";
import type { Merge } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import type { Keyed } from "../record/fingerprint.ts";
import { leaveForgotten } from "./lost-base.ts";
import { withoutWrittenNote } from "./noted.ts";
import { tellFirst } from "./untold.ts";

/** What a run knows of the deals that earlier runs left waiting. */
export interface Revisit {
  /** By the referral. */
  readonly waiting: ReadonlyMap<string, Waiting>;
  /** Referrals that a person has asked for: what they waited for is tried at once. */
  readonly named: ReadonlySet<string | null>;
  /** The one referral that the run looks at, or `null`. */
  readonly only: string | null;
  /** Another mapping may be what a deal has waited for, and may keep the base in another column. */
  readonly isSameMapping: boolean;
  readonly keyed: Keyed;
  /** ISO 8601. */
  readonly now: string;
}

/** What a run does about a merged deal, given what earlier runs have noted of it. */
export function revisited(merge: Merge, mapping: Mapping, run: Revisit): Merge {
  const { referral } = merge.pair.link;
  const entry = run.waiting.get(referral);
  const counted = run.named.has(referral) ? undefined : entry;
  if (!run.isSameMapping) return withoutWrittenNote(merge, entry, run.keyed);
  const told = run.only === null ? tellFirst(merge, counted, mapping) : merge;
  const left = leaveForgotten(told, mapping, { entry: counted, now: run.now });
  return withoutWrittenNote(left, entry, run.keyed);
}
