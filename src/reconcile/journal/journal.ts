import type { Mapping } from "../../mapping/mapping.ts";
import { type Projection, project } from "../../mapping/project.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { Pair } from "../../model/plan.ts";
import { shareIdFor } from "../../model/provisional.ts";
import type { Base, RemoteRecord, Side, Snapshot, Value } from "../../model/record.ts";
import { type Fate, type Intent, type IntentField, PLAIN, type Settled } from "../../model/state.ts";
import { readBase, sameSnapshot } from "../record/base.ts";
import type { Fingerprint } from "../record/fingerprint.ts";
import { noteIdFor } from "../record/ids.ts";
import { seenIn } from "../record/seen.ts";
import { isBefore, minusMinutes } from "../record/timestamp.ts";
import { isMicrosoftThere } from "../share/invite.ts";
import { hasLostBase } from "../write/lost-base.ts";
import { GRACE_MINUTES, isPost, madeBy } from "./posts.ts";
import { withOneEach } from "./rivals.ts";

/**
 * The journal: what a run is about to write, committed before it writes (`announce.ts`). When the run dies in
 * between, the next one finds here what may have arrived, and finds out.
 */

/**
 * What became of the intents of a run that died, told from the records as they are now.
 *
 * A row says it itself: its base carries the id of the change that wrote it. A referral cannot, so a moved
 * etag with the intended values in place counts as ours, and without them only the row may know.
 */
export function settle(
  intents: readonly Intent[],
  pairs: readonly Pair[],
  context: JournalContext,
): Settled[] {
  if (intents.length === 0) return [];
  const byReferral = new Map(
    pairs.flatMap((pair) =>
      [pair.link.referral, shareIdFor(pair.link.opportunity)].map((id) => [id, pair] as const),
    ),
  );
  const announced = { ...context, intents: new Map(intents.map((intent) => [intent.id, intent])) };
  const giveUpBefore = minusMinutes(context.now, GRACE_MINUTES);
  const settled = intents.map((intent): Settled => {
    const pair = byReferral.get(intent.referral);
    const fate = intent.found ?? fateOf(intent, pair, announced);
    const mayBeRepeated = isPost(intent) && rowOf(intent, pair, announced) !== undefined;
    const isGivenUp = fate === "open" && !mayBeRepeated && isBefore(intent.at, giveUpBefore);
    const created = fate === "applied" && pair && isPost(intent) ? madeBy(intent, pair) : null;
    return {
      intent,
      fate: isGivenUp ? (isHidden(intent, pair, announced) ? "unclear" : "superseded") : fate,
      ...(created === null ? {} : { created }),
    };
  });
  return withOneEach(settled);
}

/** What the journal of a run that died is settled by, besides the pairs. */
export interface JournalContext {
  readonly mapping: Mapping;
  readonly lookups: Lookups;
  readonly fingerprint: Fingerprint;
  readonly now: string;
  /** Referral id → etag that an earlier run has dealt with. */
  readonly seen: Readonly<Record<string, string>>;
  /** Ids of the announced notes that are there. */
  readonly notes: ReadonlySet<string>;
  /** Ids of announced accounts that are there. Nobody else makes a row under a chosen id. */
  readonly arrived: ReadonlySet<string>;
  /** Announced rows by their ids, also those that do not carry the identifier of their referral, yet or any more. */
  readonly announcedRows: ReadonlyMap<string, RemoteRecord>;
}

/** Where the deal, its lead or its account is not looked at, or a row is gone that was there, what it lacks is no evidence. */
function isHidden(intent: Intent, pair: Pair | undefined, context: Announced): boolean {
  // An account is looked for by its id, whatever can be seen of the deal.
  if (intent.row?.table === "account") return context.mapping.accounts === null;
  if (intent.row) return !pair || context.mapping.leads === null;
  if (intent.side === "referral") return !pair;
  const wasThere = intent.action === "update" || intent.action === "close";
  return wasThere && !rowOf(intent, pair, context);
}

interface Announced extends JournalContext {
  /** By their ids. */
  readonly intents: ReadonlyMap<string, Intent>;
}

function fateOf(intent: Intent, pair: Pair | undefined, context: Announced): Fate {
  if (intent.action === "note") return context.notes.has(noteIdFor(intent.id)) ? "applied" : "open";
  if (intent.row?.table === "account") return context.arrived.has(intent.row.id) ? "applied" : "open";
  if (pair && intent.action === "share") return "applied";
  if (pair && intent.action === "invite") return inviteFate(intent, pair, context);
  if (intent.row) return pair ? leadFate(intent, pair, context) : "open";
  if (intent.side === "referral") return pair ? referralFate(intent, pair, context) : "open";
  const row = rowOf(intent, pair, context);
  if (!row) return "open";
  if (intent.action === "close") return isOpenRow(row) ? "open" : "applied";
  return rowFate(intent, row, context.mapping);
}

function rowOf(
  { opportunity }: Intent,
  pair: Pair | undefined,
  context: Announced,
): RemoteRecord | undefined {
  const linked = pair && !pair.row && pair.opportunity?.id === opportunity ? pair.opportunity : null;
  return linked ?? context.announcedRows.get(opportunity);
}

