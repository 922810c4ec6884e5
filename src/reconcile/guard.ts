import { RefusalError } from "../errors.ts";
import type { Plan } from "../model/plan.ts";

export interface Limits {
  /** Most records that one run may write. */
  readonly maxChanges: number;
  /** Most links that one run may update, as a share of those known, 0 to 1. */
  readonly maxChangeShare: number;
  /** Digest of the plan that was reviewed, or `null` when any plan will do. */
  readonly expectedDigest: string | null;
}

/** Below this many updates a share says nothing: two of three links is an ordinary morning. */
const SHARE_COUNTS_FROM = 10;

/**
 * Refuses a plan that looks like an accident. Nothing has been written yet.
 *
 * @param linked How many links were known before this run.
 * @throws RefusalError with the numbers and the input that lets the plan through.
 */
export function guard(plan: Plan, digest: string, linked: number, limits: Limits): void {
  if (limits.expectedDigest !== null && limits.expectedDigest !== digest) {
    throw new RefusalError(
      `The plan is not the one that was reviewed: expected ${limits.expectedDigest.slice(0, 12)}, now ${digest.slice(0, 12)}. Nothing was written.`,
      "The records or the mapping changed in between. Review the new plan and pass its digest as expected-plan-digest.",
    );
  }
  // Somebody has seen exactly this plan: the limits are there for plans that nobody looked at.
  if (limits.expectedDigest !== null) return;
  guardCount(plan, limits);
  guardShare(plan, linked, limits);
}

function guardCount(plan: Plan, { maxChanges }: Limits): void {
  const records = new Set(plan.changes.map(({ side, link, row }) => `${side}/${row?.id ?? link.referral}`));
  if (records.size <= maxChanges) return;
  const creates = plan.changes.filter((change) => change.action === "create").length;
  throw new RefusalError(
    `The plan writes ${records.size} records (${creates} of them new), more than max-changes allows (${maxChanges}). Nothing was written.`,
    `Look at the plan with command: plan. If it is right, run once with max-changes: ${records.size}, or with its digest as expected-plan-digest.`,
  );
}

function guardShare(plan: Plan, linked: number, { maxChangeShare }: Limits): void {
  // Only real changes count: writing down a base for the first time changes nothing that anybody sees.
  const updated = plan.changes.filter(
    (change) => ["update", "close"].includes(change.action) && change.fields.length > 0,
  );
  const links = new Set(updated.map((change) => change.link.referral));
  const share = linked === 0 ? 1 : Math.min(1, links.size / linked);
  if (links.size < SHARE_COUNTS_FROM || share <= maxChangeShare) return;
  throw new RefusalError(
    `The plan changes ${links.size} of ${linked} linked deals (${percent(share)}), more than max-change-share allows (${percent(maxChangeShare)}). Nothing was written.`,
    `A wrong mapping or a clock that jumped looks like this. Look at the plan with command: plan. If it is right, run once with max-change-share: ${Math.ceil(share * 100) / 100}, or with its digest as expected-plan-digest.`,
  );
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

/** What came back of the deals that are linked; `null` of a side that was not read in full. */
export interface Returned {
  /** Rows with a referral identifier. */
  readonly rows: number | null;
  /** Referrals that are ours to sync. */
  readonly referrals: number | null;
}

/**
 * Refuses to go on from a full read in which one side came back empty although links are known: a filter, a
 * missing role or a wrong environment looks like this, and absence from a list is never evidence.
 */
export function guardReads(linkedBefore: number, { rows, referrals }: Returned): void {
  if (rows === 0 && linkedBefore > 0) {
    throw new RefusalError(
      `None of the ${linkedBefore} linked opportunities came back from Dataverse. Nothing was written.`,
      "Check dataverse-url and the role of the application user. If the CRM was really emptied, delete the state branch to begin again.",
    );
  }
  const linked = rows ?? linkedBefore;
  if (referrals === 0 && linked > 0) {
    throw new RefusalError(
      `Partner Center shows not one referral, although ${linked} opportunities are linked to one. Nothing was written.`,
      "Check that tenant-id is the one of the Partner Center account, and that the signed-in user has the role Referrals admin. If these deals belong to another account, clear their referral identifier in the CRM.",
    );
  }
}
