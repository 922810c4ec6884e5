import { by } from "../../model/order.ts";
import type { Intent, Journal, ReferralWatermark, SyncState, Waiting } from "../../model/state.ts";
import { GRACE_MINUTES } from "../journal/posts.ts";
import { outdoneBy } from "../journal/rivals.ts";
import { rowWasClosed } from "../record/ended.ts";
import { isBefore, minusMinutes } from "../record/timestamp.ts";
import { carriesBase } from "../write/lost-base.ts";
import { stillBaseless } from "./baseless.ts";
import type { RunFacts } from "./run-facts.ts";
import { sharedAfter } from "./shared-lately.ts";
import { nextWaiting } from "./waiting.ts";

/**
 * How far before the watermark the next listing reads again: more than any index is known to lag. What was
 * dealt with is remembered by its etag, so reading it again costs nothing.
 */
export const OVERLAP_MINUTES = 15;

const FROM_THE_BEGINNING: ReferralWatermark = { since: "1970-01-01T00:00:00.000Z", seen: {} };

/**
 * State and outcomes → next state.
 *
 * @param state Of before, with as many links as are known by now: what was created is counted on top of them.
 */
export function checkpoint(state: SyncState, facts: RunFacts): SyncState {
  const created = facts.outcomes.filter(
    ({ change, outcome }) => change.action === "create" && !change.row && outcome === "applied",
  );
  const { reads } = facts;
  const isWhole = reads?.all === true && reads.sweptTo === null;
  const sweptBefore = reads?.sweepsNext ? undefined : state.sweptAt;
  const sweptAt = isWhole ? reads.referralsReadAt : sweptBefore;
  const sweptTo = reads ? reads.sweptTo : (state.sweptTo ?? null);
  const shared = sharedAfter(state.shared, facts);
  const waiting = nextWaiting(state.waiting, facts);
  const baseless = stillBaseless(facts.baseless, waiting, facts.now);
  return {
    ...(state.of === undefined ? {} : { of: state.of }),
    sequence: state.sequence + 1,
    mapping: nextMapping(state.mapping, facts),
    writtenAt: facts.now,
    referrals: nextWatermark(state, facts),
    opportunities: reads?.opportunities ?? state.opportunities,
    linked: state.linked + created.length,
    ...(sweptAt === undefined ? {} : { sweptAt }),
    ...(sweptTo === null ? {} : { sweptTo }),
    waiting,
    journal: nextJournal(facts, waiting),
    ...(shared ? { shared } : {}),
    ...(baseless ? { baseless } : {}),
    ...(facts.rewritten ? { rewritten: facts.rewritten } : {}),
    ...(facts.unfinished ? { unfinished: facts.unfinished } : {}),
    audit: state.audit,
  };
}

/**
 * The mapping with which everything was read, or is being read by several runs; empty when the next run has to read all
 * of it again. So it has after a look at a deal with another mapping, such as that of a run that began before the mapping
 * changed: it may know other fields, or have the deal wait for another scope.
 */
function nextMapping(previous: string, { reads, mappingDigest, merges }: RunFacts): string {
  if (reads) return mappingDigest;
  return mappingDigest !== previous && merges.length > 0 ? "" : previous;
}

function nextWatermark(
  { referrals: previous, mapping, sweptTo }: SyncState,
  facts: RunFacts,
): ReferralWatermark | null {
  if (!facts.reads) return previous;
  const { referralsReadAt, listed, isEmpty } = facts.reads;
  const goesOn = mapping === facts.mappingDigest && sweptTo === undefined;
  // Whoever has no role sees none. With the role comes what is older than this run.
  const unmoved = (goesOn && previous) || FROM_THE_BEGINNING;
  const { since, seen: before } = isEmpty ? unmoved : { since: referralsReadAt, seen: {} };
  const listedAgainFrom = minusMinutes(since, OVERLAP_MINUTES);
  const seen = new Map(Object.entries(before));
  for (const [id, { etag, modified }] of listed) if (!isBefore(modified, listedAgainFrom)) seen.set(id, etag);
  for (const { change, outcome, etag, created } of facts.outcomes) {
    // What Microsoft's own says is news to the next run.
    if (change.side !== "referral" || change.action === "invite" || outcome !== "applied" || !etag) continue;
    seen.set(created?.id ?? change.link.referral, etag);
  }
  return { since, seen: Object.fromEntries([...seen].sort(by(([referral]) => referral))) };
}

