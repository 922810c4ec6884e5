import type { CustomerProfile, Member } from "../partner-center/referral.ts";
import type { Random } from "./random.ts";

/** A country that customers come from. */
export interface Place {
  readonly country: string;
  /** ISO 4217. */
  readonly currency: string;
  readonly city: string;
  readonly region: string;
  readonly postalCode: string;
  /** Hours that local time is ahead of UTC: where the portal's "midnight" lies. */
  readonly offset: number;
}

const PLACES: readonly [Place, ...Place[]] = [
  { country: "US", currency: "USD", city: "Seattle", region: "WA", postalCode: "98104", offset: -8 },
  { country: "US", currency: "USD", city: "Boston", region: "MA", postalCode: "02110", offset: -5 },
  { country: "CA", currency: "CAD", city: "Toronto", region: "ON", postalCode: "M5V 2T6", offset: -4 },
  { country: "BR", currency: "USD", city: "Recife", region: "PE", postalCode: "50030-230", offset: -3 },
  { country: "GB", currency: "GBP", city: "Leeds", region: "", postalCode: "LS1 4AP", offset: 0 },
  { country: "DE", currency: "EUR", city: "Bremen", region: "HB", postalCode: "28195", offset: 1 },
  { country: "NL", currency: "EUR", city: "Utrecht", region: "UT", postalCode: "3511", offset: 1 },
  { country: "IN", currency: "INR", city: "Pune", region: "MH", postalCode: "411001", offset: 5.5 },
  { country: "JP", currency: "JPY", city: "Osaka", region: "27", postalCode: "530-0001", offset: 9 },
];

const FIRST_WORDS = [
  "Lakeshore",
  "Northgate",
  "Blue Harbour",
  "Juniper",
  "Old Mill",
  "Silverbirch",
  "Kestrel",
  "Amberline",
  "Foxglove",
  "Greywater",
  "Highfield",
  "Copperhill",
  "Saltmarsh",
] as const;
const SECOND_WORDS = [
  "Foods & Beverage",
  "Transit",
  "Textiles",
  "Insurance",
  "Tools & Dies",
  "Pharmacy",
  "Energy",
  "Logistics",
  "Hotels",
  "Water & Waste",
  "Publishing",
] as const;

const SIZES = [
  "10to50employees",
  "51to250employees",
  "251to1000employees",
  "1001to5000employees",
  "",
] as const;

/** A company that does not exist. The words meet in another pair for every number up to 143. */
export function companyName(number: number): string {
  const first = FIRST_WORDS[number % FIRST_WORDS.length];
  const second = SECOND_WORDS[number % SECOND_WORDS.length];
  const round = Math.floor(number / (FIRST_WORDS.length * SECOND_WORDS.length));
  return `${first} ${second}${round === 0 ? "" : ` ${round + 1}`}`;
}

export function customer(number: number, random: Random): { profile: CustomerProfile; place: Place } {
  const name = companyName(number);
  const place = random.pick(PLACES);
  // What a person typed in the portal has the region's code where API callers put the state.
  const inPortal = random.chance(0.7);
  const profile: CustomerProfile = {
    name,
    size: random.pick(SIZES),
    isMatchingComplete: true,
    address: {
      addressLine1: `${random.between(1, 900)} Harbour Road`,
      addressLine2: random.chance(0.5) ? "" : null,
      city: place.city,
      state: inPortal ? null : place.region,
      postalCode: place.postalCode,
      country: place.country,
      region: inPortal ? place.region : null,
    },
    team: [person(random, `${name.toLowerCase().replaceAll(/[^a-z]/g, "")}.example`)],
    ids: random.chance(0.6) ? [{ profileType: "External", id: `6-${random.digits(10)}` }] : [],
  };
  return { profile, place };
}

const GIVEN = ["Ines", "Paul", "Mira", "Tomas", "Aisha", "Noor", "Jonas", "Leila", "Kofi", "Sanne"] as const;
const FAMILY = ["Okafor", "Renner", "Sato", "Lindqvist", "Moreau", "Haddad", "Kowalski", "Iyer"] as const;

/** Somebody who does not exist, at a mail domain that cannot. */
export function person(random: Random, domain: string): Member {
  const firstName = random.pick(GIVEN);
  const lastName = random.pick(FAMILY);
  return {
    firstName,
    lastName,
    phoneNumber: random.chance(0.8) ? `555${random.digits(7)}` : null,
    email: `${firstName}.${lastName}@${domain}`.toLowerCase(),
    title: null,
    contactPreference: { locale: null, disableNotifications: true },
  };
}
