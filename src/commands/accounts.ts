import { ACCOUNT_FIELD, type Mapping } from "../mapping/mapping.ts";
import { STATECODES } from "../mapping/transforms/status.ts";
import type { Pair } from "../model/plan.ts";
import type { Intent } from "../model/state.ts";
import { type Accounts, accountSearch, chooseAccounts } from "../reconcile/accounts.ts";
import type { ReadPorts } from "./ports.ts";

export interface FoundAccounts extends Accounts {
  /** Ids of accounts that a dead run was about to make and that are there. */
  readonly arrived: ReadonlySet<string>;
}

const NONE: FoundAccounts = { answers: new Map(), missing: new Set(), arrived: new Set() };

/** Finds the accounts that these deals still lack, all in one search; asks nothing when none lacks one. */
export async function findAccounts(
  ports: Pick<ReadPorts, "opportunities">,
  mapping: Mapping,
  { pairs, intents }: { readonly pairs: readonly Pair[]; readonly intents: readonly Intent[] },
): Promise<FoundAccounts> {
  const { accounts: rules } = mapping;
  const announced = intents.flatMap(({ row }) => (row?.table === "account" ? [row.id] : []));
  const referrals = pairs.filter((pair) => lacksAccount(pair, mapping)).map((pair) => pair.referral);
  if (!rules || referrals.length + announced.length === 0) return NONE;
  const search = accountSearch(rules, referrals);
  const found = await ports.opportunities.accounts({ ...search, ids: [...search.ids, ...announced] });
  const arrived = new Set(found.map(({ id }) => id).filter((id) => announced.includes(id)));
  return { ...chooseAccounts(rules, referrals, found), arrived };
}

/** A lead needs none yet. An account that was filled in once and taken out again stays out; a closed row takes nothing. */
function lacksAccount({ opportunity, base, row }: Pair, mapping: Mapping): boolean {
  if (row) return false;
  if (!opportunity) return true;
  const isOpen = opportunity.properties.statecode === STATECODES.open;
  const lookup = `_${mapping.accounts?.opportunity}_value`;
  return isOpen && opportunity.properties[lookup] === null && base?.fields[ACCOUNT_FIELD] === undefined;
}
