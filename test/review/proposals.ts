import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { insertReferral } from "../support/deals.ts";
import { type Stage, setStage } from "../support/stage.ts";

/** A change of the mapping in force, as somebody would propose it. */
export interface Proposal {
  readonly name: string;
  readonly change: (mapping: string) => string;
  /** What is in force instead of the shipped mapping. */
  readonly inForce?: (mapping: string) => string;
  /** More inputs of the plan. */
  readonly inputs?: Readonly<Record<string, string>>;
  /** More inputs of the plan and of the sync that follows it. */
  readonly bothInputs?: Readonly<Record<string, string>>;
}

const CAMPAIGN = `  campaign:
    referral: campaignId
    opportunity: cosell_campaignid
    as: text
    longest: 100
    audit: value
`;

/** Is the same as without any environment. */
const STAGING = `
environments:
  staging:
    fields:
      close date: { as: date }
`;

const GUARDS = "\nguards: { share: hold, ask help: hold, close: hold }\n";

/** Puts a field before the solutions. */
const withField = (field: string) => (mapping: string) =>
  mapping.replace("  solutions:\n", `${field}\n  solutions:\n`);
const replaced = (from: string | RegExp, to: string) => (mapping: string) => mapping.replace(from, to);

export const PROPOSALS: readonly Proposal[] = [
  { name: "a comment changes nothing", change: (mapping) => `${mapping}# reviewed by sales\n` },
  {
    name: "a one-way field fills every row",
    change: withField(`  city:
    referral: customerProfile.address.city
    opportunity: cosell_campaignid
    as: text
    longest: 80
    direction: referral to opportunity
    audit: value
`),
  },
  { name: "a new field is reported where both sides have a value", change: withField(CAMPAIGN) },
  {
    name: "a new field takes what Partner Center has",
    change: withField(`${CAMPAIGN}    adopt: referral\n`),
  },
  {
    name: "a new field takes what the CRM has",
    change: withField(`${CAMPAIGN}    adopt: opportunity\n`),
  },
  {
    name: "a winner is named for the deal value",
    change: replaced("as: money\n", "as: money\n    conflict: referral\n"),
  },
  {
    name: "the close date goes one way",
    // Sharing needs a closing date that goes to Partner Center.
    change: (text) =>
      text
        .replace(/^share:.*\n(?: {2}.*\n)+\n/m, "")
        .replace("as: date\n", "as: date\n    direction: referral to opportunity\n"),
  },
  {
    name: "the notes move to another column",
    change: (text) =>
      text
        .replace(/ {2}microsoft notes:\n(?: {4}.*\n)+\n/, "")
        .replace("opportunity: description", "opportunity: cosell_microsoftnotes"),
  },
  { name: "the notes are no longer mapped", change: replaced(/ {2}notes:\n(?: {4}.*\n)+\n/, "") },
  {
    name: "hidden notes are to be shown",
    change: replaced("longest: 2000\n    audit: hidden", "longest: 1999\n    audit: value"),
  },
  {
    name: "pending referrals get no opportunity",
    change: replaced("[New/Pending, New/Received, Active/Accepted]", "[Active/Accepted]"),
  },
  {
    name: "safety is taken away",
    inForce: (mapping) => `${mapping}${GUARDS}`,
    change: (text) =>
      text
        .replace(GUARDS, "")
        .replace("longest: 2000\n    audit: hidden", "longest: 2000\n    audit: value")
        .replace("as: date\n", "as: date\n    blank: propagate\n"),
  },
  {
    name: "names are mistyped",
    change: (text) =>
      text
        .replace("New/Received, Active/Accepted]", "New/Received, Active/Acepted]")
        .replace("referral: referralProgram", "referral: referralProgramm"),
  },
  {
    name: "accounts are made for deals",
    change: replaced(
      "\nfields:\n",
      "\naccounts:\n  match: [name and country]\n  otherwise: create\n  opportunity: parentaccountid\n\nfields:\n",
    ),
  },
  {
    name: "pending referrals become leads first",
    change: replaced(
      "\nfields:\n",
      `
leads:
  columns: { referral identifier: cosell_referralid, base: cosell_base }
  referrals: { kinds: [qualified lead, co-sell], become leads: [New/Pending, New/Received] }
  fields:
    topic: { referral: name, lead: subject, as: text, longest: 300, audit: value }
    last name: { referral: customerProfile.name, lead: lastname, as: text, longest: 50 }

fields:
`,
    ),
  },
  { name: "an option is missing in the table", change: replaced(/ {6}ProofOfConceptOrDemo: .*\n/, "") },
  {
    name: "one environment is to fill the campaign",
    inForce: (mapping) => `${mapping}${STAGING}`,
    change: replaced(
      STAGING,
      `${STAGING}${CAMPAIGN.replaceAll(/^(?=.)/gm, "    ")}        adopt: referral\n`,
    ),
    bothInputs: { "mapping-environment": "staging" },
  },
  {
    name: "new deals and late ones are left alone",
    change: replaced(
      "\nfields:\n",
      `
scope:
  referrals: { status: [Active] }
  opportunities: { estimatedclosedate: { before: 2027-09-01 } }

fields:
`,
    ),
  },
  {
    name: "a mistyped scope lets in nothing",
    change: replaced("\nfields:\n", "\nscope:\n  referrals: { status: [Actve] }\n\nfields:\n"),
  },
  {
    name: "more than a sync may write",
    change: withField(`${CAMPAIGN}    adopt: referral\n`),
    inputs: { "max-changes": "2" },
  },
];

