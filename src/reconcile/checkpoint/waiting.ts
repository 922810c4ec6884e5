import { type ChangeOutcome, type Conflict, type Held, isUndecided, type Merge } from "../../model/plan.ts";
import { isMistyped, isProvisional, shareIdFor } from "../../model/provisional.ts";
import type { Side } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import { approvalText } from "../merge/approval.ts";
import { isFinal, wereClosed } from "../record/ended.ts";
import { expiryAfter, isExpiring, nextLook } from "../record/expiry.ts";
import { earlier } from "../record/timestamp.ts";
import { twinIn } from "../share/twins.ts";
import { isRefusedAnswer, mayAnswerAlone } from "../write/answer-first.ts";
import { lostAgain, lostBefore } from "../write/lost-base.ts";
import { notedAfter } from "../write/noted.ts";
import { refusedAfter } from "../write/refused.ts";
import { afterTelling, untoldAfter } from "../write/untold.ts";
import { nextLookElsewhere, nextTry } from "./next-try.ts";
import type { RunFacts, Unreadable } from "./run-facts.ts";

export function nextWaiting(previous: readonly Waiting[], facts: RunFacts): Waiting[] {
  const before = new Map(previous.map((entry) => [entry.referral, entry]));
  const next = new Map(before);
  const put = (referral: string, entry: Draft | null) => {
    next.delete(referral);
    if (entry) next.set(referral, counted(entry, before.get(referral), facts.now));
  };
  // What is read and leads to nothing waits for nothing, such as a deal that was lost before it had a row.
  for (const referral of facts.looked) put(referral, null);
  const outcomes = Map.groupBy(facts.outcomes, (one) => one.change.link.referral);
  for (const referral of facts.unwanted) next.delete(referral);
  for (const merge of facts.merges) {
    const { referral, opportunity } = merge.pair.link;
    const own = outcomes.get(referral) ?? [];
    const known = before.get(referral);
    // A deal that was waiting for its referral may have one now.
    if (next.size > 0) next.delete(shareIdFor(opportunity));
    // Refusing the word as well, as without the right to write, says nothing new of the change.
    const isTold = own.every(({ outcome }) => outcome === "applied" || outcome === "rejected");
    if (merge.tellsRefusal && known && isTold) next.set(referral, afterTelling(known, own));
    else if (merge.forgotten && merge.leftAlone && known) next.set(referral, known);
    else {
      const entry = whyWaiting(merge, own, { before: known, now: facts.now });
      put(entry?.referral ?? referral, entry);
    }
  }
  for (const { referral, opportunity = null, text } of facts.questions) {
    put(referral, { ...blank(referral, opportunity), kind: "question", reason: text });
  }
  for (const one of facts.unreadable) {
    const { referral } = one.link;
    put(referral, unreadableOf(one, before.get(referral)));
  }
  return [...next.values()].sort((a, b) => (a.referral < b.referral ? -1 : 1));
}

function unreadableOf({ link, rowEtag, reason }: Unreadable, earlier: Waiting | undefined): Draft {
  const named = earlier && isMisnamed(earlier) ? earlier.etags.opportunity : null;
  const etags = { referral: null, opportunity: rowEtag ?? named };
  // A row that does not name it yet is still its own: nobody may take it for one without a referral.
  const known = rowEtag === null ? earlier?.opportunity : undefined;
  const entry = blank(link.referral, known ?? link.opportunity);
  // That something else stands in the place of an identifier, nothing mends but a change of the row.
  return { ...entry, etags, kind: isMistyped(link) ? "held" : "rejected", reason };
}

/** What waits, with what a run that only plans could not read, and that a sync would go on waiting for. */
export function withUnreadable(
  waiting: readonly Waiting[],
  unreadable: readonly Unreadable[],
  now: string,
): readonly Waiting[] {
  const known = new Set(waiting.map(({ referral }) => referral));
  const news = unreadable.filter(({ link }) => !known.has(link.referral));
  return [...waiting, ...news.map((one) => counted(unreadableOf(one, undefined), undefined, now))];
}

/**
 * Whether a row named this referral, and it could not be read. All else that waits has a referral that was read, or none
 * yet.
 */
export function isMisnamed(entry: Waiting): boolean {
  const { referral, opportunity } = entry.etags;
  return referral === null && opportunity !== null && !isProvisional(entry);
}

interface Draft extends Omit<Waiting, "tries" | "firstAt" | "nextAt"> {
  /** When to look again at the latest, whatever it waits for. */
  readonly lookAt: string | null;
  /** What mends it may bring neither side into a listing. */
  readonly elsewhere?: boolean;
  /** Nothing of what was refused was tried again: it waits as long as it would have. */
  readonly goesOn?: boolean;
}

