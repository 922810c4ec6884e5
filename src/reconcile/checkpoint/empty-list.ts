import type { Reads } from "./run-facts.ts";

/**
 * A word for the whole run where Partner Center lists nothing at all: a user without the role sees what a user of an
 * empty account sees. Where no deal is known, only runs that read everything say so, which are those of a person who
 * sets it up: a new account has none for weeks, and nothing is wrong with it.
 *
 * @param linked How many deals are.
 */
export function emptyListNotice(reads: Reads, linked: number): string | null {
  if (!reads?.isEmpty) return null;
  if (linked > 0) {
    const deals = linked === 1 ? "1 opportunity is" : `${linked} opportunities are`;
    return `Partner Center lists no referral at all, though ${deals} linked to one. Usually the signed-in user has lost the role Referrals admin: give it back, and the next run misses nothing. Otherwise check that tenant-id is the one of the Partner Center account. Shortly after the first deal was shared, the list may only be late.`;
  }
  return reads.all
    ? "Partner Center lists no referral at all. In a new account that is right. If there are some, give the signed-in user the role Referrals admin, and check that tenant-id is the one of the Partner Center account: the next run reads all of them."
    : null;
}
