import { type ChangeOutcome, type Conflict, type Held, isUndecided, type Merge } from "../../model/plan.ts";
import { isProvisional } from "../../model/provisional.ts";
import type { Side } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import { approvalText } from "../merge/approval.ts";
import { isFinal, wereClosed } from "../record/ended.ts";
import { expiryAfter, isExpiring, nextLook } from "../record/expiry.ts";
import { twinIn } from "../share/twins.ts";
import { isRefusedAnswer, mayAnswerAlone } from "../write/answer-first.ts";
import { forgottenAgain } from "../write/lost-base.ts";
import { notedAfter } from "../write/noted.ts";
import { refusedAfter } from "../write/rejection.ts";
import { untoldAfter } from "../write/untold.ts";

/** What waits, before it is known for how long. */
export interface Draft extends Omit<Waiting, "tries" | "firstAt" | "nextAt"> {
  /** When to look again at the latest, whatever it waits for. */
  readonly lookAt: string | null;
  /** What fixes it may bring neither side into a listing. */
  readonly elsewhere?: boolean;
  /** Nothing of what was refused was tried again: it waits as long as it would have. */
  readonly goesOn?: boolean;
}

/** One that waits, with nothing known of it yet. */
export function blank(referral: string, opportunity: string | null) {
  return {
    referral,
    opportunity,
    fields: [],
    awaits: [],
    lookAt: null,
    etags: { referral: null, opportunity: null },
  };
}

/** The most pressing reason why this pair is not in step, or `null` when it is. */
export function whyWaiting(
  merge: Merge,
  own: readonly ChangeOutcome[],
  { before, now }: { readonly before: Waiting | undefined; readonly now: string },
): Draft | null {
  const expiry = expiryAfter(merge);
  const untilExpiry = expiry && nextLook(expiry, now);
  const isNext = merge.held.some((one) => one.awaits === "next run");
  const entry = { ...standOf(merge, own), lookAt: isNext ? now : untilExpiry };
  const awaits = merge.held.filter((one) => one.awaits === "approval").map(approvalText);
  const refused = refusedAfter(merge, own);
  const again = forgottenAgain(merge, own, { before: before?.lost, now });
  const failed = own.find((one) => one.outcome !== "applied");
  if (failed) {
    // Where an answer is refused, nothing follows it.
    const atTheLatest = isRefusedAnswer(failed) ? untilExpiry : entry.lookAt;
    return {
      ...entry,
      lookAt: isForNextRun(failed, before) ? now : atTheLatest,
      kind: mayLookReopened(merge, own, before) ? "close" : kindOf(failed),
      fields: failed.change.fields.map(({ field }) => field),
      // Whether a deal was shared has to be found out before anybody is asked for more.
      awaits: isProvisional(entry) ? [] : awaits,
      reason: failed.reason ?? failed.outcome,
      ...untoldAfter(merge, own),
      ...notedAfter(merge, own),
      ...refused,
      ...again,
      // One value after the other may be refused before the rest has gone: that is one try.
      goesOn: refused.rest === true && before?.rest === true,
    };
  }
  if (!wereClosed(merge) && isFinal(merge)) return null;
  const lost = own.find(({ lostBase }) => lostBase);
  if (lost) return { ...entry, kind: "lost base", reason: lost.reason ?? "", awaits };
  if (again.lost) return { ...entry, kind: "lost base", reason: merge.forgotten ?? "", awaits, ...again };
  const conflicts = merge.conflicts.filter(isUndecided);
  const left = { ...entry, ...refused, goesOn: refused.refused !== undefined, awaits };
  if (conflicts.length > 0) return { ...left, ...conflictOf(conflicts, merge) };
  if (merge.held.length > 0) return { ...left, ...heldOf(merge) };
  if (expiry === null) return null;
  const reason = `nobody has answered it, and it expires on ${expiry.slice(0, 10)}: accept or decline it`;
  return { ...entry, kind: isExpiring(expiry, now) ? "expiring" : "unanswered", reason };
}

