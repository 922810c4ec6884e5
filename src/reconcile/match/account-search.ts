import { type Customer, countryKey, customerOf, postalKey } from "../../mapping/customer.ts";
import type { AccountsDocument } from "../../mapping/schema/accounts.ts";
import type { AccountSearch } from "../../model/ports.ts";
import type { RemoteRecord, Value } from "../../model/record.ts";

/** What has to be read to find the accounts of these referrals by the rules, in one search. */
export function accountSearch(
  rules: AccountsDocument,
  referrals: readonly RemoteRecord[],
): Omit<AccountSearch, "ids"> {
  const { columns, match } = rules;
  const customers = referrals.map(customerOf);
  const wanted = new Map<string, Set<string>>();
  const want = (column: string | undefined, values: readonly string[]) => {
    if (column === undefined || values.length === 0) return;
    const known = wanted.get(column) ?? new Set();
    for (const value of values) known.add(value);
    wanted.set(column, known);
  };
  for (const customer of customers) {
    if (match.includes("duns")) want(columns.duns, dunsForms(customer.duns));
    if (match.includes("name and postal code") && customer.name) {
      want(columns["postal code"], postalForms(customer["postal code"]));
      if (isFoundByName(customer)) want(columns.name, nameForms(customer.name));
    }
    if (match.includes("name and country") && customer.country) want(columns.name, nameForms(customer.name));
    if (match.includes("domain")) want(columns.website, customer.domains.flatMap(websiteForms));
  }
  const anyOf = Object.fromEntries([...wanted].map(([column, values]) => [column, [...values].sort()]));
  const named = Object.values(columns).filter((column) => column !== undefined);
  return { columns: [...new Set(named)].sort(), anyOf };
}

/** Dataverse compares text as it stands, but for case: so the usual spellings are asked for. */
function nameForms(name: Value): string[] {
  if (name === null) return [];
  const words = [name, name.replaceAll(" & ", " and "), name.replaceAll(/ and /gi, " & ")];
  const bare = words.map((one) => one.replaceAll(/[.,]/g, ""));
  // `Old Mill Inc`, `Old Mill, Inc.`
  const ends = [...words, ...bare, ...bare.map((one) => one.replace(/ (\S+)$/, ", $1"))];
  return [...new Set(ends.flatMap((one) => [one.replace(/\.$/, ""), `${one.replace(/\.$/, "")}.`]))];
}

/**
 * Nobody can ask for all codes that begin with the five digits of one of the United States (ZIP+4), nor for none: there the
 * name helps.
 */
function isFoundByName({ "postal code": code, country }: Customer): boolean {
  const where = countryKey(country);
  if (postalKey(code) === "") return where !== null;
  return /^\d{5}$/.test(postalKey(code)) && [null, "united states"].includes(where);
}

function postalForms(code: Value): string[] {
  const plain = postalKey(code);
  if (code === null || plain === "") return [];
  const split = (at: number) => [
    `${plain.slice(0, at)} ${plain.slice(at)}`,
    `${plain.slice(0, at)}-${plain.slice(at)}`,
  ];
  const places = [plain.length - 3, 2, 3, 4, 5].filter((at) => at > 0 && at < plain.length);
  return [...new Set([code, plain, ...places.flatMap(split)])];
}

function dunsForms(duns: Value): string[] {
  if (duns === null) return [];
  return [
    duns,
    `${duns.slice(0, 2)}-${duns.slice(2, 5)}-${duns.slice(5)}`,
    `${duns.slice(0, 3)}-${duns.slice(3, 6)}-${duns.slice(6)}`,
  ];
}

function websiteForms(domain: string): string[] {
  const hosts = [domain, `www.${domain}`];
  const addresses = hosts.flatMap((host) => [host, `http://${host}`, `https://${host}`]);
  return addresses.flatMap((address) => [address, `${address}/`]);
}
