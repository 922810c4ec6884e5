import { type Customer, countryKey, domainKey, dunsKey, nameKey, postalKey } from "../../mapping/customer.ts";
import type { AccountsDocument } from "../../mapping/schema/accounts.ts";
import type { RemoteRecord } from "../../model/record.ts";

type Rule = AccountsDocument["match"][number];

/** Accounts that are the customer by a rule. */
export interface Hits {
  readonly rule: Rule;
  readonly ids: readonly string[];
}

/**
 * Accounts by what the rules compare. A first sync has thousands of customers, and as many accounts: to compare each
 * with each would take hours.
 */
export class Candidates {
  readonly #rules: AccountsDocument;
  readonly #byKey = new Map<string, { readonly id: string; readonly country: string | null }[]>();

  constructor(rules: AccountsDocument) {
    this.#rules = rules;
  }

  /** Under the id of the account that stands for it. */
  add({ id, properties }: Pick<RemoteRecord, "id" | "properties">): void {
    const values = valuesOf(this.#rules, properties);
    const compared = { ...values, domains: [domainKey(values.website)] };
    const candidate = { id, country: countryKey(values.country) };
    for (const rule of this.#rules.match) {
      for (const key of keysOf(rule, compared)) {
        const known = this.#byKey.get(key);
        if (known) known.push(candidate);
        else this.#byKey.set(key, [candidate]);
      }
    }
  }

  /** By the first rule that finds any; `null` when none does. */
  firstHits(customer: Customer): Hits | null {
    const country = countryKey(customer.country);
    for (const rule of this.#rules.match) {
      const sameKey = keysOf(rule, customer).flatMap((key) => this.#byKey.get(key) ?? []);
      const hits =
        rule === "name and postal code" ? sameKey.filter((one) => mayBeIn(country, one.country)) : sameKey;
      if (hits.length > 0) return { rule, ids: [...new Set(hits.map(({ id }) => id))].sort() };
    }
    return null;
  }
}

/** Postal codes repeat from country to country; one that nobody can read says nothing. */
function mayBeIn(country: string | null, other: string | null): boolean {
  return country === null || other === null || country === other;
}

type AccountValues = Readonly<Record<keyof AccountsDocument["columns"], unknown>>;

function valuesOf({ columns }: AccountsDocument, properties: RemoteRecord["properties"]): AccountValues {
  const entries = Object.entries(columns).map(([name, column]) => [name, column && properties[column]]);
  return Object.fromEntries(entries) as AccountValues;
}

type Compared = Pick<AccountValues, "duns" | "name" | "postal code" | "country"> & Pick<Customer, "domains">;

/**
 * A customer and an account that have one in common are the same by that rule; what is blank is in no key. Some countries
 * have no postal codes, such as the United Arab Emirates: there the country stands for it, where neither has one.
 */
function keysOf(rule: Rule, { duns, name, "postal code": code, country, domains }: Compared): string[] {
  switch (rule) {
    case "duns":
      return keyOf(rule, dunsKey(duns));
    case "name and postal code":
      return postalKey(code) === ""
        ? keyOf(rule, nameKey(name), "no code in", countryKey(country) ?? "")
        : keyOf(rule, nameKey(name), postalKey(code));
    case "name and country":
      return keyOf(rule, nameKey(name), countryKey(country) ?? "");
    case "domain":
      return domains.flatMap((domain) => keyOf(rule, domain));
  }
}

function keyOf(...parts: readonly string[]): string[] {
  return parts.includes("") ? [] : [parts.join("\n")];
}
