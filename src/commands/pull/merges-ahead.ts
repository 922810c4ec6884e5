import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { Merge, Pair } from "../../model/plan.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { lacksAccount } from "../../reconcile/match/accounts.ts";
import { linkedPair } from "../../reconcile/match/match.ts";
import type { MergeContext } from "../../reconcile/merge/context.ts";
import { mergePair } from "../../reconcile/merge/merge.ts";

/**
 * Merges deals while others are still being listed. A merge depends on nothing but its two records and what is known
 * before they are read; where one of the records turns out to be another, or to be linked otherwise, it is made anew.
 */
export class MergesAhead {
  readonly #context: Omit<MergeContext, "lookups">;
  readonly #merges = new Map<string, Merge>();

  constructor(context: Omit<MergeContext, "lookups">) {
    this.#context = context;
  }

  merge(referral: RemoteRecord, row: RemoteRecord, lookups: Lookups): void {
    const { mapping } = this.#context;
    const pair = linkedPair(mapping, referral, row);
    // Its account is searched for when all deals are known.
    if (lacksAccount(pair, mapping)) return;
    this.#merges.set(referral.id, mergePair(pair, { ...this.#context, lookups }));
  }

  drop(referral: string): void {
    this.#merges.delete(referral);
  }

  clear(): void {
    this.#merges.clear();
  }

  /** What came of these very records; `null` when they were not merged. */
  of(pair: Pair): Merge | null {
    const merge = this.#merges.get(pair.link.referral);
    return merge && isSame(merge.pair, pair) ? merge : null;
  }
}

/** The base is on the row, so that it is the same as well. */
function isSame(ahead: Pair, pair: Pair): boolean {
  const isSameDeal = ahead.referral === pair.referral && ahead.opportunity === pair.opportunity;
  return isSameDeal && pair.baseIsStored && !pair.adopts && !pair.lead;
}