/**
 * In force is the shipped mapping without what the proposals add. Six deals in step, then people at work:
 *
 * 1. the campaign is another one in the CRM
 * 2. the campaign is only in Partner Center
 * 3. both sides change the deal value: a conflict that the sync has reported
 * 4. a seller moves the close date
 * 5. the notes change in Partner Center
 * 6. asks for a proof of concept
 *
 * and a seventh that has just come and waits to be accepted.
 */
export async function prepareDeals(): Promise<Stage> {
  const stage = await setStage({ referrals: 0 });
  const { partnerCenter, dataverse } = stage.emulator;
  await leaveOut(stage, [
    / {2}campaign:\n(?: {4}.*\n)+\n/,
    /^accounts:.*\n(?: {2}.*\n)+\n/m,
    /^leads:.*\n(?:(?: .*)?\n)*/m,
  ]);
  for (const number of [1, 2, 3, 4, 5, 6]) {
    insertReferral(stage.emulator, {
      id: idOf(number),
      name: `Confidential name ${number}`,
      "details.notes": `Confidential notes ${number}`,
      ...(number === 6 ? { "inviteContext.assistanceRequestCode": "ProofOfConceptOrDemo" } : {}),
    });
  }
  await mustRun(stage);
  partnerCenter.edit(idOf(1), (referral) => void Object.assign(referral, { campaignId: "SPRING" }));
  dataverse.edit("opportunity", rowOf(stage, 1), { cosell_campaignid: "AUTUMN" });
  partnerCenter.edit(idOf(2), (referral) => void Object.assign(referral, { campaignId: "SUMMER" }));
  partnerCenter.edit(idOf(3), ({ details }) => void Object.assign(details, { dealValue: 110000 }));
  dataverse.edit("opportunity", rowOf(stage, 3), { estimatedvalue: 120000 });
  await mustRun(stage);
  dataverse.edit("opportunity", rowOf(stage, 4), { estimatedclosedate: "2027-09-30" });
  partnerCenter.edit(idOf(5), ({ details }) => void Object.assign(details, { notes: "Confidential news" }));
  insertReferral(stage.emulator, { id: idOf(7), status: "New", substatus: "Pending" });
  return stage;
}

async function leaveOut({ workspace }: Stage, parts: readonly RegExp[]): Promise<void> {
  const file = join(workspace, "mappings/dynamics-365.yml");
  const shipped = await readFile(file, "utf8");
  await writeFile(
    file,
    parts.reduce((text, part) => text.replace(part, ""), shipped),
  );
}

async function mustRun(stage: Stage): Promise<void> {
  const { exitCode, log } = await stage.run();
  if (exitCode !== 0) throw new Error(`the preparation failed:\n${log}`);
}

function rowOf({ emulator }: Stage, number: number): string {
  const rows = emulator.dataverse.rows("opportunity");
  return String(rows.find((row) => row.cosell_referralid === idOf(number))?.opportunityid);
}

/** `aaaaaaa1-…`: the beginning is what a report shows. */
export function idOf(number: number): string {
  return `aaaaaaa${number}-0000-4000-8000-000000000000`;
}