/** What is said of a deal that waits, whatever it waits for. */
function standOf(merge: Merge, own: readonly ChangeOutcome[]) {
  const { link, referral, opportunity } = merge.pair;
  // An account, or the lead before it, is a row of its own.
  const isOwn = (one: ChangeOutcome) => one.change.row?.id === merge.pair.row?.id;
  // What an invite makes is another referral: Microsoft's.
  const written = own.filter(({ change, outcome }) => outcome === "applied" && change.action !== "invite");
  const etagAfter = (side: Side) =>
    written.findLast((one) => one.change.side === side && (side === "referral" || isOwn(one)))?.etag;
  const made = own.find(({ change }) => change.action === "share")?.created;
  return {
    ...blank(made?.id ?? link.referral, link.opportunity),
    ...twinIn(merge),
    ...(merge.name === undefined ? {} : { name: merge.name }),
    etags: {
      referral: etagAfter("referral") ?? (referral.etag || null),
      opportunity: etagAfter("opportunity") ?? opportunity?.etag ?? null,
    },
  };
}

function isForNextRun(failed: ChangeOutcome, before: Waiting | undefined): boolean {
  return failed.untried === true || (before?.kind !== "rejected" && mayAnswerAlone(failed));
}

type What = Pick<Draft, "kind" | "fields" | "reason" | "onlyApproval" | "elsewhere">;

function conflictOf(conflicts: readonly Conflict[], merge: Merge): What {
  const differs = conflicts[0]?.hasBase
    ? "both sides changed it"
    : "the two sides differ, and were never synced before";
  const reason = [differs, ...toFix(merge).map(approvalText)].join("; ");
  return { kind: "conflict", fields: conflicts.map((conflict) => conflict.field), reason };
}

function heldOf(merge: Merge): What {
  const isApprovalAll = toFix(merge).length === 0;
  const shown = isApprovalAll ? merge.held : toFix(merge);
  const kind = shown.some(({ refused }) => refused) ? "rejected" : "held";
  return {
    kind: shown[0]?.awaits === "scope" ? "out of scope" : kind,
    fields: shown.flatMap((one) => (one.field === null ? [] : [one.field])),
    reason: reasonOf(shown),
    ...(isApprovalAll ? { onlyApproval: true } : {}),
    elsewhere: shown.some((one) => one.elsewhere),
  };
}

/** What only waits for approval is told with its digest. */
function toFix({ held }: Merge): Held[] {
  return held.filter((one) => one.awaits !== "approval");
}

/** Every reason, because each says what to do about it. */
function reasonOf(held: readonly Held[]): string {
  const reasons = new Set(held.map(({ reason }) => reason));
  return (reasons.size > 1 ? held.map(approvalText) : [...reasons]).join("; ");
}

/**
 * Whether a close was not made although the row has its base by now, or may get it, because the answer to that write
 * never came. The base then says closed while the row is open: unless the close is remembered, it looks as if somebody
 * had reopened the row. A run that only tells the seller remembers it as well.
 */
function mayLookReopened(
  { tellsRefusal }: Merge,
  own: readonly ChangeOutcome[],
  before: Waiting | undefined,
): boolean {
  if (tellsRefusal) return before?.kind === "close";
  // Then the base does not say so.
  if (own.some(isRefusedAnswer)) return false;
  const isLeft = own.some(({ change, outcome }) => change.action === "close" && outcome !== "applied");
  const mayHaveBase = ({ change, outcome, sent }: ChangeOutcome) =>
    change.side === "opportunity" &&
    change.action === "update" &&
    (outcome === "applied" || (outcome === "failed" && sent));
  return isLeft && (before?.kind === "close" || own.some(mayHaveBase));
}

function kindOf({ change, outcome }: ChangeOutcome): Waiting["kind"] {
  if (change.action === "close") return "close";
  return outcome === "applied" ? "held" : outcome;
}
