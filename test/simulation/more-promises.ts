import type { Referral } from "../../src/emulator/partner-center/referral.ts";
import type { Scene } from "./carry.ts";
import { SYNCED } from "./fields.ts";
import { everInForce, inForce, isLeftOut, lastInForce } from "./in-force.ts";
import { resultOf } from "./process.ts";
import type { Ended } from "./promises.ts";
import { isMicrosofts, isOurs } from "./sellers.ts";
import { COLUMNS } from "./spells.ts";
import { FIELD_NAMES, type Story } from "./story.ts";

type Row = Readonly<Record<string, unknown>>;

/** Whether Microsoft's referral waits for an answer as a lead. */
export function isLead(story: Story, { status, qualification }: Readonly<Referral>): boolean {
  const { more } = lastInForce(story);
  return more?.leads === true && status === "New" && qualification === "MarketingQualified";
}

/** Every referral that is a lead has one, and none is left open once its opportunity is there. */
export function checkLeads({ systems, witness, story }: Scene, { last }: Ended): void {
  if (!lastInForce(story).more?.leads) return;
  const waiting = waitingOf(last);
  const leads = systems.dataverse.rows("lead");
  const linked = new Set(systems.dataverse.rows("opportunity").map((row) => row.cosell_referralid));
  for (const referral of systems.partnerCenter.list()) {
    if (isLeftOut(lastInForce(story), referral)) continue;
    const own = leads.filter((lead) => lead.cosell_referralid === referral.id);
    const isWaiting = waiting.some((one) => one.referral === referral.id);
    if (own.length > 1) witness.report("creates once", `${referral.id} has ${own.length} leads`);
    const lacks = isLead(story, referral) && own.length === 0 && !linked.has(referral.id);
    if (lacks && !isWaiting) witness.report("agrees", `${referral.id} has no lead`);
    const isOpen = own.some((lead) => lead.statecode === 0) && linked.has(referral.id);
    // While the mapping has no leads, the opportunity is made beside it.
    if (isOpen && !isWaiting && everInForce(story).every(({ more }) => more?.leads))
      witness.report("agrees", `the lead of ${referral.id} is open, and it has an opportunity`);
  }
}

/** Each row that a run has made has its customer's account, where that was to be found or made, or it is said why not. */
export function checkAccounts({ systems, witness, story }: Scene, { last }: Ended): void {
  const { accounts = null } = lastInForce(story).more ?? {};
  if (accounts === null) return;
  // In no story are there several for one customer: where one may be made, there is one to be found, unless the row takes none.
  const waiting = waitingOf(last).filter(
    ({ fields, kind }) => accounts === "ask" || kind === "rejected" || !fields.includes("account"),
  );
  for (const row of systems.dataverse.rows("opportunity")) {
    if (row.statecode !== 0 || row.cosell_referralid === undefined) continue;
    if (waiting.some((one) => one.opportunity === row.opportunityid)) continue;
    if (!systems.dataverse.row("account", String(row._parentaccountid_value)))
      witness.report("agrees", `${String(row.opportunityid)} has no account`);
  }
}

/** What a seller wants is done, or he is told why not. */
export function checkWishes({ systems, witness, story }: Scene, { last }: Ended): void {
  const mapping = lastInForce(story);
  if (!mapping.more?.shares) return;
  const waiting = waitingOf(last);
  const referrals = systems.partnerCenter.list();
  for (const row of systems.dataverse.rows("opportunity")) {
    if (row.cosell_syncwithpartnercenter !== true || row.statecode !== 0) continue;
    // Whoever takes the identifier out of a row leaves open what is to become of it.
    if (witness.unlinkedRows.has(row.opportunityid)) continue;
    if (waiting.some((one) => one.opportunity === row.opportunityid)) continue;
    const ours = referrals.find(({ id }) => id === row.cosell_referralid);
    if (ours && isLeftOut(mapping, ours)) continue;
    if (!ours) witness.report("does what is wanted", `${String(row.opportunityid)} has no referral`);
    else if (wantsHelp(row, ours) && !referrals.some((one) => isMicrosofts(one) && isOf(one, ours)))
      witness.report("does what is wanted", `nobody asked Microsoft for help with ${ours.id}`);
  }
}

/**
 * A row that is open says that its deal is in step, or that it is not. What was in step before the mapping had a column for that is
 * not written for it, nor is a row from which something takes the base, as each writing sets that off again.
 */
