import type { CrmColumn, CrmKey, CrmTable, Duplicate } from "../model/crm.ts";
import type { DriftFound, Finding, ReferralsFound } from "../model/doctor.ts";
import { minuteOf } from "../model/readable.ts";
import { connectorColumns, MADE_AGAIN, misfit } from "../provision/columns.ts";
import { CLEAR_DUPLICATES, duplicatesText } from "../provision/duplicates.ts";
import { failed, ok, warning } from "./finding.ts";
import type { Sections } from "./privileges.ts";

/** What of a mapping the CRM has to have. */
export interface Expected extends ExpectedColumns, Sections {
  /** Of the lead table; `null` where the mapping makes no leads. */
  readonly leads: { readonly rows: ExpectedColumns } | null;
}

interface ExpectedColumns {
  /** Names as they are read: `name`, `_transactioncurrencyid_value`. */
  readonly columns: readonly string[];
  readonly referralIdColumn: string;
  readonly baseColumn: string;
}

const RUN_SETUP = "Run setup, which creates what is missing.";

interface Tables {
  readonly expected: Expected;
  readonly drift: DriftFound;
  readonly opportunity: CrmTable;
  readonly lead: CrmTable | null;
}

export function judgeTables({ expected, drift, opportunity, lead }: Tables): Finding {
  if (drift.problems.length > 0) {
    const isMissing =
      lacksColumn(opportunity, expected) ||
      (lead && expected.leads && lacksColumn(lead, expected.leads.rows));
    const first = isMissing ? "Run setup, which creates missing columns. For the rest, correct" : "Correct";
    const again = isMissing ? ` ${MADE_AGAIN}` : "";
    return failed(drift.problems.join("; "), `${first} the mapping, or what it names in the CRM.${again}`);
  }
  const own = lookAt(opportunity, expected, "");
  const ofLeads = lead && expected.leads ? lookAt(lead, expected.leads.rows, " of leads") : NOTHING;
  const problems = [...own.problems, ...ofLeads.problems];
  const anew = "Create a new column under another name, and name that one in the mapping.";
  if (problems.length > 0) return failed(problems.join("; "), anew);
  const secured = [...own.secured, ...ofLeads.secured];
  if (secured.length > 0)
    return warning(`columns with column-level security: ${secured.join(", ")}`, OF_SECURED);
  if (drift.leftOut.length > 0) {
    const fix = `Add to the CRM what these fields lack, or take them out of the mapping. ${MADE_AGAIN}`;
    return warning(`left out of every sync: ${drift.leftOut.join("; ")}`, fix);
  }
  return ok(`all ${own.count + ofLeads.count} columns of the mapping`);
}

/** Without a profile such a column is blank to a sync, without a word; with one, the sync takes its value elsewhere. */
const OF_SECURED =
  "Let the application user read and update them by a field security profile. If not everybody who sees the row may know their values, take them out of the mapping: a sync copies values into the base column, and may put them into notes and into what sellers read.";

function lacksColumn({ columns }: CrmTable, expected: ExpectedColumns): boolean {
  const known = new Set(columns.map(({ name }) => name));
  return expected.columns.some((name) => !known.has(logicalName(name)));
}

const NOTHING = { count: 0, problems: [], secured: [] };

function lookAt(table: CrmTable, expected: ExpectedColumns, where: string) {
  const names = expected.columns.map(logicalName);
  const known = new Map(table.columns.map((column) => [column.name, column]));
  const problems = names.flatMap((name) => {
    const reason = problemWith(known.get(name), expected);
    return reason === null ? [] : [`${name}${where} ${reason}`];
  });
  const secured = names.filter((name) => known.get(name)?.isSecured).map((name) => `${name}${where}`);
  return { count: names.length, problems, secured };
}