/**
 * What stays open: a write whose answer never came, and one of a dead run that may yet arrive. Once another
 * write of ours has met the same precondition, the older one cannot. And what a referral took while its row
 * did not take the base: without it, the next edit of that field would look like a conflict.
 */
function nextJournal(facts: RunFacts, waiting: readonly Waiting[]): Journal | null {
  const unknown = new Set(
    facts.outcomes.filter((one) => one.outcome === "failed" && one.sent).map((one) => one.intent),
  );
  const ours = facts.intents.filter((intent) => unknown.has(intent.id));
  const applied = facts.outcomes.filter((one) => one.outcome === "applied");
  const arrived = new Set(applied.map((one) => one.intent));
  // A note goes under the id of the earlier one: when this run's was refused, the earlier one may still arrive.
  const known = new Set([...unknown, ...arrived]);
  const isOutdone = outdoneBy(applied.map(({ change }) => change));
  const older = facts.settled
    .filter(({ fate, intent }) => fate === "open" && !known.has(intent.id))
    .map(({ intent }) => intent)
    .filter((intent) => !isOutdone(intent));
  // Deals of one customer want the same account, and may be in different portions.
  const carried = facts.carried?.filter((intent) => !isOutdone(intent)) ?? [];
  const intents = [...carried, ...older, ...ours, ...withoutBase(facts, { applied: arrived, waiting })];
  return intents.length > 0 ? { run: facts.run, writing: false, intents } : null;
}

/**
 * Intents whose values a referral took, and whose row was to take the base and did not. A closed row takes none, ever, and a
 * deal that this run did not look at has had no chance to: there it is known for as long as a listing may be late, or
 * another run about to make the same write. Where such a deal waits, as one that has left the scope does, or a closed one whose
 * referral has not taken what its row had last, it is known until it waits no more.
 */
function withoutBase(
  facts: RunFacts,
  { applied, waiting }: { readonly applied: ReadonlySet<string>; readonly waiting: readonly Waiting[] },
): Intent[] {
  const sinceWhen = minusMinutes(facts.now, GRACE_MINUTES);
  const inScope = facts.merges.filter(({ held }) => !held.some(({ awaits }) => awaits === "scope"));
  const lookedAt = idsIn(inScope.map(({ pair }) => pair.link));
  const closed = idsIn(inScope.filter(({ pair }) => rowWasClosed(pair)).map(({ pair }) => pair.link));
  const waits = idsIn(waiting);
  const failed = idsIn(
    facts.outcomes
      .filter(({ change, outcome }) => carriesBase(change) && outcome !== "applied")
      .map(({ change }) => change.link),
  );
  const isIn = (ids: ReadonlySet<string | null>, { referral, opportunity }: Intent) =>
    ids.has(referral) || ids.has(opportunity);
  const isKept = (intent: Intent) => {
    if (isIn(failed, intent)) return true;
    if (isIn(lookedAt, intent) && !isIn(closed, intent)) return false;
    return isIn(waits, intent) || !isBefore(intent.at, sinceWhen);
  };
  const written = facts.intents.filter((intent) => applied.has(intent.id));
  const arrived = facts.settled
    .filter(({ fate }) => fate === "applied" || fate === "audited")
    .map(({ intent }) => intent);
  return [...arrived, ...written]
    .filter((intent) => intent.side === "referral" && isKept(intent))
    .map((intent) => ({ ...intent, found: "audited" }));
}

/** Of both sides: what was announced before a deal had a referral is known by its opportunity only. */
function idsIn(links: readonly Pick<Waiting, "referral" | "opportunity">[]): Set<string | null> {
  return new Set(links.flatMap(({ referral, opportunity }) => [referral, opportunity]));
}