function blank(referral: string, opportunity: string | null) {
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
function whyWaiting(
  merge: Merge,
  own: readonly ChangeOutcome[],
  { before, now }: { readonly before: Waiting | undefined; readonly now: string },
): Draft | null {
  const { link, referral, opportunity } = merge.pair;
  const expiry = expiryAfter(merge);
  // An account, or the lead before it, is a row of its own.
  const isOwn = (one: ChangeOutcome) => one.change.row?.id === merge.pair.row?.id;
  // What an invite makes is another referral: Microsoft's.
  const written = own.filter(({ change, outcome }) => outcome === "applied" && change.action !== "invite");
  const etagAfter = (side: Side) =>
    written.findLast((one) => one.change.side === side && (side === "referral" || isOwn(one)))?.etag;
  const made = own.find(({ change }) => change.action === "share")?.created;
  const untilExpiry = expiry && nextLook(expiry, now);
  const entry = {
    ...blank(made?.id ?? link.referral, link.opportunity),
    ...twinIn(merge),
    ...(merge.name === undefined ? {} : { name: merge.name }),
    lookAt: merge.held.some((one) => one.awaits === "next run") ? now : untilExpiry,
    etags: {
      referral: etagAfter("referral") ?? (referral.etag || null),
      opportunity: etagAfter("opportunity") ?? opportunity?.etag ?? null,
    },
  };
  const awaits = merge.held.filter((one) => one.awaits === "approval").map(approvalText);
  const refused = refusedAfter(merge, own);
  const failed = own.find((one) => one.outcome !== "applied");
  if (failed) {
    const isNews = before?.kind !== "rejected";
    const isNext = failed.untried || (isNews && mayAnswerAlone(failed));
    // What was to follow an answer does not.
    const atTheLatest = isRefusedAnswer(failed) ? untilExpiry : entry.lookAt;
    const lookAt = isNext ? now : atTheLatest;
    return {
      ...entry,
      lookAt,
      kind: mayLookReopened(merge, own, before) ? "close" : kindOf(failed),
      fields: failed.change.fields.map(({ field }) => field),
      // Whether a deal was shared has to be found out before anybody is asked for more.
      awaits: isProvisional(entry) ? [] : awaits,
      reason: failed.reason ?? failed.outcome,
      ...untoldAfter(merge, own),
      ...notedAfter(merge, own),
      ...refused,
      // One value after the other may be refused before the rest has gone: that is one try.
      goesOn: refused.rest === true && before?.rest === true,
    };
  }
  if (!wereClosed(merge) && isFinal(merge)) return null;
  const lost = own.find(({ lostBase }) => lostBase);
  if (lost) return { ...entry, kind: "lost base", fields: [], reason: lost.reason ?? "", awaits };
  const { forgotten } = merge;
  if (forgotten !== undefined && own.some(({ change }) => change.action === "update" && isRowOf(change))) {
    const again = lostAgain(before?.lost, now);
    return { ...entry, kind: "lost base", fields: [], reason: forgotten, awaits, lost: again };
  }
  const conflicts = merge.conflicts.filter(isUndecided);
  const left = { ...entry, ...refused, goesOn: refused.refused !== undefined, awaits };
  if (conflicts.length > 0) return { ...left, ...conflictOf(conflicts, merge) };
  if (merge.held.length > 0) return { ...left, ...heldOf(merge) };
  if (expiry === null) return null;
  const reason = `nobody has answered it, and it expires on ${expiry.slice(0, 10)}: accept or decline it`;
  return { ...entry, kind: isExpiring(expiry, now) ? "expiring" : "unanswered", reason };
}

function isRowOf({ side, row }: ChangeOutcome["change"]): boolean {
  return side === "opportunity" && !row;
}

type What = Pick<Draft, "kind" | "fields" | "reason" | "onlyApproval" | "elsewhere">;

function conflictOf(conflicts: readonly Conflict[], merge: Merge): What {
  const differs = conflicts[0]?.hasBase
    ? "both sides changed it"
    : "the two sides differ, and were never synced before";
  const reason = [differs, ...toMend(merge).map(approvalText)].join("; ");
  return { kind: "conflict", fields: conflicts.map((conflict) => conflict.field), reason };
}

function heldOf(merge: Merge): What {
  const isApprovalAll = toMend(merge).length === 0;
  const shown = isApprovalAll ? merge.held : toMend(merge);
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
function toMend({ held }: Merge): Held[] {
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

function counted(entry: Draft, before: Waiting | undefined, now: string): Waiting {
  const { lookAt, elsewhere = false, goesOn = false, ...waiting } = entry;
  const again = goesOn || before?.kind === entry.kind ? before : undefined;
  const tries = (again?.tries ?? 0) + (goesOn ? 0 : 1);
  const next = elsewhere ? nextLookElsewhere(tries, now) : nextTry(entry.kind, tries, now);
  const due = goesOn ? (again?.nextAt ?? null) : next;
  // A row that is left alone for so long is not looked at before.
  const nextAt = waiting.lost ? waiting.lost.until : earlier(due, lookAt);
  return {
    ...(before && lostBefore(before, now)),
    ...waiting,
    tries,
    firstAt: again?.firstAt ?? now,
    nextAt,
  };
}
