import type { Referral, ReferralDraft } from "../../src/emulator/partner-center/referral.ts";
import { dealWith, solution } from "../support/deals.ts";
import { DAY_ZERO, keysIn } from "./fields.ts";
import { CITY, OTHER_CITY } from "./in-force.ts";
import { WANTED } from "./more.ts";
import { LEE, leaveOrReturn, teamOf } from "./owners.ts";
import { createSellers, INVITED, isOurs, ownRowId } from "./sellers.ts";
import type { Deal, Edit } from "./story.ts";
import type { Systems } from "./systems.ts";

/** The people on both sides: they make deals and edit them, whatever a run is doing. */
export interface People {
  begin(deals: readonly Deal[]): void;
  /** False when the screen does not let them, or there is nothing yet to edit. */
  edit(edit: Edit): boolean;
}

/** Marks every text that the mapping may hide: it must never be seen in git or in a log. */
export const PERSONAL = "Zoë Quill";

export function referralId(deal: number): string {
  return `a${String(deal).padStart(7, "0")}-0000-4000-8000-000000000000`;
}

export function createPeople(systems: Systems): People {
  const { partnerCenter, dataverse, currencies } = systems;
  const [euro] = [...currencies].find(([, code]) => code === "EUR") ?? [];
  const sellers = createSellers(systems, { euro, customer: PERSONAL });

  function appear(deal: number, how: Deal): void {
    const { begins, status } = how;
    if (begins === "own" || begins === "incomplete") {
      sellers.begin(deal, how);
      return;
    }
    if (begins === "from Microsoft") {
      partnerCenter.create({ ...draftOf(deal), ...FROM_MICROSOFT });
      return;
    }
    if (begins === "with a partner") {
      sellers.partner(deal, partnerCenter.create({ ...draftOf(deal), ...INVITED }), 0);
      return;
    }
    const [main = "", substatus = ""] = status.split("/");
    const externalReferenceId = begins === "by CRM id" ? ownRowId(deal) : null;
    const draft = draftOf(deal);
    if (how.isBare) draft.details.notes = null;
    partnerCenter.create({ ...draft, status: main, substatus, externalReferenceId });
    if (begins === "referral") return;
    dataverse.insert("opportunity", {
      opportunityid: ownRowId(deal),
      name: `${PERSONAL} own ${deal}`,
      estimatedvalue: 500 + deal,
      ...(begins === "by identifier" ? { cosell_referralid: referralId(deal) } : {}),
      _transactioncurrencyid_value: euro,
    });
  }

  function rowOf(deal: number) {
    const rows = dataverse.rows("opportunity");
    return rows.find(
      (row) => row.cosell_referralid === referralId(deal) || row.opportunityid === ownRowId(deal),
    );
  }

  function editRow(edit: Edit): boolean {
    const row = rowOf(edit.deal);
    if (edit.what === "assign") return assign(edit.deal, row);
    if (!row || !isLetIn(row.statecode, edit)) return false;
    if (edit.what === "complete") return sellers.complete(edit.deal, row);
    if (edit.what === "merge accounts") return sellers.merge(row);
    if (edit.what === "import again") return importAgain(row, edit);
    const linked = dataverse.rows("opportunity").filter((one) => one.cosell_referralid !== undefined);
    // A CRM without any link looks as if it had been emptied, and is refused.
    if ((edit.what === "unlink" || edit.what === "delete") && linked.length < 2) return false;
    if (edit.what === "delete") dataverse.remove("opportunity", String(row.opportunityid));
    else dataverse.edit("opportunity", String(row.opportunityid), columnsOf(edit, row));
    return true;
  }

  /** Everything of the deal goes to Lee, who has it from then on. */
  function assign(deal: number, row: Row | undefined): boolean {
    const lead = dataverse.rows("lead").find((one) => one.cosell_referralid === referralId(deal));
    if (lead?.statecode === 0) dataverse.edit("lead", String(lead.leadid), { _ownerid_value: LEE });
    if (row) dataverse.edit("opportunity", String(row.opportunityid), { _ownerid_value: LEE });
    return lead !== undefined || row !== undefined;
  }

  /** What an export has of a row, under another id: with everything of ours, or only the identifier. */
  function importAgain(row: Row, { number }: Edit): boolean {
    const opportunityid = `9${String(number).padStart(7, "0")}-0000-4000-8000-000000000000`;
    const kept = number % 2 === 0 ? /^cosell_/ : /^cosell_(?:referralid|products|syncwith)/;
    const columns = Object.entries(row).filter(([name]) => EXPORTED.includes(name) || kept.test(name));
    dataverse.remove("opportunity", String(row.opportunityid));
    dataverse.insert("opportunity", { ...Object.fromEntries(columns), opportunityid });
    return true;
  }

  function editReferral(edit: Edit): boolean {
    const current = partnerCenter
      .list()
      .find(
        (one) =>
          one.id === referralId(edit.deal) ||
          (one.externalReferenceId === ownRowId(edit.deal) && isOurs(one)),
      );
    if (!current || (current.status === "Closed" && edit.what !== "touch")) return false;
    if (edit.what === "microsoft") return sellers.microsoft(edit.deal, current);
    if (edit.what === "partner") {
      sellers.partner(edit.deal, current, edit.number);
      return true;
    }
    partnerCenter.edit(current.id, (referral) => changeReferral(referral, edit));
    return true;
  }

  return {
    begin: (deals) => {
      for (const [index, deal] of deals.entries()) appear(index, deal);
    },
    edit(edit) {
      if (edit.what === "appear") {
        if (partnerCenter.list().some(({ id }) => id === referralId(edit.deal))) return false;
        appear(edit.deal, { begins: "referral", status: "Active/Accepted" });
      } else if (edit.what === "leave") return leaveOrReturn(systems);
      else if (edit.what === "qualify") return sellers.qualify(edit.deal, referralId(edit.deal));
      else return edit.side === "referral" ? editReferral(edit) : editRow(edit);
      return true;
    },
  };
}

