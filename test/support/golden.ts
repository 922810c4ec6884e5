import { OUR_ORGANIZATION } from "../../src/emulator/partner-center/referral.ts";
import { inOurWords } from "./connector.ts";
import type { Stage } from "./stage.ts";
import type { Told } from "./story.ts";

/** Ids of a story become their names again: `<name>`. */
export function named(text: string, ids: ReadonlyMap<string, string>): string {
  return [...ids].reduce((all, [name, id]) => all.replaceAll(id, `<${name}>`), text);
}

/** Where an emulated service happens to listen. */
const HOST = /127\.0\.0\.1:\d+/g;

/** Without what every run writes differently: times, hashes, etags, the end of its name and what follows from that. */
export function masked(text: string): string {
  return text
    .replaceAll(/\b20\d\d-\d\d-\d\dT[\d:.]+Z/g, "<time>")
    .replaceAll(/\b20\d\d-\d\d-\d\d \d\d:\d\d\b/g, "<time>")
    .replaceAll(/<the day in \d+ days> \d\d:\d\d\b/g, "<time>")
    .replaceAll(HOST, "<host>")
    .replaceAll(/audit\/\d{4}\/\d\d\/\d\d/g, "audit/<day>")
    .replaceAll(/\b(\d+-1-sync)-[0-9a-f]{8}\b/g, "$1")
    .replaceAll(/\bannotations\([0-9a-f-]{36}\)/g, "annotations(<note>)")
    .replaceAll(/\b[0-9a-f]{64}\b/g, "<sha256>")
    .replaceAll(/\b[0-9a-f]{40}\b/g, "<commit>")
    .replaceAll(/\b(expected|now) [0-9a-f]{12}\b/g, "$1 <digest>")
    .replaceAll(/[0-9a-f]{8}-0000-0800-0000-[0-9a-f]{12}/g, "<etag>")
    .replaceAll(/W\/(\\?")\d+(\\?")/g, "W/$1<version>$2");
}

/** What people read of each run: the job summary, and the errors of one that failed. */
export function summaries(told: readonly Told[]): string {
  return sections(told, ({ result: { exitCode, annotations, summary } }) => {
    if (exitCode === 0) return summary;
    const errors = annotations.filter(({ level }) => level === "error").map(({ message }) => message);
    return `${[`Exit code ${exitCode}`, ...errors, summary].join("\n\n").trimEnd()}\n`;
  });
}

/** What each run asked of each system, sorted: requests overlap, so their order means nothing. */
export function requests(told: readonly Told[]): string {
  return sections(told, ({ requests: entries }) => {
    const bySystem = Object.groupBy(entries, ({ system }) => system);
    const lines = Object.keys(bySystem)
      .sort()
      .flatMap((system) => {
        const own = bySystem[system as keyof typeof bySystem] ?? [];
        const calls = own.map(({ method, path, status }) => `${method} ${withoutQuery(path)} ${status}`);
        return calls.sort().map((call) => `${system} ${call}`);
      });
    return `${lines.join("\n")}\n`;
  });
}

function withoutQuery(path: string): string {
  return path.split("?")[0]?.replace(/^\/[0-9a-f-]{36}\/oauth2/, "/<tenant>/oauth2") ?? "";
}

function sections(told: readonly Told[], text: (one: Told) => string): string {
  return told.map((one, index) => `# Run ${index + 1}: ${one.command}\n\n${text(one)}`).join("\n");
}

