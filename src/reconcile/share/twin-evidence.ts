import { type Customer, customerOf, dunsKey, nameKey } from "../../mapping/customer.ts";
import type { Mapping, Share } from "../../mapping/mapping.ts";
import { readField } from "../../mapping/project.ts";
import { fieldFor } from "../../mapping/share.ts";
import { isUnusable, type Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { type Parties, textIn } from "./referral-body.ts";

export interface TwinContext {
  readonly mapping: Mapping;
  readonly share: Pick<Share, "accountColumns"> & { readonly ids: Pick<Share["ids"], "account"> };
  readonly lookups: Lookups;
}

/** What a deal says of itself, as it is compared; empty texts say nothing. */
export interface Said {
  readonly name: string;
  readonly value: string;
  readonly date: string;
  /** By what its customer is known; nothing where nobody says who that is. */
  readonly customers: readonly string[];
}

/** An opportunity, with the account that it points to. */
export interface OfAccount {
  readonly row: RemoteRecord;
  readonly parties: Pick<Parties, "account">;
}

interface Evidence {
  readonly same: string;
  readonly of: readonly ("name" | "value" | "date")[];
  readonly customer: "same" | "unknown";
}

export const ALL: Evidence = {
  same: "customer, name, value and closing date",
  of: ["name", "value", "date"],
  customer: "same",
};
/**
 * What is enough beside a referral that has no opportunity, the strongest first. A customer that is known on both sides has to be
 * the same. Of deals that have one, a customer may have several that are much alike.
 */
export const ENOUGH: readonly Evidence[] = [
  { same: "customer, name and value", of: ["name", "value"], customer: "same" },
  { same: "customer, name and closing date", of: ["name", "date"], customer: "same" },
  { same: "customer, value and closing date", of: ["value", "date"], customer: "same" },
  { same: "name, value and closing date", of: ["name", "value", "date"], customer: "unknown" },
];

/** A deal that is there already, or is to be shared as well. */
export interface Deal {
  /** `null` of one that is to be shared as well. */
  readonly referral: string | null;
  /** `null` of a referral that has none. */
  readonly opportunity: string | null;
  readonly said: Said;
}

/** Deals by what they say, those that are sought. Of several that say the same, the one that was added last comes first. */
export class Alike {
  readonly #evidence: Evidence;
  readonly #byKey: ReadonlyMap<string, Deal[]>;

  /** @param wanted What is sought: a first sync has many more new deals than are to be shared. */
  constructor(evidence: Evidence, wanted: readonly Said[]) {
    this.#evidence = evidence;
    this.#byKey = new Map(wanted.flatMap((said) => sought(said, evidence)).map((key) => [key, []]));
  }

  get same(): string {
    return this.#evidence.same;
  }

  /** One that is added twice, as its two sides may say different things, is still one. */
  add(deal: Deal): void {
    for (const key of keysOf(deal.said, this.#evidence)) this.#byKey.get(key)?.push(deal);
  }

  /**
   * One that says the same, which is another one each time as long as there are any.
   *
   * @param taken Ids of those that were taken before.
   */
  take(said: Said, taken: Set<string | null>): Deal | null {
    for (const key of sought(said, this.#evidence)) {
      const known = this.#byKey.get(key) ?? [];
      for (let last = known.at(-1); last && known.length > 1 && taken.has(idOf(last)); last = known.at(-1))
        known.pop();
      const found = known.at(-1);
      if (!found) continue;
      taken.add(idOf(found));
      return found;
    }
    return null;
  }
}

function idOf({ referral, opportunity }: Deal): string | null {
  return opportunity ?? referral;
}

const NOBODY = "nobody";
const SOMEBODY = "somebody";

function keysOf(said: Said, evidence: Evidence): string[] {
  const isKnown = said.customers.length > 0;
  const customers = evidence.customer === "same" ? said.customers : [isKnown ? SOMEBODY : NOBODY];
  return keysWith(customers, said, evidence);
}

/** The keys of deals that may have the same customer as this one. */
function sought(said: Said, evidence: Evidence): string[] {
  const isKnown = said.customers.length > 0;
  const unknown = isKnown ? [NOBODY] : [NOBODY, SOMEBODY];
  return keysWith(evidence.customer === "same" ? said.customers : unknown, said, evidence);
}

function keysWith(customers: readonly string[], said: Omit<Said, "customers">, { of }: Evidence): string[] {
  const parts = of.map((what) => said[what]);
  return parts.includes("") ? [] : customers.map((customer) => [customer, ...parts].join("\n"));
}

/** @param account Id of the one that the mapping's rules have found, or that its opportunity points to. */
export function saidByReferral(referral: RemoteRecord, account: unknown, context: TwinContext): Said {
  return { ...saidBy(referral, context), customers: namesOf(customerOf(referral), account) };
}

export function saidByRow({ row, parties: { account } }: OfAccount, context: TwinContext): Said {
  const { accountColumns: columns } = context.share;
  const customer = { name: textIn(account, columns.name), duns: textIn(account, columns.duns) };
  return { ...saidBy(row, context), customers: account ? namesOf(customer, account.id) : [] };
}

/** Of a row of whose account no more is known than which it is. */
export function saidByIds(row: RemoteRecord, context: TwinContext): Said {
  const nobody = { name: null, duns: null };
  return { ...saidBy(row, context), customers: namesOf(nobody, row.properties[context.share.ids.account]) };
}

/** Of these rows, those that say the same as one that is to be shared, whoever their customers are. */
export function sameButForCustomer(
  rows: readonly RemoteRecord[],
  shares: readonly RemoteRecord[],
  context: TwinContext,
): RemoteRecord[] {
  const keysIn = (row: RemoteRecord) => keysWith([""], saidBy(row, context), ALL);
  const wanted = new Set(shares.flatMap(keysIn));
  return rows.filter((row) => keysIn(row).some((key) => wanted.has(key)));
}

/** What a customer is known by. */
function namesOf({ name, duns }: Pick<Customer, "name" | "duns">, account: unknown): string[] {
  const keys = {
    name: nameKey(name),
    duns: dunsKey(duns),
    account: typeof account === "string" ? account.toLowerCase() : "",
  };
  return Object.entries(keys).flatMap(([by, key]) => (key ? [`${by} ${key}`] : []));
}

const NAME = "name";
const VALUE = "details.dealValue";
const DATE = "details.closingDateTime";
const COMPARED = [NAME, VALUE, DATE] as const;

function saidBy(record: RemoteRecord, { mapping, lookups }: TwinContext): Omit<Said, "customers"> {
  const at = (path: string) => {
    const field = fieldFor(mapping, path);
    const value = field && readField(field, record, lookups);
    return value && !isUnusable(value) ? value : "";
  };
  const value = at(VALUE);
  // Nought is what stands there as long as nobody knows.
  return { name: nameKey(at(NAME)), value: Number.parseFloat(value) > 0 ? value : "", date: at(DATE) };
}

/** Of rows, what `sameButForCustomer` and `twinsOf` look at. */
export function comparedColumns({ mapping, share }: Omit<TwinContext, "lookups">): string[] {
  const columns = COMPARED.flatMap((path) => fieldFor(mapping, path)?.transform.opportunity.reads ?? []);
  return [...columns, share.ids.account, mapping.referralIdColumn];
}