type Row = Readonly<Record<string, unknown>>;

const EXPORTED: readonly string[] = [
  "name",
  "description",
  "estimatedvalue",
  "estimatedclosedate",
  "_transactioncurrencyid_value",
  "_parentaccountid_value",
  "_parentcontactid_value",
];

/** Of a row that is closed, a screen has one button. */
function isLetIn(state: unknown, { what }: Edit): boolean {
  if (what === "touch" || what === "delete") return true;
  return (state === 0) === (what !== "reopen");
}

/** The one with this number, which nobody else types. */
const notesOf = (edit: Edit) => `${PERSONAL} ${edit.side} ${edit.number}`;
const dayOf = ({ number }: Edit) => new Date(DAY_ZERO + number * 86_400_000).toISOString().slice(0, 10);
const amountOf = ({ number }: Edit) => 10_000 + number;
const SOLUTIONS = ["SOL-1", "SOL-2", "SOL-3", "SOL-4"] as const;
/** At least one, as Partner Center demands. */
const solutionsOf = ({ number }: Edit) => SOLUTIONS.filter((_, place) => ((number % 15) + 1) & (1 << place));

/** What stands in a list after this edit of it; the one that is added nobody else adds. */
function listAfter(edit: Edit, before: readonly string[]): readonly string[] {
  if (edit.what === "solutions") return solutionsOf(edit);
  if (edit.what === "add solution") return [...before, `SOL-${edit.number}`];
  if (edit.what === "no solution") return [];
  return before.toSpliced(edit.number % Math.max(1, before.length), 1);
}