/** The mapped fields of both sides at the end, side by side, and rows that nothing is linked to. */
export function sides({ emulator: { partnerCenter, dataverse } }: Stage): string {
  const rows = dataverse.rows("opportunity").map(inOurWords);
  const accounts = dataverse.rows("account");
  // Few stories have to do with users.
  const hasOwners = dataverse.rows("systemuser").length > SEEDED_USERS;
  const accountOf = (row: ReturnType<Dataverse["row"]>) =>
    accounts.find((account) => account.accountid === row?._parentaccountid_value)?.name;
  const linked = partnerCenter.list().map((referral) => {
    const { details, inviteContext } = referral;
    const row = rows.find((one) => one.cosell_referralid === referral.id);
    const state = row && [row.statecode, row.statuscode].join("/");
    return block(`referral ${referral.id} · opportunity ${String(row?.opportunityid ?? "none")}`, [
      ["name", referral.name, row?.name],
      ["deal value", details.dealValue, row?.estimatedvalue],
      ["currency", details.currency, currencyOf(dataverse, row)],
      ["close date", details.closingDateTime, row?.estimatedclosedate],
      ["notes", details.notes, row?.description],
      ["status", `${referral.status}/${referral.substatus}`, state],
      ["solutions", details.requirements.solutions.map(({ id }) => id).join(", "), row?.cosell_products],
      ["help needed", inviteContext.assistanceRequestCode, row?.cosell_help],
      ...whereGiven([
        ["sales stage", referral.salesStage, row?.cosell_salesstage],
        ["team", referral.team.map(({ email }) => email).join(", "), row?.cosell_team],
        ["campaign", referral.campaignId, row?.cosell_campaignid],
        ["program", referral.referralProgram, row?.cosell_referralprogram],
        ...unlike(OUR_ORGANIZATION.mpnId, ["location", referral.mpnId, row?.cosell_partnerlocation]),
        ...unlike("None", ["registered", referral.registrationStatus, row?.cosell_registrationstatus]),
        ["told", referral.inviteContext.notes, row?.cosell_notestomicrosoft],
        ["reason", referral.statusReason, row?.cosell_declinereason],
        ["decision", null, row?.cosell_decision],
        ["expires on", referral.expirationDateTime, row?.cosell_expireson],
        ["in words", null, row?.cosell_referralstatus],
        ["microsoft", null, row?.cosell_microsoftstatus],
        ["  notes", null, row?.cosell_microsoftnotes],
        ["  CRM id", referral.trackingInfo.microsoftMsxId, row?.cosell_microsoftcrmid],
      ]),
      ...(row?._originatingleadid_value === undefined
        ? []
        : [["lead", "–", row._originatingleadid_value] as const]),
      ...(hasOwners ? [["owner", null, row?._ownerid_value] as const] : []),
      // Few stories have to do with accounts.
      ...(accounts.length === 0 ? [] : [["account", referral.customerProfile.name, accountOf(row)] as const]),
    ]);
  });
  const alone = rows
    .filter((row) => row.cosell_referralid === undefined)
    .map((row) => `opportunity ${String(row.opportunityid)}, not linked: ${String(row.name)}\n`);
  const leads = dataverse.rows("lead").map((lead) => `lead ${String(lead.leadid)}: ${summaryOfLead(lead)}\n`);
  const customers = accounts.map(
    (account) => `account ${String(account.accountid)}: ${summaryOf(account)}\n`,
  );
  return [...linked, ...alone, ...customers.sort(), ...leads.sort()].join("\n");
}

/** The application user, and somebody in sales. */
const SEEDED_USERS = 2;

const ADDRESS = [
  "address1_line1",
  "address1_city",
  "address1_stateorprovince",
  "address1_postalcode",
  "address1_country",
];

function summaryOf(account: Readonly<Record<string, unknown>>): string {
  return [account.name, ...ADDRESS.map((column) => account[column])]
    .filter((value) => value !== undefined)
    .join(", ");
}

function summaryOfLead(lead: Readonly<Record<string, unknown>>): string {
  const { subject, companyname, lastname, statecode, statuscode } = lead;
  return [subject, companyname, lastname, `state ${String(statecode)}/${String(statuscode)}`]
    .filter((value) => value !== undefined)
    .join(", ");
}

type Field = readonly [name: string, referral: unknown, row: unknown];

/** Most deals have none of these. */
function whereGiven(fields: readonly Field[]): Field[] {
  return fields.filter(([, ...values]) => values.some((value) => (value ?? "") !== ""));
}

/** What nearly every referral has is worth no line. */
function unlike(usual: string, field: Field): Field[] {
  const [, ...values] = field;
  return values.every((value) => value === usual || value === undefined) ? [] : [field];
}

type Dataverse = Stage["emulator"]["dataverse"];

function currencyOf(dataverse: Dataverse, row: ReturnType<Dataverse["row"]>): unknown {
  const id = row?._transactioncurrencyid_value;
  return typeof id === "string" ? dataverse.row("transactioncurrency", id)?.isocurrencycode : undefined;
}

function block(title: string, fields: readonly Field[]): string {
  const show = (value: unknown) =>
    value === undefined || value === null || value === "" ? "–" : String(value);
  const lines = fields.map(([name, referral, row]) => `  ${name.padEnd(12)}${show(referral)} | ${show(row)}`);
  return `${title}\n${lines.join("\n")}\n`;
}

const SYNC_STATES = ["Synced", "Waiting", "Conflict", "Needs attention"];

/** What a seller reads on each row: sync status, its reason, what was synced last, and the notes. */
export function sellerViews({ emulator: { dataverse } }: Stage): string {
  const rows = dataverse.rows("opportunity").map(inOurWords);
  return rows.map((row) => sellerView(dataverse, row)).join("\n");
}

function sellerView(dataverse: Dataverse, row: NonNullable<ReturnType<Dataverse["row"]>>): string {
  const state = SYNC_STATES[Number(row.cosell_syncstatus) - 727_000_010] ?? "–";
  const reason = row.cosell_syncreason ? `: ${String(row.cosell_syncreason)}` : "";
  const audit = String(row.cosell_audit ?? "–")
    .replaceAll(/^\S+ \S+ UTC/gm, "<time>")
    .replaceAll(HOST, "<host>")
    .split("\n");
  const notes = dataverse
    .rows("annotation")
    .filter((note) => note._objectid_value === row.opportunityid)
    .flatMap((note) =>
      [String(note.subject), ...String(note.notetext).split("\n")].map((line) => `  note  ${line}\n`),
    );
  const title = `opportunity ${String(row.opportunityid)}: ${state}${reason}\n`;
  return [title, ...audit.map((line) => `  audit ${line}\n`), ...notes].join("");
}
