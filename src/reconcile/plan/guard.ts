import { RefusalError } from "../../errors.ts";
import type { Field } from "../../mapping/mapping.ts";
import type { LeftDeals, Plan, PlanSize } from "../../model/plan.ts";
import { shortHash } from "../../model/readable.ts";
import { SIDE_NAMES } from "../../model/record.ts";
import type { Allowance } from "../../model/state.ts";
import { type Emptied, emptiedFields } from "./emptied.ts";
import { sizeOf, sizeOfPlan } from "./size.ts";

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
/** A list lags behind what was made: of the first few deals it may well show none. */
const LISTED_FROM = 10;

/**
 * Refuses a plan that looks like an accident. Nothing has been written yet.
 *
 * @returns What the run is let through with, and may leave to the next: this plan; or the rest of an earlier one, where
 *   it only fits beside that or goes by its digest, so that what came in addition is not let through for ever.
 * @throws RefusalError with the numbers and the input that lets the plan through.
 */
export function guard(
  plan: Plan,
  { digest, mapping }: { readonly digest: string; readonly mapping: string },
  limits: Limits,
  { linked, accepted, fields }: Known,
): Allowance {
  const isRest = accepted !== null && accepted.plan === limits.expectedDigest;
  if (limits.expectedDigest !== null && limits.expectedDigest !== digest && !isRest) {
    throw new RefusalError(
      `The plan is not the one that was reviewed: expected ${shortHash(limits.expectedDigest)}, now ${shortHash(digest)}.`,
      "The records, the mapping or the version of the action changed in between. Review the new plan and pass its digest as expected-plan-digest.",
    );
  }
  const size = sizeOfPlan(plan);
  const own = { mapping, plan: digest, whole: size, ...size };
  // Somebody has seen exactly this plan: the limits are there for plans that nobody looked at.
  if (limits.expectedDigest !== null && !isRest) return own;
  const isTooLarge = {
    records: (records: number) => records > limits.maxChanges,
    deals: (deals: number) => isLargeShare(deals, linked, limits.maxChangeShare),
  };
  // What is left of a plan that was let through has been seen, and who allows every share has said so.
  const emptied = accepted || limits.maxChangeShare === 1 ? [] : emptiedFields(plan, fields);
  const isLarge = isTooLarge.records(size.records) || isTooLarge.deals(size.deals);
  if (!isLarge && emptied.length === 0) return isRest ? accepted : own;
  const beside = (what: keyof PlanSize) =>
    accepted && isTooLarge[what](accepted.whole[what]) ? accepted[what] : 0;
  // What later runs may write was let through with the rest, so that this one is measured by what it writes itself.
  const { records } = beside("records") > 0 ? sizeOf(plan.changes) : size;
  const excesses = [
    ...(isTooLarge.records(records - beside("records"))
      ? [tooManyRecords(plan, size, limits, beside("records"))]
      : []),
    ...(isTooLarge.deals(size.deals - beside("deals")) ? [tooManyDeals(plan, size, limits, linked)] : []),
    ...emptied.map(emptiesField),
  ];
  if (excesses.length > 0) throw refused(excesses);
  return accepted ?? own;
}

/** What a plan is measured against. */
export interface Known {
  /** How many links in the mapping's scope were known before this run. */
  readonly linked: number;
  /** What an earlier plan, made with the same mapping and let through, has left. */
  readonly accepted: Allowance | null;
  /** Those of the mapping. */
  readonly fields: readonly Field[];
}

/** A limit that a plan exceeds. */
interface Excess {
  readonly what: string;
  /** What looks like this, besides a plan that is right. */
  readonly suspicion?: string;
  /** The input that lets it through, and with what. */
  readonly input: "max-changes" | "max-change-share";
  readonly least: number;
}

/** Of all limits at once: whoever follows it is not refused again. */
function refused(excesses: readonly Excess[]): RefusalError {
  const whats = excesses.map(({ what }) => what).join(", and ");
  const suspicions = excesses.map(({ suspicion = "" }) => suspicion).join("");
  const inputs = [...Map.groupBy(excesses, ({ input }) => input)].map(
    ([input, own]) => `${input}: ${Math.max(...own.map(({ least }) => least))}`,
  );
  return new RefusalError(
    `The plan ${whats}.`,
    `${suspicions}Look at the plan, in the summary. If it is right, run once with ${inputs.join(" and ")}, or with its digest as expected-plan-digest.`,
  );
}

