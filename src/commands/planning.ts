import { RefusalError } from "../errors.ts";
import { viewOf } from "../mapping/leads.ts";
import type { Lookups } from "../mapping/transforms/transform.ts";
import type { Merge, Pair, Plan, Question } from "../model/plan.ts";
import { shareIdFor } from "../model/provisional.ts";
import type { Allowance, Settled, SyncState } from "../model/state.ts";
import { daysOfSharing, sharedAfter } from "../reconcile/checkpoint/shared-lately.ts";
import { withoutNoteThere } from "../reconcile/journal/announce.ts";
import { isKnownUpdate, type JournalContext, recoverBase, settle } from "../reconcile/journal/journal.ts";
import { invited, unknownPosts } from "../reconcile/journal/posts.ts";
import { makeAccounts } from "../reconcile/match/accounts.ts";
import { match } from "../reconcile/match/match.ts";
import { withinScope } from "../reconcile/match/scope.ts";
import { approvalsOf } from "../reconcile/merge/approval.ts";
import { sayClosedApart } from "../reconcile/merge/closed-apart.ts";
import type { MergeContext } from "../reconcile/merge/context.ts";
import { withNames } from "../reconcile/merge/deal-name.ts";
import { mergePair } from "../reconcile/merge/merge.ts";
import { refusedBefore } from "../reconcile/merge/refused-before.ts";
import { requireConflicts } from "../reconcile/merge/resolve.ts";
import { rewrittenAfter } from "../reconcile/merge/rewritten.ts";
import { acceptedAllowance, allowanceOf } from "../reconcile/plan/allowance.ts";
import { guardReads, mostAgain } from "../reconcile/plan/guard.ts";
import { planDigest, toPlan, withLater } from "../reconcile/plan/plan.ts";
import { wornOut } from "../reconcile/record/worn-out.ts";
import { withInvite } from "../reconcile/share/invite.ts";
import { besideShares } from "../reconcile/share/twins.ts";
import { leftAlone, type Revisit, revisited } from "../reconcile/write/revisit.ts";
import { findAccounts } from "./accounts.ts";
import { announcedNotes, announcedRows } from "./announced.ts";
import type { Loaded, RunOptions } from "./load.ts";
import { withOwners } from "./owners.ts";
import type { ReadPorts } from "./ports.ts";
import { MergesAhead } from "./pull/merges-ahead.ts";
import { pullOrSweep } from "./pull/pull-or-sweep.ts";
import type { Look, Pulled } from "./pull/pulled.ts";
import { planShares, type SharingContext } from "./shares.ts";
import { holdTyped } from "./typed-before.ts";

export interface Planned {
  readonly plan: Plan;
  readonly digest: string;
  /** When it was made, ISO 8601. */
  readonly now: string;
  readonly merges: readonly Merge[];
  readonly questions: readonly Question[];
  readonly settled: readonly Settled[];
  /** What sellers are told and something in the CRM keeps changing, as the state is to remember it. */
  readonly rewritten: SyncState["rewritten"];
  /** What an earlier plan, made with the same mapping and let through, has left. */
  readonly accepted: Allowance | null;
  readonly pulled: Pulled;
  /** What was pulled, and the accounts that were found. */
  readonly lookups: Lookups;
  /** How many deals are linked: as many as there were rows in scope, where all of them were read, else as the state has it. */
  readonly linked: number;
}

/**
 * pull → match → merge, shared by every command: what a plan shows is what a sync does.
 *
 * Between match and merge, the intents of a run that died are settled, so that what it wrote is known
 * before these records are planned again.
 */
