import { by } from "../model/order.ts";
import type { Merge } from "../model/plan.ts";
import type { OpportunityReader } from "../model/ports.ts";
import { accountsOf, accountsThere, besideTyped } from "../reconcile/share/typed-before.ts";
import type { SharingContext } from "./shares.ts";

interface Known extends Pick<SharingContext, "mapping" | "approvals" | "lookups"> {
  /** Ids of accounts that are not there yet. */
  readonly missing: ReadonlySet<string>;
  /** Opportunities that are compared otherwise. */
  readonly others: ReadonlySet<string>;
}

/** Has referrals wait whose deals seem to be in the CRM already. Asks only where one gets an opportunity whose customer is there. */
export async function holdTyped(
  opportunities: Pick<OpportunityReader, "unlinked">,
  merges: readonly Merge[],
  { missing, others, ...known }: Known,
): Promise<readonly Merge[]> {
  const { accounts: rules } = known.mapping;
  const accounts = rules ? accountsThere(merges, missing, known) : [];
  if (!rules || accounts.length === 0) return merges;
  const found = await opportunities.unlinked({ lookup: rules.opportunity, accounts });
  const paired = new Set(merges.flatMap(({ pair: { opportunity } }) => opportunity?.id ?? []));
  const rows = found.filter(({ id }) => !others.has(id) && !paired.has(id)).sort(by(({ id }) => id));
  return besideTyped(merges, rows, { ...known, share: accountsOf(rules) });
}