function tooManyRecords(plan: Plan, { records }: PlanSize, { maxChanges }: Limits, beside: number): Excess {
  const creates = plan.changes.filter((change) => change.action === "create").length;
  const { later } = plan;
  const rest = later
    ? `, and up to ${later.size.records} for ${leftDeals(later)} that later runs take up`
    : "";
  const before = beside > 0 ? ` beside the ${beside} that an earlier run was let through with` : "";
  return {
    what: `writes ${records} records (${creates} of them new${rest}), more than max-changes allows (${maxChanges})${before}`,
    input: "max-changes",
    least: records,
  };
}

function leftDeals({ newDeals, linkedDeals }: LeftDeals): string {
  const both = [
    newDeals > 0 ? `${newDeals} new deals` : "",
    linkedDeals > 0 ? `${linkedDeals} linked deals` : "",
  ];
  return both.filter((text) => text !== "").join(" and ");
}

function tooManyDeals(
  { later }: Plan,
  { deals }: PlanSize,
  { maxChangeShare }: Limits,
  linked: number,
): Excess {
  const share = shareOf(deals, linked);
  const inLaterRuns = later?.size.deals ?? 0;
  const rest = inLaterRuns > 0 ? `; up to ${inLaterRuns} of them in later runs` : "";
  return {
    what: `changes ${deals} of ${linked} linked deals (${percent(share)}${rest}), more than max-change-share allows (${percent(maxChangeShare)})`,
    suspicion: "A wrong mapping or a wrong clock looks like this. ",
    input: "max-change-share",
    least: Math.ceil(share * 100) / 100,
  };
}

function emptiesField({ field, side, deals }: Emptied): Excess {
  return {
    what: `empties ${field} of ${deals} deals in ${SIDE_NAMES[side]}, and fills or changes it in fewer`,
    suspicion: "An import that has emptied a column looks like this. ",
    input: "max-change-share",
    least: 1,
  };
}

/** Whether so many deals are more than a run may update of those that are linked. */
export function isLargeShare(deals: number, linked: number, most: number): boolean {
  return deals >= SHARE_COUNTS_FROM && shareOf(deals, linked) > most;
}

function shareOf(deals: number, linked: number): number {
  return linked === 0 ? 1 : Math.min(1, deals / linked);
}

function percent(share: number): string {
  return `${Math.round(share * 1000) / 10} %`;
}

/**
 * How many deals that a system has refused a run tries again: so few that they leave most of the limits to what people do.
 * A deal is up to five records.
 */
export function mostAgain({ maxChanges, maxChangeShare }: Limits, linked: number): number {
  const ofShare = Math.max(SHARE_COUNTS_FROM, linked * maxChangeShare) / 2;
  return Math.max(1, Math.floor(Math.min(maxChanges / 5, ofShare)));
}

/** What came back of the deals that are linked; `null` of a side that was not read in full. */
export interface Returned {
  /** Rows in the mapping's scope with a referral identifier. */
  readonly rows: number | null;
  /** Rows out of it with one, which may be another account's. */
  readonly others: number;
  /** Referrals that are ours to sync. */
  readonly referrals: number | null;
}

/**
 * Refuses to go on from a full read in which one side came back empty although links are known: a filter, a
 * missing role or a wrong environment looks like this, and absence from a list is never evidence.
 */
export function guardReads(linkedBefore: number, { rows, others, referrals }: Returned): void {
  if (rows === 0 && others === 0 && linkedBefore > 0) {
    throw new RefusalError(
      `None of the ${linkedBefore} linked opportunities came back from Dataverse.`,
      "Check dataverse-url and the role of the application user. If the CRM was really emptied, run resync, and then sync.",
    );
  }
  const linked = rows ?? linkedBefore;
  if (referrals === 0 && linked >= LISTED_FROM) {
    throw new RefusalError(
      `Partner Center shows not one referral, although ${linked} opportunities are linked to one.`,
      "Check that tenant-id is the one of the Partner Center account, and that the signed-in user has the role Referrals admin. If these deals belong to another account, say by scope > opportunities in the mapping which are of this one (docs/connections.md), or clear their referral identifier in the CRM.",
    );
  }
}