function leadFate(intent: Intent, { row, opportunity, lead }: Pair, { mapping }: JournalContext): Fate {
  const record = row ? opportunity : lead;
  if (!record) return "open";
  if (intent.action === "qualify") return isOpenRow(record) ? "open" : "applied";
  return rowFate(intent, record, mapping.leads?.rows ?? mapping);
}

function rowFate(intent: Intent, row: RemoteRecord, mapping: Mapping): Fate {
  if (readBase(row, mapping)?.change === intent.id) return "applied";
  if (row.etag === intent.etag) return "open";
  // What would say so may have been there, and be gone.
  return hasLostBase(row, intent.referral, mapping) ? "unclear" : "superseded";
}

function referralFate(intent: Intent, { referral, base }: Pair, context: Announced): Fate {
  if (referral.etag === intent.etag) return "open";
  const { snapshot } = project(context.mapping, referral, context.lookups);
  const standsIn = (values: Snapshot) =>
    intent.fields.some(({ field, target }) => stands(intent.referral, field, target, values, context));
  // A run writes the row after the referral, with a base that has what the referral took.
  const next = context.intents.get(base?.change ?? "");
  const rowFollowed = next?.at === intent.at && next.referral === intent.referral;
  if (rowFollowed && standsIn(base?.fields ?? {})) return "applied";
  if (!standsIn(snapshot)) return "unclear";
  // Another run had written, or seen, this very version before the change was announced, on a listing that lagged.
  return context.seen[intent.referral] === referral.etag ? "superseded" : "applied";
}

/** Microsoft may come by itself: only what its referral says that it was asked for is ours. */
function inviteFate(intent: Intent, { referral }: Pair, context: JournalContext): Fate {
  const { microsoft } = referral.properties;
  if (!isMicrosoftThere(referral)) return "open";
  const theirs = { ...referral, properties: microsoft as RemoteRecord["properties"] };
  const { snapshot } = project(context.mapping, theirs, context.lookups);
  const isAsked = intent.fields.every(({ field, target }) =>
    stands(intent.referral, field, target, snapshot, context),
  );
  return isAsked ? "applied" : "unclear";
}

/** Without a fingerprint nothing is claimed: the merge then sees two edits and reports a conflict. */
function stands(
  referral: string,
  field: string,
  target: string | null,
  snapshot: Snapshot,
  context: JournalContext,
): boolean {
  const value = snapshot[field];
  if (target === null || value === undefined) return false;
  return context.fingerprint(referral, field, value, target) === target;
}

/** The intents of earlier runs with what is known of them now, for the journal: this run may overwrite the proof. */
export function withFindings(settled: readonly Settled[]): Intent[] {
  return settled.map(({ intent, fate }) => (fate === "open" ? intent : { ...intent, found: fate }));
}

/** Of a referral that we made: everything it was sent, both sides agree on. */
const NO_BASE: Base = { change: "", referralModified: "", fields: {} };

/**
 * The base that a pair would have if the dead run had got as far as writing it: what the run wrote to the
 * referral, both sides agree on. Without this a second edit after the crash would look like a conflict.
 *
 * @param settled What became of the intents about this pair.
 */
export function recoverBase(pair: Pair, settled: readonly Settled[], context: JournalContext): Pair {
  const arrived = settled
    .filter(({ fate, intent }) => (fate === "applied" || fate === "audited") && intent.side === "referral")
    .map(({ intent }) => intent);
  const base = pair.base ?? (arrived.some(({ action }) => action === "share") ? NO_BASE : null);
  if (arrived.length === 0 || !base) return pair;
  const seen = seenIn(pair, context);
  const fields: Record<string, Value> = { ...base.fields };
  for (const { referral, fields: sent } of arrived) {
    for (const one of sent) {
      const value = agreedOnce(one, referral, { before: base.fields[one.field], seen }, context);
      if (value !== undefined) fields[one.field] = value;
    }
  }
  const isKnown = pair.base !== null && sameSnapshot(pair.base.fields, fields);
  return isKnown ? pair : { ...pair, base: { ...base, fields }, baseIsStored: false };
}

/**
 * What both sides agree on once a referral has taken a value. Where the row was to take it as well, as of a union, they agree on
 * what the row had, all of which is in the union: what the row lacks is then Partner Center's edit, what its seller has changed
 * since is theirs. A row that was still blank beside a new referral has agreed on nothing.
 *
 * @returns Nothing where that cannot be told, the base (`before`) has it already, or the mapping has moved the field since.
 */
function agreedOnce(
  { field, target, rowHad, place }: IntentField,
  referral: string,
  { before, seen }: { readonly before: Value | undefined; readonly seen: Readonly<Record<Side, Projection>> },
  context: JournalContext,
): Value | undefined {
  if (place !== undefined && place !== context.mapping.places.tags.get(field)) return undefined;
  const standing = (print: string | null, { snapshot }: Projection) =>
    stands(referral, field, print, snapshot, context) ? snapshot[field] : undefined;
  const taken = standing(target, seen.referral);
  if (rowHad === undefined || taken === undefined) return taken;
  if (before === undefined || before === taken) return undefined;
  return rowHad?.startsWith(PLAIN) ? rowHad.slice(PLAIN.length) || null : standing(rowHad, seen.opportunity);
}

/** A referral took it and that is audited, while its row has not taken the base that follows. */
export function isKnownUpdate({ found, action }: Intent): boolean {
  return found === "audited" && action === "update";
}