export function checkTold({ systems, witness, story }: Scene, { last }: Ended): void {
  const mapping = lastInForce(story);
  if (!mapping.tellsSeller) return;
  const waiting = waitingOf(last);
  const referrals = systems.partnerCenter.list().filter((one) => !isLeftOut(mapping, one));
  for (const row of systems.dataverse.rows("opportunity")) {
    const ours = referrals.find(({ id }) => id === row.cosell_referralid);
    if (row.statecode !== 0 || !ours) continue;
    const entry = waiting.find((one) => one.referral === ours.id);
    const status = row.cosell_syncstatus;
    // A row that the CRM refuses (0x…) cannot be told either, and one that was never in step has said nothing before.
    const isSilent =
      entry?.kind === "lost base" || (entry?.kind === "rejected" && /\b0x8/.test(entry.reason));
    const isRight = entry
      ? isSilent || (status !== undefined && status !== SYNCED)
      : status === SYNCED || status === undefined;
    const what = entry ? `${entry.kind}: ${entry.reason}` : "nothing waits";
    if (!isRight) witness.report("agrees", `${ours.id} says ${String(status)}, and ${what}`);
  }
}

/** Longer than any run, and than clocks differ. */
const CLOCKS_DIFFER_MS = 5 * 60_000;

/** Each row that is open shows how Microsoft's referral of its deal stands, and that Microsoft may see it, or it is said why not. */
export function checkMicrosofts({ systems, witness, story, timeline }: Scene, { last }: Ended): void {
  const mapping = lastInForce(story);
  // What a CRM that was restored does not show any more comes with the next full read.
  const isRestored = story.writers?.some((one) => "job" in one && one.job.startsWith("restores"));
  if (!mapping.more?.shares || isRestored) return;
  const lag = story.systems.listLagMs + CLOCKS_DIFFER_MS;
  const waiting = waitingOf(last);
  const referrals = systems.partnerCenter.list();
  for (const ours of referrals.filter((one) => isOurs(one) && !isLeftOut(mapping, one))) {
    const row = systems.dataverse.rows("opportunity").find((one) => one.cosell_referralid === ours.id);
    if (row?.statecode !== 0 || waiting.some((one) => one.referral === ours.id)) continue;
    const theirs = referrals.filter((one) => isMicrosofts(one) && isOf(one, ours));
    // The last run may have begun before the list showed it.
    if (theirs.some((one) => Date.parse(one.updatedDateTime) + lag > timeline.now)) continue;
    const shown = theirs.map(({ status, substatus }) => `${status}/${substatus}`);
    if (shown.length > 0 && !shown.some((text) => text === row.cosell_microsoftstatus))
      witness.report(
        "agrees",
        `${ours.id} shows ${String(row.cosell_microsoftstatus)}, and Microsoft's is ${shown.join(", ")}`,
      );
    const isVisible = ours.consent.consentToShareReferralWithMicrosoftSellers;
    if (isVisible !== (row.cosell_visible ?? false))
      witness.report(
        "agrees",
        `${ours.id} visible to Microsoft: ${isVisible} and ${String(row.cosell_visible)}`,
      );
  }
}

/**
 * No run ends over a column that it may do without, and that was gone when it began. To share a deal takes what Partner Center
 * wants of each.
 */
export function checkSkipped({ witness, story }: Scene, { processes }: Ended): void {
  const spells = (story.spells ?? []).filter(({ what }) => what === "loses a column");
  for (const { name, end, said } of processes) {
    const number = Number(name.slice(3));
    const { fields } = inForce(story, number);
    const began = story.runs.find((run) => run.name === number)?.at ?? Number.POSITIVE_INFINITY;
    const lost = spells.flatMap((one) => (one.from <= began && "column" in one ? [one.column] : []));
    const why = (end && "error" in end && said.at(-1)) || "";
    const isOver = (column: string) => lost.some((one) => one === column) && why.includes(column);
    const field = FIELD_NAMES.find((one) => fields[one].ifMissing && isOver(COLUMNS[one]));
    if (field && !why.includes("share: "))
      witness.report("does what is wanted", `${name} ended over ${field}, which it may skip: ${why}`);
  }
}

function wantsHelp(row: Row, { status }: Readonly<Referral>): boolean {
  return row.cosell_help !== undefined && status === "Active";
}

function isOf(one: Readonly<Referral>, other: Readonly<Referral>): boolean {
  return one.engagementId === other.engagementId;
}

export function waitingOf(last: Ended["last"]) {
  return last ? (resultOf(last)?.waiting ?? []) : [];
}
