import type { Emulator } from "../src/emulator/index.ts";

/**
 * What people do between two runs, on both sides. Returns a line for each, to be printed.
 */
export function edit({ partnerCenter, dataverse }: Emulator): string[] {
  const deals = dataverse
    .rows("opportunity")
    .filter((row) => row.statecode === 0 && isInStep(row.cosell_base))
    .map((row) => ({
      row: String(row.opportunityid),
      referral: partnerCenter.get(String(row.cosell_referralid)),
    }));
  const running = deals.filter(({ referral }) => referral.status === "Active");
  const [value, date, notes, won, lost, conflict, poison] = running;
  const fresh = deals.find(({ referral }) => referral.status === "New");
  if (!value || !date || !notes || !won || !lost || !conflict || !poison || !fresh) {
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
  return [
    `${short(value)}  a seller raises the deal value in the CRM to 125,000`,
    `${short(date)}  a seller moves the close date to 30 September 2027`,
    `${short(notes)}  a partner manager writes notes in Partner Center`,
    `${short(won)}  a seller closes the opportunity as won`,
    `${short(lost)}  Partner Center closes the referral as lost`,
    `${short(conflict)}  both change the deal value, to 50,000 and to 60,000: a conflict`,
    `${short(fresh)}  a seller wins a deal that nobody has accepted yet: an illegal move`,
    `${short(poison)}  a typing error makes the deal worth five trillion, more than the CRM can hold: a poison record`,
  ];
}

/** Deals that still wait for a person to settle a conflict would need explaining twice. */
function isInStep(base: unknown): boolean {
  return ["name", "deal value", "close date"].every((field) => String(base).includes(`"${field}":`));
}

function short({ referral }: { readonly referral: { readonly id: string } }): string {
  return referral.id.slice(0, 8);
}
