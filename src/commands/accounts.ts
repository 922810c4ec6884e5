import type { Mapping } from "../mapping/mapping.ts";
import type { Pair } from "../model/plan.ts";
import type { AccountSearch, OpportunityReader } from "../model/ports.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { Intent } from "../model/state.ts";
import { accountSearch } from "../reconcile/match/account-search.ts";
import {
  type Accounts,
  chooseAccounts,
  lacksAccount,
  newAccountIds,
  withoutMatch,
} from "../reconcile/match/accounts.ts";
import { mastersOf } from "../reconcile/match/merged-accounts.ts";
import type { ReadPorts } from "./ports.ts";

export interface FoundAccounts extends Accounts {
  /** Ids of accounts that a dead run was about to make and that are there. */
  readonly arrived: ReadonlySet<string>;
}

/** Where no account is made, it does not matter which CRM it is. */
const NOBODYS = "";

const NONE: FoundAccounts = { answers: new Map(), missing: new Set(), arrived: new Set() };

/**
 * Finds the accounts that these deals still lack, all in one search; asks nothing when none lacks one. Where the rules find
 * none, the ones that were made for these customers are asked for by their ids.
 */
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
  const look = (more: Partial<AccountSearch>) =>
    withMasters(ports.opportunities, { ...search, ids: [], ...more });
  const found = await look({ ids: announced });
  const there = new Set(found.map(({ id }) => id));
  const arrived = new Set(announced.filter((id) => there.has(id)));
  const unmatched = withoutMatch(rules, referrals, found);
  if (unmatched.length === 0) return { ...chooseAccounts(rules, referrals, found, NOBODYS), arrived };
  const crm = await ports.opportunities.businessUnit();
  const ids = newAccountIds(unmatched, crm);
  const made = await look({ anyOf: {}, ids });
  return { ...chooseAccounts(rules, referrals, [...found, ...made], crm), arrived };
}

/** What a search finds, and the accounts that any of it was merged into; one that may not be read is left out. */
async function withMasters(
  opportunities: Pick<OpportunityReader, "accounts">,
  search: AccountSearch,
): Promise<RemoteRecord[]> {
  const all = [...(await opportunities.accounts(search))];
  for (let ids = mastersOf(all); ids.length > 0; ids = mastersOf(all)) {
    const masters = await opportunities.accounts({ ...search, anyOf: {}, ids });
    if (masters.length === 0) break;
    all.push(...masters);
  }
  return all;
}
