import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Emulator } from "../src/emulator/index.ts";
import { present } from "../src/emulator/partner-center/present.ts";
import type { Referral } from "../src/emulator/partner-center/referral.ts";
import { loadMapping } from "../src/mapping/load.ts";
import type { Mapping } from "../src/mapping/mapping.ts";
import type { Lookups } from "../src/mapping/transforms/transform.ts";
import { NOTHING_DONE, type Pair } from "../src/model/plan.ts";
import { mergePair } from "../src/reconcile/merge/merge.ts";
import { rowIdFor } from "../src/reconcile/record/ids.ts";
import { Writes } from "../src/reconcile/write/writes.ts";
import { ORDINARY } from "../test/reconcile/world.ts";
import { insertReferral } from "../test/support/deals.ts";

const FILE = "mappings/dynamics-365.yml";

/**
 * Adds so many deals to both sides, each row as a sync would have created it: a hundred thousand of them over
 * HTTP would take longer than everything that is measured afterwards. The referrals are a day old, so that only
 * those which are edited later have changed.
 */
export function fillInStep(emulator: Emulator, count: number): void {
  const mapping = loadMapping(readFileSync(join(import.meta.dirname, "..", FILE), "utf8"), FILE);
  const currencies = currenciesOf(emulator);
  const account = accountIn(emulator);
  const from = emulator.partnerCenter.list().length;
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  for (let number = from; number < from + count; number += 1) {
    const referral = insertReferral(emulator, {
      id: `a${number.toString(16).padStart(7, "0")}-0000-4000-8000-000000000000`,
      name: `Deal ${number}`,
      createdDateTime: createdAs(number),
      updatedDateTime: yesterday,
    });
    const lookups = { currencies, accounts: new Map([[referral.id, account]]) };
    insertRow(emulator, { referral, mapping, lookups, now: yesterday });
  }
  // What was there before the first client is no write to count.
  emulator.partnerCenter.operations.length = 0;
}

/** Adds so many deals to Partner Center, a day old, each with a customer of its own; the CRM knows nothing of them. */
export function addReferrals(emulator: Emulator, count: number): void {
  const yesterday = new Date(Date.now() - 86_400_000).toISOString();
  for (let number = 0; number < count; number += 1) {
    const id = `a${number.toString(16).padStart(7, "0")}-0000-4000-8000-000000000000`;
    insertReferral(emulator, {
      id,
      name: `Deal ${number}`,
      "customerProfile.name": `Customer ${number} & Sons`,
      createdDateTime: createdAs(number),
      updatedDateTime: yesterday,
    });
  }
  emulator.partnerCenter.operations.length = 0;
}

/** One in every second, as no two are created in the same moment. */
function createdAs(number: number): string {
  return new Date(Date.UTC(2026, 0, 1) + number * 1000).toISOString();
}

interface Filling {
  readonly referral: Referral;
  readonly mapping: Mapping;
  readonly lookups: Lookups;
  readonly now: string;
}

function insertRow({ dataverse, urls }: Emulator, { referral, mapping, lookups, now }: Filling): void {
  const pair: Pair = {
    link: { referral: referral.id, opportunity: rowIdFor(referral.id) },
    referral: {
      side: "referral",
      id: referral.id,
      etag: referral.eTag,
      modified: referral.updatedDateTime,
      properties: present(referral, new URL(urls.partnerCenter)),
    },
    opportunity: null,
    base: null,
    baseIsStored: true,
    adopts: false,
  };
  const merge = mergePair(pair, { ...ORDINARY, mapping, lookups, now });
  const change = merge.changes.find(({ action }) => action === "create");
  if (!change) throw new Error("the mapping plans no opportunity for a deal of the bench");
  const write = new Writes(mapping, lookups, now).opportunity(change, merge, "before.1", NOTHING_DONE);
  if (write.action !== "create") throw new Error(`a new opportunity is a ${write.action}`);
  dataverse.insert("opportunity", { opportunityid: write.id, ...write.columns });
}

/** The customer of every deal, whom the CRM knows. */
function accountIn({ dataverse }: Emulator): string {
  const [known] = dataverse.rows("account");
  return known ? String(known.accountid) : dataverse.insert("account", CUSTOMER);
}

const CUSTOMER = {
  name: "Lakeshore Foods",
  address1_postalcode: "28195",
  address1_country: "DE",
};

function currenciesOf({ dataverse }: Emulator) {
  return dataverse.rows("transactioncurrency").map((row) => ({
    id: String(row.transactioncurrencyid),
    code: String(row.isocurrencycode),
    precision: Number(row.currencyprecision),
  }));
}

/** Deals whose value is not the same on both sides: what a client that says it is done has lost. */
export function lostEdits({ partnerCenter, dataverse }: Emulator): number {
  const values = new Map(
    dataverse.rows("opportunity").map((row) => [row.cosell_referralid, Number(row.estimatedvalue)]),
  );
  return partnerCenter.list().filter(({ id, details }) => values.get(id) !== details.dealValue).length;
}
