import { by } from "../../model/order.ts";
import { isMistyped, isProvisional, shareIdFor } from "../../model/provisional.ts";
import type { Waiting } from "../../model/state.ts";
import { rowWasClosed } from "../record/ended.ts";
import { earlier } from "../record/timestamp.ts";
import { lostBefore } from "../write/lost-base.ts";
import { afterTelling } from "../write/untold.ts";
import { isBeforeItsTime, nextLookElsewhere, nextTry } from "./next-try.ts";
import type { RunFacts, Unreadable } from "./run-facts.ts";
import { blank, type Draft, whyWaiting } from "./why-waiting.ts";

/** The list of deals that wait, after a run: those of before, without what is done and with what this run has found. */
export function nextWaiting(previous: readonly Waiting[], facts: RunFacts): Waiting[] {
  const before = new Map(previous.map((entry) => [entry.referral, entry]));
  const next = new Map(before);
  const put = (referral: string, entry: Draft | null) => {
    next.delete(referral);
    if (entry) next.set(referral, counted(entry, before.get(referral), facts.now));
  };
  const putOff = (referral: string, entry: Draft) => put(referral, stillToClose(entry, before.get(referral)));
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
    else if (merge.forgotten && merge.leftAlone && known) next.set(referral, leftAloneAs(known));
    else {
      const entry = whyWaiting(merge, own, { before: known, now: facts.now });
      if (entry && merge.leftAlone && !rowWasClosed(merge.pair)) putOff(referral, entry);
      else put(entry?.referral ?? referral, entry);
    }
  }
  for (const { referral, opportunity = null, text } of facts.questions) {
    putOff(referral, { ...blank(referral, opportunity), kind: "question", reason: text });
  }
  for (const one of facts.unreadable) {
    const { referral } = one.link;
    putOff(referral, unreadableOf(one, before.get(referral)));
  }
  return [...next.values()].sort(by(({ referral }) => referral));
}

/** A row that is left alone for so long has nothing done with it before, whatever else its deal waits for. */
function leftAloneAs(known: Waiting): Waiting {
  return { ...known, nextAt: known.lost?.until ?? known.nextAt };
}

/**
 * What a deal waits for that could not be merged, or was left alone. That its close did not get through before, only the waiting
 * list knows: once it is looked at again, its row would seem to have been reopened.
 */
function stillToClose(entry: Draft, before: Waiting | undefined): Draft {
  return before?.kind === "close" ? { ...entry, kind: "close" } : entry;
}

function unreadableOf({ link, rowEtag, reason }: Unreadable, earlier: Waiting | undefined): Draft {
  const named = earlier && isMisnamed(earlier) ? earlier.etags.opportunity : null;
  const etags = { referral: null, opportunity: rowEtag ?? named };
  // A row that does not name it yet is still its own: nobody may take it for one without a referral.
  const known = rowEtag === null ? earlier?.opportunity : undefined;
  const entry = blank(link.referral, known ?? link.opportunity);
  // That something else stands in the place of an identifier, nothing fixes but a change of the row.
  if (isMistyped(link)) return { ...entry, etags, kind: "held", reason };
  // Who is given back the role sees all referrals again, and none of them has changed.
  return { ...entry, etags, kind: "rejected", reason, elsewhere: true };
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

function counted(entry: Draft, before: Waiting | undefined, now: string): Waiting {
  const { lookAt, elsewhere = false, goesOn = false, ...waiting } = entry;
  const again = goesOn || before?.kind === entry.kind ? before : undefined;
  const isBesides = goesOn || (!elsewhere && again !== undefined && isBeforeItsTime(again, now));
  const tries = (again?.tries ?? 0) + (isBesides ? 0 : 1);
  const next = elsewhere ? nextLookElsewhere(tries, now) : nextTry(entry.kind, tries, now);
  const due = isBesides ? (again?.nextAt ?? null) : next;
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