/** Our own two columns have to hold enough; of any other the mapping's author knows what it is for. */
function problemWith(column: CrmColumn | undefined, expected: ExpectedColumns): string | null {
  if (!column) return null;
  if (column.name === expected.referralIdColumn) return misfit("referral identifier", column);
  if (column.name === expected.baseColumn) return misfit("base", column);
  return null;
}

/** What a line has room for. */
const MOST_NAMED = 2;

/** @param found What more than one opportunity has in the column, where its index could not be built. */
export function judgeKey(key: CrmKey | undefined, column: string, found: readonly Duplicate[]): Finding {
  if (!key) return failed(`there is no alternate key on ${column}`, RUN_SETUP);
  if (key.status === "Active") return ok(key.name);
  if (key.status === "Failed") {
    const same =
      found.length > 0
        ? duplicatesText(found, MOST_NAMED)
        : `most likely two rows have the same value in ${column}`;
    return failed(`the index of ${key.name} could not be built: ${same}`, CLEAR_DUPLICATES);
  }
  return warning(`the index of ${key.name} is ${key.status}`, "Wait a few minutes, then look again.");
}

export function judgeTracking({ tracksChanges }: CrmTable): Finding {
  if (tracksChanges) return ok("on");
  return warning(
    "off: runs read by modification time, and miss rows whose time was set back",
    "Run setup, which turns it on.",
  );
}

/** Every update names its version, so that nothing is overwritten unseen: without this, each is refused (0x8006088D). */
export function judgeVersions({ comparesVersions }: CrmTable): Finding {
  if (comparesVersions) return ok("compared");
  return failed(
    "the opportunity table does not compare versions (IsOptimisticConcurrencyEnabled), so the CRM refuses every update",
    "Turn on optimistic concurrency for the table; if that is not possible, ask Microsoft's support.",
  );
}

/**
 * @param drift `null` when there is no mapping to hold against the CRM.
 * @param seen `null` when Partner Center could not be asked.
 */
export function judgeConnector(
  { columns }: CrmTable,
  drift: DriftFound | null,
  seen: Pick<ReferralsFound, "listed" | "byOtherTools"> | null,
): Finding {
  const links = drift?.otherLinks ?? [];
  if (links.length > 0) return failed(links.join("; "), ADOPT_LINKS);
  const [first, ...others] = connectorColumns(columns);
  if (!first) return ok("not installed");
  const more = others.length > 0 ? ` and ${others.length} more columns` : "";
  return warning(
    `installed (${first.name}${more})${seen && seen.listed > 0 ? `; ${marksText(seen)}` : ""}`,
    "Make sure that its flows are turned off, the scheduled one too: two connectors overwrite each other. docs/moving-from-the-connector.md has the order of steps.",
  );
}

/** As far as Partner Center says who has written a referral. */
function marksText({ listed, byOtherTools }: Pick<ReferralsFound, "listed" | "byOtherTools">): string {
  const [last] = byOtherTools.toSorted().toReversed();
  const newest = `${listed} newest referrals (lastModifiedVia)`;
  if (last === undefined) return `no mark of another tool on the ${newest}`;
  return `another tool has written ${byOtherTools.length} of the ${newest}, and the last change of these was at ${minuteOf(last)}`;
}

const ADOPT_LINKS =
  "Name that column as the referral identifier in the mapping, as init does where it finds the connector. docs/moving-from-the-connector.md has the order of steps.";

/** @param used Currencies of the newest referrals, or `null` when they could not be read. */
export function judgeCurrencies(codes: readonly string[], used: readonly string[] | null): Finding {
  const missing = (used ?? []).filter((code) => !codes.includes(code));
  if (missing.length === 0) return ok(codes.join(", "));
  return warning(
    `referrals are in ${missing.join(", ")}, which the CRM does not have`,
    "Add these currencies in the CRM's settings. Deals in them wait until then.",
  );
}

/** A lookup is called `_parentaccountid_value` in an answer and `parentaccountid` in the metadata. */
function logicalName(property: string): string {
  return /^_(\w+)_value$/.exec(property)?.[1] ?? property;
}
