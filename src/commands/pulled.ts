import type { Lookups } from "../mapping/transform.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { Reads, Unreadable } from "../reconcile/checkpoint.ts";

export interface Pulled {
  readonly referrals: readonly RemoteRecord[];
  readonly rows: readonly RemoteRecord[];
  /** Leads of those referrals that are no opportunity yet, or whose lead may have been left open. */
  readonly leads: readonly RemoteRecord[];
  readonly lookups: Lookups;
  readonly reads: Reads;
  /** Referrals that a row or the retry list names and that could not be read. */
  readonly unreadable: readonly Unreadable[];
  readonly listedReferrals: number;
}

/** What to look at beside what changed. */
export interface Look {
  /** This referral, and nothing else; `null` looks at everything that changed. */
  readonly only: string | null;
  /** Referrals that a person decided something about. */
  readonly asked: readonly string[];
}