function columnsOf(edit: Edit, row: Row): Record<string, unknown> {
  switch (edit.what) {
    case "name":
      return { name: notesOf(edit) };
    case "notes":
      return { description: notesOf(edit) };
    case "blank notes":
      return { description: null };
    case "value":
      return { estimatedvalue: amountOf(edit) };
    case "date":
      return { estimatedclosedate: dayOf(edit) };
    case "solutions":
    case "add solution":
    case "take one out":
    case "no solution":
      return { cosell_products: listAfter(edit, keysIn(row.cosell_products)).join("; ") || null };
    case "status":
      return edit.number % 2 === 0 ? { statecode: 1, statuscode: 3 } : { statecode: 2, statuscode: 4 };
    case "reopen":
      return { statecode: 0, statuscode: 1 };
    case "unlink":
      return { cosell_referralid: null };
    case "accept":
      return { cosell_decision: 727_000_020 };
    case "decline":
      return { cosell_decision: 727_000_021, cosell_declinereason: "Not a customer" };
    case "want":
    case "show":
    case "ask help":
      return WANTED[edit.what];
    default:
      return { stepname: `seen ${edit.number} times` };
  }
}

function changeReferral(referral: Referral, edit: Edit): void {
  const { details } = referral;
  if (edit.what === "rename customer") referral.customerProfile.name = `${PERSONAL} Group`;
  if (edit.what === "team") referral.team = teamOf(edit.number);
  if (edit.what === "name") referral.name = notesOf(edit);
  if (edit.what === "notes") details.notes = notesOf(edit);
  if (edit.what === "blank notes") details.notes = null;
  if (edit.what === "value") details.dealValue = amountOf(edit);
  if (edit.what === "date") details.closingDateTime = `${dayOf(edit)}T12:00:00Z`;
  if (edit.what === "show") referral.consent.consentToShareReferralWithMicrosoftSellers = true;
  if (isOfList(edit)) changeLists(details, edit);
  if (referral.status === "New") answer(referral, edit);
  if (edit.what !== "status" || referral.status !== "Active") return;
  Object.assign(referral, { status: "Closed", substatus: edit.number % 2 === 0 ? "Won" : "Lost" });
}

function isOfList({ what }: Edit): boolean {
  return /solution|take one out/.test(what);
}

/** Services are those that the solutions are known by. Of solutions there is always one. */
function changeLists({ requirements }: Referral["details"], edit: Edit): void {
  const after = (list: readonly { id: string }[]) =>
    listAfter(
      edit,
      list.map(({ id }) => id),
    );
  const solutions = after(requirements.solutions);
  if (solutions.length > 0) requirements.solutions = solutions.map(solution);
  requirements.services = after(requirements.services).map((id) => ({ id }));
}

function answer(referral: Referral, { what }: Edit): void {
  if (what === "accept") Object.assign(referral, { status: "Active", substatus: "Accepted" });
  if (what === "decline") Object.assign(referral, { status: "Closed", substatus: "Declined" });
}

/** A lead that Microsoft has qualified, as the table of the referral types says. */
const FROM_MICROSOFT: Partial<Referral> = {
  status: "New",
  substatus: "Pending",
  type: "Independent",
  qualification: "MarketingQualified",
  consent: {
    consentToToShareInfoWithOthers: true,
    consentToContact: true,
    consentToShareReferralWithMicrosoftSellers: false,
  },
  inviteContext: {
    notes: null,
    assistanceRequestCode: "Unknown",
    invitedMpnId: null,
    invitedBy: { organizationId: "msft", organizationName: "Microsoft" },
  },
};

function draftOf(deal: number): ReferralDraft {
  const contact = {
    firstName: "Ines",
    lastName: PERSONAL,
    email: "ines@customer.example",
    phoneNumber: "+49 421 5550101",
    title: null,
    contactPreference: { locale: null, disableNotifications: null },
  };
  return dealWith({
    id: referralId(deal),
    name: `${PERSONAL} deal ${deal}`,
    "customerProfile.name": PERSONAL,
    "customerProfile.address.city": deal % 2 === 0 ? OTHER_CITY : CITY,
    "customerProfile.team": [contact],
    "details.notes": `${PERSONAL} begins ${deal}`,
    "details.dealValue": 1000 + deal,
    "details.requirements.services": [{ id: "SOL-1" }],
    team: teamOf(deal),
  });
}
