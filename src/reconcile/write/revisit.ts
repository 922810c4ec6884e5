import type { Mapping } from "../../mapping/mapping.ts";
import type { Merge } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import type { Keyed } from "../record/fingerprint.ts";
import type { WornOut } from "../record/worn-out.ts";
import { answerFirst } from "./answer-first.ts";
import { leaveForgotten } from "./lost-base.ts";
import { withoutWrittenNote } from "./noted.ts";
import { withRefusal } from "./untold.ts";

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
  readonly isWornOut: WornOut;
  /** ISO 8601. */
  readonly now: string;
}

/** What a run does about a merged deal, given what earlier runs have noted of it. */
export function revisited(merge: Merge, mapping: Mapping, run: Revisit): Merge {
  const entry = run.waiting.get(merge.pair.link.referral);
  const apart = answerFirst(merge, entry, mapping);
  const told =
    run.isSameMapping && run.only === null
      ? withRefusal(apart, counted(apart, run), { ...run, mapping })
      : apart;
  return withoutWrittenNote(leftAlone(told, mapping, run), entry, run.keyed);
}

/** Leaves the row alone, for longer each time, where it loses its base; also one that is not shared yet. */
export function leftAlone(merge: Merge, mapping: Mapping, run: Revisit): Merge {
  if (!run.isSameMapping) return merge;
  return leaveForgotten(merge, mapping, { entry: counted(merge, run), now: run.now });
}

/** What the deal has waited for, unless a person has asked for it. */
function counted({ pair: { link } }: Merge, { named, waiting }: Revisit): Waiting | undefined {
  return named.has(link.referral) ? undefined : waiting.get(link.referral);
}
