import { MICROSOFT, OUR_ORGANIZATION, type Referral } from "../../src/emulator/partner-center/referral.ts";
import { WANTED } from "./more.ts";
import type { Deal } from "./story.ts";
import type { Systems } from "./systems.ts";

type Row = Readonly<Record<string, unknown>>;

/** What sellers, and Microsoft's, do besides editing the fields of a deal. False when the screen does not let them. */
export interface Sellers {
  /** A seller has an opportunity of his own, and wants it in Partner Center. */
  begin(deal: number, how: Deal): void;
  complete(deal: number, row: Row): boolean;
  /** Microsoft's own referral of the deal appears, or its seller accepts it. */
  microsoft(deal: number, ours: Readonly<Referral>): boolean;
  /** The referral of another partner who is in the deal appears, or is edited. */
  partner(deal: number, ours: Readonly<Referral>, number: number): void;
  /** Somebody cleans up: the account of this row is merged into one that stays. */
  merge(row: Row): boolean;
  /** Somebody qualifies the lead by hand into an opportunity of his own. */
  qualify(deal: number, referral: string): boolean;
}

const idOf = (letter: string, deal: number) =>
  `${letter}${String(deal).padStart(7, "0")}-0000-4000-8000-000000000000`;

export function ownRowId(deal: number): string {
  return idOf("b", deal);
}

export function isMicrosofts({ organizationId }: Readonly<Referral>): boolean {
  return organizationId === MICROSOFT.id;
}

export function isOurs({ organizationId }: Readonly<Referral>): boolean {
  return organizationId === OUR_ORGANIZATION.id;
}

/** Whoever is in a deal with us. */
const PARTNER = { organizationId: "9b9b9b9b-2f65-4c4e-8b8f-6a3a2f1e0c77", organizationName: "Proseware" };

/** A deal to which the partner has invited us. */
export const INVITED: Pick<Referral, "inviteContext"> = {
  inviteContext: { notes: null, assistanceRequestCode: "Unknown", invitedMpnId: null, invitedBy: PARTNER },
};

export function createSellers(
  { dataverse, partnerCenter }: Systems,
  { euro, customer }: { readonly euro: unknown; readonly customer: string },
): Sellers {
  function makeAccount(deal: number): string {
    const address = {
      address1_line1: "1 Harbour Road",
      address1_city: "Bremen",
      address1_country: "Germany",
    };
    return dataverse.insert("account", {
      accountid: idOf("c", deal),
      name: `${customer} & Co ${deal}`,
      ...address,
    });
  }

  function makeContact(deal: number): string {
    return dataverse.insert("contact", {
      contactid: idOf("d", deal),
      firstname: "Ines",
      lastname: customer,
      emailaddress1: `ines${deal}@customer.example`,
      telephone1: "+49 421 5550101",
    });
  }

  return {
    begin(deal, { begins, asks, isBare }) {
      dataverse.insert("opportunity", {
        opportunityid: ownRowId(deal),
        name: `${customer} own ${deal}`,
        description: `${customer} begins ${deal}`,
        estimatedvalue: 500 + deal,
        ...(isBare ? { description: null } : { estimatedclosedate: "2027-03-31", cosell_products: "SOL-1" }),
        _transactioncurrencyid_value: euro,
        _parentcontactid_value: makeContact(deal),
        ...(begins === "own" ? { _parentaccountid_value: makeAccount(deal) } : {}),
        ...WANTED.want,
        ...(asks ? WANTED[asks] : {}),
      });
    },
    complete(deal, row) {
      if (row._parentaccountid_value !== undefined || dataverse.row("account", idOf("c", deal))) return false;
      dataverse.edit("opportunity", String(row.opportunityid), { _parentaccountid_value: makeAccount(deal) });
      return true;
    },
    merge({ _parentaccountid_value: from }) {
      const into = idOf("f", 0);
      if (typeof from !== "string" || from === into) return false;
      if (!dataverse.row("account", into))
        dataverse.insert("account", { accountid: into, name: `${customer} Holding` });
      dataverse.mergeAccounts(from, into);
      return true;
    },
    microsoft(deal, ours) {
      if (!ours.consent.consentToShareReferralWithMicrosoftSellers) return false;
      const { engagementId, name, customerProfile, details } = ours;
      const theirs = partnerCenter
        .list()
        .find((one) => isMicrosofts(one) && one.engagementId === engagementId);
      if (theirs && theirs.status !== "New") return false;
      if (theirs) {
        partnerCenter.edit(theirs.id, (referral) => {
          Object.assign(referral, { status: "Active", substatus: "Accepted" });
        });
        return true;
      }
      const owner = { organizationId: MICROSOFT.id, organizationName: MICROSOFT.name, direction: "Outgoing" };
      const state = { status: "New", substatus: "Pending" };
      const draft = structuredClone({ name, customerProfile, details });
      partnerCenter.create({ ...draft, ...owner, ...state, id: idOf("e", deal), engagementId });
      return true;
    },
    partner(deal, ours, number) {
      const { engagementId, organizationId, organizationName, name, customerProfile, details } = ours;
      const theirs = partnerCenter
        .list()
        .find((one) => !isOurs(one) && !isMicrosofts(one) && one.engagementId === engagementId);
      if (theirs) {
        partnerCenter.edit(theirs.id, (referral) => {
          referral.details.notes = `theirs ${number}`;
          if (number % 3 === 0) Object.assign(referral, { status: "Closed", substatus: "Won" });
        });
        return;
      }
      const { inviteContext } = INVITED;
      const invitedBy = number % 2 === 0 ? PARTNER : { organizationId, organizationName };
      const draft = structuredClone({ name, customerProfile, details });
      const invited = { inviteContext: { ...inviteContext, invitedBy } };
      partnerCenter.create({ ...draft, ...PARTNER, ...invited, id: idOf("7", deal), engagementId });
    },
    qualify(deal, referral) {
      const lead = dataverse.rows("lead").find((one) => one.cosell_referralid === referral);
      if (lead?.statecode !== 0 || dataverse.row("opportunity", ownRowId(deal))) return false;
      const opportunityid = dataverse.insert("opportunity", {
        opportunityid: ownRowId(deal),
        name: `${customer} qualified ${deal}`,
        estimatedvalue: 700 + deal,
        _transactioncurrencyid_value: euro,
      });
      const qualified = { statecode: 1, statuscode: 3, _qualifyingopportunityid_value: opportunityid };
      dataverse.edit("lead", String(lead.leadid), qualified);
      return true;
    },
  };
}
