import { type Customer, countryKey, customerOf, nameKey, postalKey } from "../../mapping/customer.ts";
import { ACCOUNT_FIELD, type Mapping } from "../../mapping/mapping.ts";
import type { AccountsDocument } from "../../mapping/schema/accounts.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { Unusable } from "../../mapping/transforms/transform.ts";
import { by } from "../../model/order.ts";
import type { Change, Merge, Pair } from "../../model/plan.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";
import { accountIdFor } from "../record/ids.ts";
import { Candidates, type Hits } from "./account-candidates.ts";
import { standingFor } from "./merged-accounts.ts";

export interface Accounts {
  /** Referral id → account id, `null` when it stays empty, or why a person has to choose. */
  readonly answers: ReadonlyMap<string, Value | Unusable>;
  /** Ids of accounts that are not there yet. */
  readonly missing: ReadonlySet<string>;
}

type Stand = Pick<Pair, "opportunity" | "base" | "row">;

/** A lead needs none yet. An account that was filled in once and taken out again stays out; a closed row takes nothing. */
export function lacksAccount({ opportunity, base, row }: Stand, { accounts }: Mapping): boolean {
  if (!accounts || row) return false;
  if (!opportunity) return true;
  const isBlank = opportunity.properties[`_${accounts.opportunity}_value`] === null;
  return isBlank && isOpenRow(opportunity) && base?.fields[ACCOUNT_FIELD] === undefined;
}

/** Those for whose customers an account is made, or was before: no rule finds any. */
export function withoutMatch(
  rules: AccountsDocument,
  referrals: readonly RemoteRecord[],
  found: readonly RemoteRecord[],
): RemoteRecord[] {
  if (rules.otherwise !== "create") return [];
  const candidates = candidatesIn(rules, byId(found));
  return referrals.filter((referral) => {
    const customer = customerOf(referral);
    return hasName(customer) && candidates.firstHits(customer) === null;
  });
}

/** @param crm See `accountIdFor`. */
export function newAccountIds(referrals: readonly RemoteRecord[], crm: string): string[] {
  return [...new Set(referrals.map((referral) => newAccountId(customerOf(referral), crm)))];
}

type ById = ReadonlyMap<string, RemoteRecord>;

function byId(accounts: readonly RemoteRecord[]): ById {
  return new Map(accounts.map((account) => [account.id, account]));
}

function candidatesIn(rules: AccountsDocument, found: ById): Candidates {
  const candidates = new Candidates(rules);
  for (const account of found.values()) {
    const standing = standingFor(account, found);
    if (standing !== null) candidates.add({ id: standing, properties: account.properties });
  }
  return candidates;
}

/**
 * The account of each referral's customer.
 *
 * | accounts found                             | answer                                             |
 * |--------------------------------------------|----------------------------------------------------|
 * | the first rule that finds any finds one    | that one                                           |
 * | it finds several                           | a question: nobody guesses                         |
 * | none, and one was made for this customer   | that one; a question when it is inactive by now    |
 * | one that was merged into another           | the other                                          |
 * | none, `otherwise: create`                  | a new one, under an id made of the customer's name |
 * | none, `otherwise: leave empty`             | nothing                                            |
 * | none, `otherwise: ask`                     | a question                                         |
 * | the customer has no name yet               | nothing: Partner Center may show it later          |
 *
 * A new account counts as found for the referrals after it, so that a customer with several gets one.
 *
 * @param found What the search of these referrals returned, and no less, with the accounts that were made before, and those that
 *   any of them was merged into.
 * @param crm See `accountIdFor`.
 */
export function chooseAccounts(
  rules: AccountsDocument,
  referrals: readonly RemoteRecord[],
  found: readonly RemoteRecord[],
  crm: string,
): Accounts {
  const there = byId(found);
  const candidates = candidatesIn(rules, there);
  const answers = new Map<string, Value | Unusable>();
  const missing = new Set<string>();
  for (const referral of referrals.toSorted(by(({ id }) => id))) {
    const customer = customerOf(referral);
    const hits = candidates.firstHits(customer);
    const answer = hits ? answerOf(hits) : otherwise(rules, customer, { there, crm });
    if (answer === undefined) continue;
    answers.set(referral.id, answer);
    if (typeof answer !== "string" || there.has(answer)) continue;
    missing.add(answer);
    candidates.add({ id: answer, properties: newAccount(rules, customer) });
  }
  return { answers, missing };
}

/** Adds the creates of the accounts that are missing, each to the first of the deals that want it. */
export function makeAccounts(merges: readonly Merge[], missing: ReadonlySet<string>): Merge[] {
  const left = new Set(missing);
  return merges.toSorted(by(({ pair }) => pair.link.referral)).map((merge) => {
    const id = merge.changes.map(wantedAccount).find((wanted) => wanted !== null && left.delete(wanted));
    return id ? { ...merge, changes: [accountChange(merge, id), ...merge.changes] } : merge;
  });
}

function accountChange({ pair: { link } }: Merge, id: string): Change {
  const fields = [{ field: ACCOUNT_FIELD, to: id }];
  return { side: "opportunity", action: "create", link, etag: null, fields, row: { table: "account", id } };
}

/** The account that a change of an opportunity points it to. */
export function wantedAccount({ row, fields }: Change): string | null {
  return row ? null : (fields.find(({ field }) => field === ACCOUNT_FIELD)?.to ?? null);
}

/** The columns of a new account. */
export function accountColumns(rules: AccountsDocument, referral: RemoteRecord): Record<string, unknown> {
  return newAccount(rules, customerOf(referral));
}

function answerOf({ rule, ids }: Hits): Value | Unusable {
  const [first = null, second] = ids;
  if (second === undefined) return first;
  const shown = `${ids.slice(0, 5).join(", ")}${ids.length > 5 ? " and more" : ""}`;
  return {
    unusable: `${ids.length} accounts match the customer by ${rule} (${shown}); choose the right one on the opportunity`,
    elsewhere: true,
  };
}

function otherwise(
  { otherwise: wanted }: AccountsDocument,
  customer: Customer,
  { there, crm }: { readonly there: ReadonlyMap<string, RemoteRecord>; readonly crm: string },
): Value | undefined | Unusable {
  if (!hasName(customer) || wanted === "leave empty") return undefined;
  if (wanted === "ask") return { unusable: NO_ACCOUNT, elsewhere: true };
  const id = newAccountId(customer, crm);
  const made = there.get(id);
  const standing = made ? standingFor(made, there) : id;
  if (standing !== null) return standing;
  return {
    unusable: `account ${id}, which was made for this customer, is no longer active; choose another on the opportunity`,
    elsewhere: true,
  };
}

const NO_ACCOUNT = "no account matches the customer; choose one on the opportunity";

function newAccount({ columns }: AccountsDocument, customer: Customer): Record<string, unknown> {
  const names = ["name", "street", "second line", "city", "state", "postal code", "country", "duns"] as const;
  const entries = names.map((name) => [columns[name], customer[name]] as const);
  return Object.fromEntries(entries.filter(([column, value]) => column !== undefined && value !== null));
}

function hasName({ name }: Customer): boolean {
  return nameKey(name) !== "";
}

function newAccountId(customer: Customer, crm: string): string {
  const { name, country, "postal code": code } = customer;
  return accountIdFor([nameKey(name), countryKey(country), postalKey(code)], crm);
}
