import type { Emulator } from "../src/emulator/index.ts";

/** What people have done. */
interface Edits {
  /** Which deal, and what somebody did, to be printed. */
  readonly edits: readonly (readonly [deal: string, what: string])[];
  /** The deal that both sides have changed, by its referral. */
  readonly conflicting: string;
}

/** Makes everybody of the referrals' teams a user of the CRM. Returns their names, by their ids there. */
export function hire({ partnerCenter, dataverse }: Emulator): ReadonlyMap<string, string> {
  const team = new Map(
    partnerCenter.list().flatMap((referral) => referral.team.map((one) => [one.email, one])),
  );
  return new Map(
    [...team].map(([internalemailaddress, { firstName, lastName }]) => [
      dataverse.insert("systemuser", { internalemailaddress }),
      `${firstName} ${lastName}`,
    ]),
  );
}

/** How many opportunities each of them has, the most first. */
export function owners({ dataverse }: Emulator, users: ReadonlyMap<string, string>): string[] {
  const owned = Map.groupBy(dataverse.rows("opportunity"), (row) => String(row._ownerid_value));
  return [...users]
    .map(([id, name]) => ({ name, number: owned.get(id)?.length ?? 0 }))
    .filter(({ number }) => number > 0)
    .toSorted((one, other) => other.number - one.number)
    .map(({ name, number }) => `${name} has ${number}`);
}

/** What people do between two runs, on both sides. */
export function edit({ partnerCenter, dataverse }: Emulator): Edits {
  const deals = dataverse
    .rows("opportunity")
    .filter((row) => row.statecode === 0 && isInStep(row.cosell_base))
    .map((row) => ({
      row: String(row.opportunityid),
      referral: partnerCenter.get(String(row.cosell_referralid)),
    }));
  const running = deals.filter(({ referral }) => referral.status === "Active");
  const [value, date, notes, won, lost, conflict, poison] = running;
  const [fresh, accepted] = deals.filter(({ referral }) => referral.status === "New");
  if (!value || !date || !notes || !won || !lost || !conflict || !poison || !fresh || !accepted) {
    throw new Error("the seed has too few deals for this story");
  }
  dataverse.edit("opportunity", value.row, { estimatedvalue: 125000 });
  dataverse.edit("opportunity", date.row, { estimatedclosedate: "2027-09-30" });
  partnerCenter.edit(notes.referral.id, (referral) => {
    referral.details.notes = "Customer asked for a second workshop.";
  });
  dataverse.edit("opportunity", won.row, { statecode: 1, statuscode: 3 });
  partnerCenter.edit(lost.referral.id, (referral) => {
    referral.status = "Closed";
    referral.substatus = "Lost";
  });
  dataverse.edit("opportunity", conflict.row, { estimatedvalue: 50000 });
  partnerCenter.edit(conflict.referral.id, (referral) => {
    referral.details.dealValue = 60000;
  });
  dataverse.edit("opportunity", fresh.row, { statecode: 1, statuscode: 3 });
  partnerCenter.edit(poison.referral.id, (referral) => {
    referral.details.dealValue = 5_000_000_000_000;
  });
  dataverse.edit("opportunity", accepted.row, { cosell_decision: ACCEPT });
  share(dataverse);
  const edits = [
    [short(value), "a seller raises the deal value in the CRM to 125,000"],
    [short(date), "a seller moves the close date to 30 September 2027"],
    [short(notes), "a partner manager writes notes in Partner Center"],
    [short(won), "a seller closes the opportunity as won"],
    [short(lost), "Partner Center closes the referral as lost"],
    [short(conflict), "both change the deal value, to 50,000 and to 60,000: a conflict"],
    [short(fresh), "a seller wins a deal that nobody has accepted yet: an illegal move"],
    [
      short(poison),
      "a typing error makes the deal worth five trillion, more than the CRM can hold: a poison record",
    ],
    [short(accepted), "a seller accepts a new referral, on the opportunity"],
    [
      "(new)",
      "a seller asks Microsoft for help with an opportunity of their own: it becomes a referral, and Microsoft gets one",
    ],
  ] as const;
  return { edits, conflicting: conflict.referral.id };
}

const ACCEPT = 727_000_020;
const CUSTOMER_TECHNICAL_ARCHITECTURE = 727_000_001;

/** An opportunity with all that Partner Center wants of a deal, whose seller wants it there. */
function share(dataverse: Emulator["dataverse"]): void {
  const account = dataverse.insert("account", {
    name: "Lakeshore Foods",
    address1_line1: "12 Harbour Road",
    address1_city: "Bremen",
    address1_country: "Germany",
  });
  const contact = dataverse.insert("contact", {
    firstname: "Ines",
    lastname: "Okafor",
    emailaddress1: "ines.okafor@lakeshore.example",
    telephone1: "+49 421 5550101",
  });
  const [currency] = dataverse.rows("transactioncurrency");
  dataverse.insert("opportunity", {
    name: "Lakeshore telemetry",
    _parentaccountid_value: account,
    _parentcontactid_value: contact,
    _transactioncurrencyid_value: currency?.transactioncurrencyid,
    estimatedvalue: 64000,
    estimatedclosedate: "2027-03-31",
    cosell_products: "SOL-1",
    cosell_syncwithpartnercenter: true,
    cosell_help: CUSTOMER_TECHNICAL_ARCHITECTURE,
  });
}

/** Deals that still wait for a person to settle a conflict would need explaining twice. */
function isInStep(base: unknown): boolean {
  return ["name", "deal value", "close date"].every((field) => String(base).includes(`"${field}":`));
}

function short({ referral }: { readonly referral: { readonly id: string } }): string {
  return referral.id.slice(0, 8);
}
