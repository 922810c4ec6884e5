import type { RemoteRecord, Value } from "../model/record.ts";
import { countryMeant } from "./countries.ts";
import { objectIn } from "./project.ts";
import { canonicalText } from "./transforms/text.ts";
import { wordOf } from "./transforms/transform.ts";

/** The customer of a referral (`customerProfile`), as far as an account is found by it or made of it. */
export interface Customer {
  readonly name: Value;
  readonly street: Value;
  readonly "second line": Value;
  readonly city: Value;
  readonly state: Value;
  readonly "postal code": Value;
  /** ISO 3166-1 alpha-2, upper case; as it stands there where it is no country that is known. */
  readonly country: Value;
  /** Nine digits. */
  readonly duns: Value;
  /** Mail domains of its contacts, without those that anybody can have an address at. */
  readonly domains: readonly string[];
}

/** Column lengths of the account table as Dynamics 365 ships it. */
const LONGEST = { name: 160, line: 250, city: 80, state: 50, code: 20, country: 80 };

export function customerOf(referral: RemoteRecord): Customer {
  const profile = objectIn(referral.properties.customerProfile);
  const address = objectIn(profile.address);
  return {
    name: text(profile.name, LONGEST.name),
    street: text(address.addressLine1, LONGEST.line),
    "second line": text(address.addressLine2, LONGEST.line),
    city: text(address.city, LONGEST.city),
    // What people type in the portal ends up in `region`; `state` is null then.
    state: text(address.state, LONGEST.state) ?? text(address.region, LONGEST.state),
    "postal code": text(address.postalCode, LONGEST.code),
    country: countryCode(address.country) ?? text(address.country, LONGEST.country),
    duns: dunsIn(profile.ids),
    domains: domainsOf(profile.team),
  };
}

/** How names are compared: `Łódź Foods & Co., Ltd.` is `łódź foods and co ltd`. */
export function nameKey(name: unknown): string {
  const text = canonicalText(name, Number.POSITIVE_INFINITY) ?? "";
  // Of an acute that stands by itself NFKC makes a blank with an accent on it; people write it for an apostrophe.
  const words = text.replaceAll("´", "'").normalize("NFKC").toLowerCase();
  return words
    .replaceAll("&", " and ")
    .replaceAll(/['’`]/g, "")
    .replaceAll(/[^\p{L}\p{M}\p{N}]+/gu, " ")
    .trim();
}

/** `M5V 2T6` and `m5v-2t6` are one code; of a United States ZIP+4 the first five digits count. */
export function postalKey(code: unknown): string {
  const plain = wordOf(code ?? "")
    .toUpperCase()
    .replaceAll(/[^\p{L}\p{N}]/gu, "");
  return /^\d{9}$/.test(plain) ? plain.slice(0, 5) : plain;
}

/** Nine digits, however they are grouped; empty when it is no D-U-N-S number. */
export function dunsKey(duns: unknown): string {
  const digits = wordOf(duns ?? "").replaceAll(/\D/g, "");
  return digits.length === 9 ? digits : "";
}

/** `https://www.contoso.com/de` and `Contoso.com` are one domain. */
export function domainKey(website: unknown): string {
  const address = wordOf(website ?? "").trim();
  const host = URL.parse(address.includes("://") ? address : `https://${address}`)?.hostname ?? "";
  return host.replace(/^www\./, "");
}

/** One text for a country, whether given by a code or by a name; `null` when it is neither. */
export function countryKey(country: unknown): string | null {
  return countryMeant(canonicalText(country, LONGEST.country) ?? "")?.name ?? null;
}

/** ISO 3166-1 alpha-2, upper case, of a country given by a code or by a name; `null` when it is neither. */
export function countryCode(country: unknown): string | null {
  return countryMeant(canonicalText(country, LONGEST.country) ?? "")?.code.toUpperCase() ?? null;
}

/** Addresses there say nothing of where somebody works. */
const MAIL_PROVIDERS: ReadonlySet<string> = new Set([
  "gmail.com",
  "googlemail.com",
  "outlook.com",
  "hotmail.com",
  "live.com",
  "msn.com",
  "yahoo.com",
  "icloud.com",
  "me.com",
  "aol.com",
  "gmx.com",
  "gmx.de",
  "gmx.net",
  "web.de",
  "t-online.de",
  "orange.fr",
  "mail.ru",
  "qq.com",
  "163.com",
  "proton.me",
  "protonmail.com",
]);

function domainsOf(team: unknown): string[] {
  const domains = listIn(team).map((member) => {
    const [, domain = ""] = wordOf(objectIn(member).email ?? "").split("@");
    return domainKey(domain);
  });
  return [...new Set(domains)].filter((domain) => domain !== "" && !MAIL_PROVIDERS.has(domain)).sort();
}

function dunsIn(ids: unknown): Value {
  const duns = listIn(ids).filter((entry) => objectIn(entry).profileType === "Duns");
  return duns.map((entry) => dunsKey(objectIn(entry).id)).find((id) => id !== "") ?? null;
}

function text(raw: unknown, longest: number): Value {
  return typeof raw === "string" ? canonicalText(raw, longest) : null;
}

/** Older records have a lone object where newer ones have a list. */
function listIn(value: unknown): readonly unknown[] {
  if (Array.isArray(value)) return value;
  return typeof value === "object" && value !== null ? [value] : [];
}
