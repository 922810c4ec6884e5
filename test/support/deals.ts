import type { Emulator } from "../../src/emulator/index.ts";
import type { Referral, ReferralDraft } from "../../src/emulator/partner-center/referral.ts";

export type Properties = Readonly<Record<string, unknown>>;

/** A referral appears in Partner Center: `dealWith` these properties. */
export function insertReferral(
  { partnerCenter }: Pick<Emulator, "partnerCenter">,
  properties: Properties,
): Referral {
  return partnerCenter.create(dealWith(properties));
}

/** An accepted deal that a partner made. Properties go by their paths, such as `details.dealValue`. */
export function dealWith(properties: Properties): ReferralDraft {
  const draft = {
    name: "A deal",
    customerProfile: {
      name: "Lakeshore Foods",
      size: null,
      isMatchingComplete: true,
      address: {
        addressLine1: "1 Harbour Road",
        addressLine2: null,
        city: "Bremen",
        state: null,
        postalCode: "28195",
        country: "DE",
        region: "HB",
      },
      team: [],
      ids: [],
    },
    details: {
      notes: "Pilot first.",
      dealValue: 100000,
      currency: "EUR",
      closingDateTime: "2027-03-31T12:00:00Z",
      customerRequestedContact: null,
      customerAction: null,
      incentiveLevel: null,
      requirements: {
        industries: [],
        products: [],
        services: [],
        solutions: [solution("SOL-1")],
        offers: [],
        salesPlays: [],
        additionalRequirements: { iot: {}, attributes: [] },
      },
    },
  };
  for (const [path, value] of Object.entries(properties)) setProperty(draft, path, value);
  return draft;
}

export function solution(id: string) {
  const nothing = { price: null, quantity: null, currency: null, closingDateTime: null };
  return { id, name: null, type: "Name", publisherName: null, solutionType: null, ...nothing };
}

/** The customer of a deal that says nothing else, as an account. */
export const LAKESHORE: Properties = {
  name: "Lakeshore Foods",
  address1_line1: "1 Harbour Road",
  address1_city: "Bremen",
  address1_postalcode: "28195",
  address1_country: "DE",
};

/** An opportunity that a seller made in the CRM. The currency may be given by its code. */
export function insertOpportunity({ dataverse }: Emulator, { currency, ...columns }: Properties): string {
  const row = dataverse
    .rows("transactioncurrency")
    .find((one) => one.isocurrencycode === (currency ?? "EUR"));
  return dataverse.insert("opportunity", {
    ...columns,
    _transactioncurrencyid_value: row?.transactioncurrencyid,
  });
}

/** Sets a property by its path. Solutions may be given by their ids. */
export function setProperty(record: object, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let target = record as Record<string, unknown>;
  for (const name of names) {
    target[name] ??= {};
    target = target[name] as Record<string, unknown>;
  }
  target[last] = last === "solutions" && Array.isArray(value) ? value.map(String).map(solution) : value;
}