export async function makePlan(
  ports: ReadPorts,
  { state }: Pick<Loaded, "state">,
  options: RunOptions,
): Promise<Planned> {
  const { mapping } = options;
  const intents = state.journal?.intents ?? [];
  const before = knownBefore(state, options, ports.clock.now().toISOString());
  // What a run that died had announced may say otherwise. What a referral is known to have taken gives its deal another base,
  // and so another merge; no other deal.
  const isKnown = intents.every(isKnownUpdate);
  const ahead = isKnown ? new MergesAhead({ ...before, closesPending: closesPendingIn(state, []) }) : null;
  const pulled = await pullAndGuard(ports, state, options, { asked: before.asked, ahead });
  const { pairs, questions } = match(mapping, pulled.referrals, pulled.rows, pulled.leads);

  const { answers, missing, arrived } = await findAccounts(ports, mapping, { pairs, intents });
  const lookups = { ...pulled.lookups, accounts: answers };
  const found = {
    ...before,
    lookups,
    notes: await announcedNotes(ports, intents),
    announcedRows: await announcedRows(ports, intents, pulled),
    arrived,
  };
  const settled = settle(intents, pairs, found);
  const closesPending = closesPendingIn(state, settled);
  // What a dead run is found to have shared may not be shown any more when the next one looks.
  const sharedOn = daysOfSharing(sharedAfter(state.shared, { outcomes: [], settled, now: before.now }));
  const known: Known = { ...found, settled, closesPending, sharedOn, pulled, missing, ahead };

  const merged = mergePairs(pairs, known);
  requireConflicts(known.resolutions, merged);
  const posted = await withPosts(merged, known, ports);
  const told = sayClosedApart(posted, { waiting: state.waiting, mapping, lookups });
  const merges = withNames(told, mapping, lookups);
  const plan = withLater(toPlan(merges, questions), merges, pulled.left);
  const digest = options.keyed(planDigest(plan, mapping.digest, known.fingerprint));
  const rewritten = rewrittenAfter(state.rewritten, merges, known);
  const accepted = acceptedAllowance(allowanceOf(state, { settled, plan }), mapping.digest);
  const linked = pulled.reads?.linked ?? state.linked;
  const { now } = known;
  return { plan, digest, now, merges, questions, settled, rewritten, accepted, pulled, lookups, linked };
}

/** What a run knows before it reads anything: what people have decided, and what earlier runs have noted. */
interface KnownBefore
  extends Omit<MergeContext & SharingContext, "lookups" | "closesPending" | "sharedOn">,
    Pick<JournalContext, "fingerprint" | "seen">,
    Revisit {
  /** Referrals that a person decided something about. */
  readonly asked: readonly string[];
}

/** And what it knows once it has read: what it merges and plans by. */
interface Known extends KnownBefore, MergeContext, SharingContext, JournalContext {
  readonly pulled: Pulled;
  readonly settled: readonly Settled[];
  /** Ids of accounts that are not there yet. */
  readonly missing: ReadonlySet<string>;
  /** Deals that were merged while others were still being listed. */
  readonly ahead: MergesAhead | null;
}

function knownBefore(state: SyncState, options: RunOptions, now: string): KnownBefore {
  const { mapping, fingerprint, resolutions, keyed, referralId: only } = options;
  const approvals = approvalsOf(state.waiting, options.approve);
  const asked = [...approvals.keys(), ...resolutions.keys()];
  const revisit: Revisit = {
    waiting: new Map(state.waiting.map((entry) => [entry.referral, entry])),
    named: new Set([...asked, only]),
    only,
    isSameMapping: state.mapping === mapping.digest,
    keyed,
    isWornOut: wornOut(state.baseless, fingerprint),
    now,
  };
  return {
    ...revisit,
    mapping,
    fingerprint,
    approvals,
    resolutions,
    asked,
    refusedBefore: refusedBefore(revisit, fingerprint),
    seen: state.referrals?.seen ?? {},
  };
}

