import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { LeftDeals } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Reads, Unreadable } from "../../reconcile/checkpoint/run-facts.ts";
import type { Misfits } from "../../reconcile/match/scope.ts";
import type { MergesAhead } from "./merges-ahead.ts";

/** What was read of opportunities that no referral belongs to. */
export interface SharesPulled {
  /** Those that sellers want in Partner Center. */
  readonly shares: readonly RemoteRecord[];
  /** Those that sellers were told about, and do not want there any more. */
  readonly withdrawn: readonly RemoteRecord[];
  /**
   * Opportunities with a referral that were listed as changed, with the columns that are compared: one may be the same
   * deal as one of `shares`.
   */
  readonly linked: readonly RemoteRecord[];
  /** Provisional ids of all that nobody wants there any more. */
  readonly unwanted: readonly string[];
}

/** What the listings came to, beside their records. */
export interface Counted {
  /** How many answers with rows it took to read those that changed. */
  readonly pages: number;
  /** How many rows of those that were listed carry a referral's identifier, and are out of the mapping's scope. */
  readonly others: number;
  /** How many referrals of ours were listed, one that came twice included. */
  readonly ours: number;
  /** How many deals a full read found to be in step, and let go of. */
  readonly inStep: number;
  readonly left: LeftDeals | null;
  /** Where everything was listed and nothing of ours is in the mapping's scope; otherwise empty. */
  readonly misfits: Misfits;
}

/** Of a run that only looks at one referral. */
export const NO_LISTING: Counted = {
  pages: 0,
  others: 0,
  ours: 0,
  inStep: 0,
  left: null,
  misfits: new Map(),
};

/** What a run has read. */
export interface Pulled extends SharesPulled, Counted {
  readonly referrals: readonly RemoteRecord[];
  readonly rows: readonly RemoteRecord[];
  /** Leads of those referrals that are no opportunity yet, or whose lead may have been left open. */
  readonly leads: readonly RemoteRecord[];
  readonly lookups: Lookups;
  readonly reads: Reads;
  /** Referrals that a row or the waiting list names and that could not be read. */
  readonly unreadable: readonly Unreadable[];
  /** What nothing waits for any more: also referrals that a row named by mistake. */
  readonly unwanted: readonly string[];
  /** Ids of all referrals that were read, those included that are not ours to sync. */
  readonly looked: readonly string[];
  /** Referrals in whose engagement Microsoft has none of its own; of others it is not known. */
  readonly withoutMicrosoft: ReadonlySet<string>;
}

/** What to look at beside what changed. */
export interface Look {
  /** This referral, and nothing else; `null` looks at everything that changed. */
  readonly only: string | null;
  /** Referrals that a person decided something about. */
  readonly asked: readonly string[];
  /** What a webhook reported: a listing may lag behind the change that woke the run. */
  readonly reported: readonly string[];
  /** Where deals are merged as soon as both sides are there; `null` merges none. */
  readonly ahead: MergesAhead | null;
  /** Most deals that are taken up of a full read; the rest is left to later runs. */
  readonly mostDeals: number;
  /** Most deals that are tried again because a system has refused them, or failed; the rest is left to later runs. */
  readonly mostAgain: number;
}

/** Why a referral could not be used. */
export const NOT_VISIBLE =
  "Partner Center does not show this referral: it is gone, its identifier is mistyped on the opportunity, the account lacks the Referrals admin role, or Partner Center fails with this one alone";
export const STILL_OLDER = "Partner Center still shows an older version of this referral";
/** Of a row whose base says that it was merged in the future: no version of its referral is as new. */
export const yetToCome = ({ baseColumn }: Pick<Mapping, "baseColumn">): string =>
  `${baseColumn} of its opportunity says that it was merged at a time that is yet to come: empty that column there, and both sides are compared anew`;
export const MAYBE_A_PARTNERS =
  "Partner Center does not show its engagement, so that it may be the referral of a partner in a deal of yours";
export const MAYBE_OF_OURS =
  "Partner Center does not show the engagement of this referral of Microsoft's, so that what Microsoft changed in it is not on its opportunity yet";
