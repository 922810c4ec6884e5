import type { DataverseEmulator } from "../dataverse/index.ts";
import type { PartnerCenter } from "../partner-center/index.ts";
import type { Referral } from "../partner-center/referral.ts";
import { companyName } from "./customers.ts";
import { createRandom } from "./random.ts";
import { microsoftSeed, type ReferralSeed, referralSeeds } from "./referrals.ts";

export interface SeedOptions {
  readonly seed: number;
  /** How many referrals of our organization there are; Microsoft's come on top. */
  readonly referrals: number;
  readonly now: Date;
  readonly partnerCenter: PartnerCenter;
  readonly dataverse: Pick<DataverseEmulator, "insert" | "rows">;
  /** The CRM has no columns to link a row by. */
  readonly bare?: boolean;
}

/** At most so many opportunities have nothing to do with any referral. */
const MOST_UNRELATED = 10;

/**
 * Fills both systems with invented deals, the same for the same seed and day. Of ten referrals three are
 * linked to a row already, as another connector would have left them: without a base, not all values equal.
 */
export function seedSystems(options: SeedOptions): void {
  const { seed, referrals, now, partnerCenter, dataverse, bare = false } = options;
  const random = createRandom(seed);
  const currencies = new Map(
    dataverse
      .rows("transactioncurrency")
      .map((currency) => [String(currency.isocurrencycode), String(currency.transactioncurrencyid)]),
  );
  let linked = 0;
  for (const [number, referralSeed] of referralSeeds(referrals, random, now).entries()) {
    const referral = partnerCenter.create(referralSeed.draft);
    if (referralSeed.kind !== "running") continue;
    if (random.chance(0.4)) partnerCenter.create(microsoftSeed(referral, random));
    if (bare || !LINKED.has(number % 10)) continue;
    dataverse.insert("opportunity", {
      ...linkedRow(referral, referralSeed),
      ...deviation(linked, referral),
      _transactioncurrencyid_value: currencies.get(referral.details.currency),
    });
    linked += 1;
  }
  for (let number = 0; number < Math.min(MOST_UNRELATED, referrals); number += 1) {
    dataverse.insert("opportunity", {
      name: `${companyName(100 + number)} - renewal`,
      estimatedvalue: 1000 * random.between(5, 90),
      estimatedclosedate: now.toISOString().slice(0, 10),
      _transactioncurrencyid_value: currencies.get("USD"),
    });
  }
  // What was there before the first client is no write to count.
  partnerCenter.operations.length = 0;
}

/** Places among ten at which the running deals are linked. */
const LINKED: ReadonlySet<number> = new Set([0, 3, 7]);

type Columns = Readonly<Record<string, unknown>>;

function linkedRow({ id, name, details }: Readonly<Referral>, { closingDate }: ReferralSeed): Columns {
  return {
    name,
    estimatedvalue: details.dealValue,
    estimatedclosedate: closingDate,
    ...(details.notes ? { description: details.notes } : {}),
    cosell_referralid: id,
    cosell_syncwithpartnercenter: true,
  };
}

/** What people have done to a row meanwhile: to two of five nothing. */
function deviation(number: number, { name, details }: Readonly<Referral>): Columns {
  const deviations: readonly Columns[] = [
    {},
    {},
    { estimatedvalue: details.dealValue + 5000 },
    {
      estimatedclosedate: new Date(Date.parse(details.closingDateTime) + 7 * 86_400_000)
        .toISOString()
        .slice(0, 10),
    },
    { name: `${name} (phase 1)` },
  ];
  return deviations[number % deviations.length] ?? {};
}