async function pullAndGuard(
  ports: ReadPorts,
  state: SyncState,
  { mapping, mostDeals, limits, referralId: only, changedReferrals: reported }: RunOptions,
  look: Pick<Look, "asked" | "ahead">,
): Promise<Pulled> {
  // Before the listings begin: with a mapping that was not used before, all of them are read.
  if (state.mapping !== mapping.digest) await ports.checkColumns?.();
  const most = { mostDeals, mostAgain: mostAgain(limits, state.linked) };
  const pulled = await pullOrSweep(ports, state, mapping, { ...look, only, reported, ...most });
  guardReads(state.linked, {
    rows: pulled.reads?.linked ?? null,
    others: pulled.others,
    // The newest of all are listed, whether they are news or not.
    referrals: pulled.reads?.all || pulled.reads?.isEmpty ? pulled.ours : null,
  });
  return pulled;
}

function mergePairs(pairs: readonly Pair[], known: Known): Merge[] {
  const { mapping, ahead } = known;
  const settledOf = Map.groupBy(known.settled, ({ intent }) => intent.referral);
  return pairs.map((found) => {
    const own = ownOf(found, settledOf);
    const pair = recoverBase(found, own, known);
    const view = viewOf(mapping, pair);
    const merge = ahead?.of(pair) ?? mergePair(pair, { ...known, mapping: view });
    return withoutNoteThere(revisited(withinScope(merge, view), view, known), own, known.fingerprint);
  });
}

/**
 * Adds what Partner Center is to make: requests for Microsoft's help, and referrals of deals that sellers share. Then
 * adds the accounts that the opportunities still to be made need, and whom these belong to.
 */
async function withPosts(
  merges: readonly Merge[],
  known: Known,
  { opportunities }: Pick<ReadPorts, "opportunities">,
): Promise<Merge[]> {
  const { mapping, pulled, settled, missing, now } = known;
  const unknown = unknownPosts(settled, "share", now);
  const nothingListed = pulled.reads?.isEmpty ?? false;
  const shares = await planShares(opportunities, pulled, { ...known, unknown, merges, nothingListed });
  const others = new Set(shares.map(({ pair }) => pair.link.opportunity));
  const beside = besideShares(merges, shares, mapping);
  const untyped = await holdTyped(opportunities, beside, { ...known, others });
  const made = await withOwners(opportunities, makeAccounts(untyped, missing), mapping);
  const { withoutMicrosoft } = pulled;
  const unknownInvites = unknownPosts(settled, "invite", now);
  const invites = { ...known, withoutMicrosoft, invited: invited(settled), unknown: unknownInvites };
  const asked = made.map((merge) => withInvite(merge, invites));
  return [...asked, ...shares.map((merge) => leftAlone(merge, mapping, known))];
}

/**
 * Refuses an identifier that somebody mistyped. On the waiting list it would be in every summary from then on.
 *
 * @throws RefusalError when nobody has heard of the referral that was asked for.
 */
export function requireKnown(
  { pulled }: Planned,
  { waiting, journal }: SyncState,
  only: string | null,
): void {
  const isUnknown = pulled.unreadable.some(({ link, rowEtag }) => link.referral === only && rowEtag === null);
  const remembered = [...waiting, ...(journal?.intents ?? [])];
  if (!isUnknown || remembered.some(({ referral }) => referral === only)) return;
  throw new RefusalError(
    `Partner Center does not show referral ${only}.`,
    "Check the identifier: it is in the address of the deal in Partner Center; only explain and audit take that of its opportunity as well. If it is right, the referral is gone, or the signed-in user lacks the role Referrals admin.",
  );
}

/** Referrals whose opportunity an earlier run was to close, and did not get that far. */
function closesPendingIn({ waiting }: SyncState, settled: readonly Settled[]): Set<string> {
  return new Set([
    ...waiting.filter((entry) => entry.kind === "close").map((entry) => entry.referral),
    ...settled
      .filter(({ intent, fate }) => intent.action === "close" && fate !== "applied")
      .map(({ intent }) => intent.referral),
  ]);
}

/** What became of the intents about one pair, including those from before it had a referral. */
function ownOf({ link }: Pair, settled: ReadonlyMap<string, readonly Settled[]>): readonly Settled[] {
  if (settled.size === 0) return [];
  return [shareIdFor(link.opportunity), link.referral].flatMap((id) => settled.get(id) ?? []);
}
