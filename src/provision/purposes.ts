import { type ColumnShape, type CrmTableName, OWN_LENGTHS } from "../model/crm.ts";

/** The meaning of a column, whatever it is called in one CRM or another. */
export type Purpose = (typeof PURPOSES)[number]["purpose"];

export interface Wanted {
  readonly purpose: string;
  /** Its name behind the prefix, as people spell it. */
  readonly name: string;
  readonly label: string;
  readonly description: string;
  readonly shape:
    | Exclude<ColumnShape, { type: "choice" }>
    | { readonly type: "choice"; readonly labels: readonly string[]; readonly offset: number };
  /** A column that holds so many characters will do. */
  readonly enough?: number;
  /**
   * Sellers know it from Microsoft's co-sell connector (learn.microsoft.com/partner-center/referrals/connector-dynamics,
   * "Custom fields"), which names it by this label. Its logical name is not published; this one was seen.
   */
  readonly knownFromConnector?: { readonly label: string; readonly name: string };
}

const HELP_LABELS = [
  "Workload specific value proposition",
  "Customer technical architecture",
  "Proof of concept or demo",
  "Quotes or licensing",
  "Post sales customer success",
  "General or other",
] as const;

/** What a deal needs in the CRM, in the order in which it is created and documented. */
export const PURPOSES = [
  {
    purpose: "referral identifier",
    name: "ReferralId",
    label: "Referral Identifier",
    description: "Identifier of the referral in Partner Center. Written by the sync; do not edit.",
    shape: { type: "text", longest: 100 },
    enough: OWN_LENGTHS["referral identifier"],
    knownFromConnector: {
      label: "Referral Identifier",
      name: "msft_microsoftpartnercenterreferralidentifier",
    },
  },
  {
    purpose: "base",
    name: "Base",
    label: "Synchronised values",
    description: "What both sides agreed on at the last sync. Keep it off the forms.",
    shape: { type: "memo", longest: 1_048_576 },
    enough: OWN_LENGTHS.base,
  },
  {
    purpose: "referral link",
    name: "ReferralLink",
    label: "Referral Link",
    description: "Opens the referral in Partner Center.",
    shape: { type: "url", longest: 255 },
    enough: 100,
    knownFromConnector: { label: "Referral Link", name: "msft_microsoftpartnercenterreferrallink" },
  },
  {
    purpose: "share",
    name: "SyncWithPartnerCenter",
    label: "Sync with Partner Center",
    description: "Yes: the deal is, or is to be, a referral in Partner Center.",
    shape: { type: "yes/no" },
    knownFromConnector: {
      label: "Sync with Partner Center",
      name: "msft_microsoftpartnercenterreferralsync",
    },
  },
  {
    purpose: "visible",
    name: "Visible",
    label: "Visible to Microsoft",
    description: "Yes: Microsoft sees the deal. It cannot be taken back.",
    shape: { type: "yes/no" },
    knownFromConnector: {
      label: "Microsoft Partner Center Referral Visibility",
      name: "msft_microsoftpartnercenterreferralvisible",
    },
  },
  {
    purpose: "help",
    name: "Help",
    label: "How can Microsoft help?",
    description: "A value asks a Microsoft seller to help with the deal.",
    shape: { type: "choice", labels: HELP_LABELS, offset: 0 },
    knownFromConnector: { label: "How can Microsoft help?", name: "msft_microsoftpartnercenterhelp" },
  },
  {
    purpose: "products",
    name: "Products",
    label: "Products",
    description: "Identifiers of the solutions of the deal, separated by commas.",
    shape: { type: "memo", longest: 4000 },
    enough: 255,
    knownFromConnector: { label: "Products", name: "msft_partnercentersolutions" },
  },
  {
    purpose: "sync status",
    name: "SyncStatus",
    label: "Sync status",
    description: "How the last sync of this deal went.",
    shape: { type: "choice", labels: ["Synced ✔", "Waiting", "Conflict", "Needs attention"], offset: 10 },
  },
  {
    purpose: "sync reason",
    name: "SyncReason",
    label: "Sync reason",
    description: "Why the deal is not in step, and what to do about it.",
    shape: { type: "text", longest: OWN_LENGTHS["sync reason"] },
  },
  {
    purpose: "audit",
    name: "Audit",
    label: "Audit",
    description: "What the sync did to this deal, newest first.",
    shape: { type: "memo", longest: 100_000 },
    enough: OWN_LENGTHS.audit,
    knownFromConnector: { label: "Audit", name: "msft_microsoftpartnercenterreferralsyncaudit" },
  },
  {
    purpose: "microsoft crm id",
    name: "MicrosoftCrmId",
    label: "Microsoft CRM Identifier",
    description: "Identifier of the deal in Microsoft's own CRM, once Microsoft has accepted it.",
    shape: { type: "text", longest: 100 },
    enough: 36,
    knownFromConnector: { label: "Microsoft CRM Identifier", name: "msft_microsoftcrmidentifier" },
  },
  {
    purpose: "microsoft status",
    name: "MicrosoftStatus",
    label: "Microsoft status",
    description: "How far Microsoft's own side of the deal is.",
    shape: { type: "text", longest: 400 },
  },
  {
    purpose: "microsoft notes",
    name: "MicrosoftNotes",
    label: "Microsoft notes",
    description: "What Microsoft's seller notes on the deal.",
    shape: { type: "memo", longest: 4000 },
  },
  {
    purpose: "referral status",
    name: "ReferralStatus",
    label: "Referral status",
    description: "Status of the referral in Partner Center, in words.",
    shape: { type: "text", longest: 100 },
  },
  {
    purpose: "team",
    name: "Team",
    label: "Co-sell team",
    description: "Sellers in the team of the referral, one a line.",
    shape: { type: "memo", longest: 10_000 },
  },
  {
    purpose: "decision",
    name: "Decision",
    label: "Decision",
    description: "Accepts or declines a referral that came from Microsoft.",
    shape: { type: "choice", labels: ["Accept", "Decline"], offset: 20 },
  },
  {
    purpose: "decline reason",
    name: "DeclineReason",
    label: "Decline reason",
    description: "Why the referral is declined.",
    shape: { type: "text", longest: 250 },
  },
  {
    purpose: "expires on",
    name: "ExpiresOn",
    label: "Expires on",
    description: "The day on which a referral that nobody accepts expires.",
    shape: { type: "date" },
  },
  {
    purpose: "sales stage",
    name: "SalesStage",
    label: "Co-sell sales stage",
    description: "Sales stage of the referral.",
    shape: {
      type: "choice",
      labels: ["Created", "Qualified", "Developed", "Proposed", "Negotiated", "Won"],
      offset: 30,
    },
  },
  {
    purpose: "campaign",
    name: "CampaignId",
    label: "Campaign",
    description: "Campaign that the referral came from.",
    shape: { type: "text", longest: 100 },
  },
  {
    purpose: "partner location",
    name: "PartnerLocation",
    label: "Partner location",
    description: "PartnerID of the location that the deal belongs to. Fixed once the deal is shared.",
    shape: { type: "text", longest: 20 },
  },
  {
    purpose: "notes to microsoft",
    name: "NotesToMicrosoft",
    label: "Notes to Microsoft",
    description: "What Microsoft's seller is told when help is asked. Fixed once it is asked.",
    shape: { type: "memo", longest: 2000 },
  },
  {
    purpose: "referral program",
    name: "ReferralProgram",
    label: "Referral Program",
    description: "Program of the referral in Partner Center.",
    shape: { type: "text", longest: 100 },
    knownFromConnector: { label: "Referral Program", name: "msft_microsoftpartnercenterreferralprogram" },
  },
  {
    purpose: "registration status",
    name: "RegistrationStatus",
    label: "Registration status",
    description: "How far the registration of the deal is.",
    shape: { type: "text", longest: 100 },
  },
] as const satisfies readonly Wanted[];

/** Which of them each table needs. A lead takes what its referral says, and carries no more than the link. */
export const TABLES: readonly { readonly table: CrmTableName; readonly purposes: readonly Purpose[] }[] = [
  { table: "opportunity", purposes: PURPOSES.map(({ purpose }) => purpose) },
  { table: "lead", purposes: ["referral identifier", "base"] },
];
