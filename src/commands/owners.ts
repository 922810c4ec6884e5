import type { Mapping } from "../mapping/mapping.ts";
import type { Merge } from "../model/plan.ts";
import type { OpportunityReader } from "../model/ports.ts";
import { giveOwners, userSearch } from "../reconcile/match/owners.ts";

/** Gives the rows that these merges make to their sellers: one search for all of them, and none when none is made. */
export async function withOwners(
  opportunities: Pick<OpportunityReader, "users">,
  merges: readonly Merge[],
  { owner }: Mapping,
): Promise<readonly Merge[]> {
  if (!owner) return merges;
  const search = userSearch(merges);
  return giveOwners(merges, search ? await opportunities.users(search) : [], owner);
}
