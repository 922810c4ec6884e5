import type { ColumnShape, CrmColumn, NewColumn } from "../model/crm.ts";

/** The meaning of a column, whatever it is called in one CRM or another. */
export type Purpose = (typeof PURPOSES)[number]["purpose"];

interface Wanted {
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
   * "Custom fields"), which names it by this label. Its logical name is not published.
   */
  readonly knownFromConnector?: true;
}

export const HELP_LABELS = [
  "Workload specific value proposition",
  "Customer technical architecture",
  "Proof of concept or demo",
  "Quotes or licensing",
  "Post sales customer success",
  "General or other",
] as const;

/** What the opportunity table needs, in the order in which it is created and documented. */
export const PURPOSES = [
  {
    purpose: "referral identifier",
    name: "ReferralId",
    label: "Referral Identifier",
    description: "Identifier of the referral in Partner Center. Written by the sync; do not edit.",
    shape: { type: "text", longest: 100 },
    enough: 36,
    knownFromConnector: true,
  },
  {
    purpose: "base",
    name: "Base",
    label: "Synchronised values",
    description: "What both sides agreed on at the last sync. Keep it off the forms.",
    shape: { type: "memo", longest: 1_048_576 },
    enough: 100_000,
  },
  {
    purpose: "referral link",
    name: "ReferralLink",
    label: "Referral Link",
    description: "Opens the referral in Partner Center.",
    shape: { type: "url", longest: 255 },
    enough: 100,
    knownFromConnector: true,
  },
  {
    purpose: "share",
    name: "SyncWithPartnerCenter",
    label: "Sync with Partner Center",
    description: "Yes: the deal is, or is to be, a referral in Partner Center.",
    shape: { type: "yes/no" },
    knownFromConnector: true,
  },
  {
    purpose: "help",
    name: "Help",
    label: "How can Microsoft help?",
    description: "A value asks a Microsoft seller to help with the deal.",
    shape: { type: "choice", labels: HELP_LABELS, offset: 0 },
    knownFromConnector: true,
  },
  {
    purpose: "products",
    name: "Products",
    label: "Products",
    description: "Identifiers of the solutions of the deal, separated by commas.",
    shape: { type: "memo", longest: 4000 },
    enough: 255,
    knownFromConnector: true,
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
    shape: { type: "text", longest: 400 },
  },
  {
    purpose: "audit",
    name: "Audit",
    label: "Audit",
    description: "What the sync did to this deal, newest first.",
    shape: { type: "memo", longest: 100_000 },
    enough: 2000,
    knownFromConnector: true,
  },
  {
    purpose: "microsoft crm id",
    name: "MicrosoftCrmId",
    label: "Microsoft CRM Identifier",
    description: "Identifier of the deal in Microsoft's own CRM, once Microsoft has accepted it.",
    shape: { type: "text", longest: 100 },
    enough: 36,
    knownFromConnector: true,
  },
  {
    purpose: "microsoft status",
    name: "MicrosoftStatus",
    label: "Microsoft status",
    description: "How far Microsoft's own side of the deal is.",
    shape: { type: "text", longest: 400 },
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
    shape: { type: "text", longest: 20 },
  },
  {
    purpose: "campaign",
    name: "CampaignId",
    label: "Campaign",
    description: "Campaign that the referral came from.",
    shape: { type: "text", longest: 100 },
  },
] as const satisfies readonly Wanted[];

/** Prefix of Microsoft's own publisher. */
const CONNECTOR_PREFIX = "msft_";

/**
 * The column that serves a purpose: ours by its name, else the one of Microsoft's connector by its label, so
 * that sellers keep the field they know, and links made by the connector stay.
 */
export function columnFor(
  purpose: Purpose,
  prefix: string,
  columns: readonly CrmColumn[],
): CrmColumn | undefined {
  const wanted = wantedFor(purpose);
  const name = logicalName(prefix, wanted);
  const own = columns.find((column) => column.name === name);
  if (own || !wanted.knownFromConnector) return own;
  return connectorColumns(columns).find((column) => labelOf(column) === wanted.label.toLowerCase());
}

/** What Microsoft's connector has added. Its labels are documented, its logical names are not. */
export function connectorColumns(columns: readonly CrmColumn[]): CrmColumn[] {
  const labels: readonly string[] = PURPOSES.filter((one) => "knownFromConnector" in one).map(({ label }) =>
    label.toLowerCase(),
  );
  return columns.filter(
    (column) => column.name.startsWith(CONNECTOR_PREFIX) && labels.includes(labelOf(column)),
  );
}

function labelOf({ label }: CrmColumn): string {
  return label.trim().toLowerCase();
}

export function nameFor(purpose: Purpose, prefix: string): string {
  return logicalName(prefix, wantedFor(purpose));
}

/** What to create when nothing serves the purpose. `optionPrefix` is the publisher's. */
export function newColumn(purpose: Purpose, prefix: string, optionPrefix: number): NewColumn {
  const { name, label, description, shape } = wantedFor(purpose);
  return {
    schemaName: `${prefix}_${name}`,
    label,
    description,
    shape: shape.type === "choice" ? { type: "choice", options: optionsOf(shape, optionPrefix) } : shape,
  };
}

const TYPES: Readonly<Record<ColumnShape["type"], readonly string[]>> = {
  text: ["String", "Memo"],
  url: ["String"],
  memo: ["Memo", "String"],
  "yes/no": ["Boolean"],
  date: ["DateTime"],
  choice: ["Picklist"],
};

/** Why a column cannot serve a purpose, or `null` when it can. */
export function misfit(purpose: Purpose, column: CrmColumn): string | null {
  const { shape, enough } = wantedFor(purpose);
  const types = purpose === "referral identifier" ? ["String"] : TYPES[shape.type];
  if (!types.includes(column.type)) {
    return `is of the type ${column.type}; ${shape.type} (${types.join(" or ")}) is needed`;
  }
  if (column.isSecured) return "has column-level security, so that its value can be hidden from the sync";
  const needed = enough ?? ("longest" in shape ? shape.longest : 0);
  if (column.longest !== null && column.longest < needed) {
    return `holds ${column.longest} characters; ${needed} are needed`;
  }
  return null;
}

function wantedFor(purpose: Purpose): Wanted {
  const wanted = PURPOSES.find((one) => one.purpose === purpose);
  if (!wanted) throw new Error(`no column is wanted for ${purpose}`);
  return wanted;
}

function logicalName(prefix: string, { name }: Wanted): string {
  return `${prefix}_${name}`.toLowerCase();
}

/** A publisher's option values are its five digits and four of their own. */
function optionsOf(shape: { labels: readonly string[]; offset: number }, optionPrefix: number) {
  const first = optionPrefix * 10_000 + shape.offset;
  return shape.labels.map((label, index) => ({ value: first + index, label, state: null }));
}
