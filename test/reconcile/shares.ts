import { readFileSync } from "node:fs";
import { draftOf } from "../../src/emulator/partner-center/create.ts";
import { completeReferral } from "../../src/emulator/partner-center/referral.ts";
import { loadMapping } from "../../src/mapping/load.ts";
import type { Mapping } from "../../src/mapping/mapping.ts";
import type { ChangeOutcome, Merge } from "../../src/model/plan.ts";
import type { RemoteRecord } from "../../src/model/record.ts";
import type { Parties } from "../../src/reconcile/share/referral-body.ts";
import { planShare } from "../../src/reconcile/share/share.ts";
import type { ShareContext } from "../../src/reconcile/share/share-holds.ts";
import { ORDINARY } from "./world.ts";

/** The shipped mapping, and an opportunity that has all that a co-sell deal needs. */
export const MAPPING = loadMapping(readFileSync("mappings/dynamics-365.yml", "utf8"), "mapping.yml");
export const NOW = "2026-11-23T10:00:00.000Z";
export const OPPORTUNITY = "5f0c6d0a-8f4e-4b0e-9d55-2f3b7e1a9c01";

export function rowOf(properties: object = {}): RemoteRecord {
  const nothing = Object.fromEntries(MAPPING.columns.map((column) => [column, null]));
  const given = {
    name: "Warehouse telemetry",
    description: "Pilot in two warehouses.",
    estimatedvalue: 64000,
    _transactioncurrencyid_value: "cur-eur",
    estimatedclosedate: "2027-03-31",
    cosell_products: "SOL-10101-AAA",
    cosell_syncwithpartnercenter: true,
    statecode: 0,
    statuscode: 1,
  };
  const all = { ...nothing, ...given, ...properties };
  return { side: "opportunity", id: OPPORTUNITY, etag: "o1", modified: NOW, properties: all };
}

export function partiesOf({ account = {}, contact = {}, owner = {} } = {}): Parties {
  return {
    account: party({
      name: "Lakeshore Foods Ltd",
      address1_line1: "12 Harbour Road",
      address1_line2: "Unit 4",
      address1_city: "Toronto",
      address1_stateorprovince: "ON",
      address1_postalcode: "M5V 2T6",
      address1_country: "Canada",
      ...account,
    }),
    contact: party({
      firstname: "Ines",
      lastname: "Okafor",
      emailaddress1: "ines.okafor@lakeshorefoods.example",
      telephone1: "4165550101",
      ...contact,
    }),
    owner: party({
      firstname: "Paul",
      lastname: "Renner",
      internalemailaddress: "paul.renner@adatumsystems.example",
      address1_telephone1: "4165550102",
      ...owner,
    }),
  };
}

function party(properties: Readonly<Record<string, unknown>>): RemoteRecord {
  return { side: "opportunity", id: "party", etag: "p1", modified: NOW, properties };
}

export function contextOf(more: Partial<ShareContext> = {}): ShareContext {
  const { share } = more.mapping ?? MAPPING;
  if (!share) throw new Error("the mapping shares nothing");
  return { ...ORDINARY, mapping: MAPPING, share, now: NOW, nothingListed: false, ...more };
}

export function plannedShare(
  row: RemoteRecord = rowOf(),
  {
    parties = partiesOf(),
    unknown = null,
    sharedOn = null,
    twin = null,
  }: Partial<Parameters<typeof planShare>[1]> = {},
  context = contextOf(),
): Merge {
  return planShare(row, { parties, unknown, sharedOn, twin }, context);
}

/** What Partner Center makes of it. */
export function postedOf(merge: Merge, id = "0b9d8a51-0000-4000-8000-000000000001"): RemoteRecord {
  const draft = draftOf(JSON.parse(JSON.stringify(merge.pair.referral.properties)), null);
  const referral = { ...completeReferral(draft), id, engagementId: "the-engagement", eTag: '"r1"' };
  const properties = { ...referral, createdDateTime: NOW, updatedDateTime: NOW };
  return { side: "referral", id, etag: '"r1"', modified: NOW, properties };
}

export function appliedShare(merge: Merge, created = postedOf(merge)): ChangeOutcome {
  const change = merge.changes.find(({ action }) => action === "share");
  if (!change) throw new Error("nothing is shared");
  const { etag, modified } = created;
  return { change, intent: "run.1", outcome: "applied", reason: null, sent: true, etag, modified, created };
}

export function guarded(guards: Partial<Mapping["guards"]>): Mapping {
  return { ...MAPPING, guards: { ...MAPPING.guards, ...guards } };
}
