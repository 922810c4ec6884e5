import { canonicalJson, type Mapping } from "../mapping/mapping.ts";
import { project } from "../mapping/project.ts";
import type { Lookups } from "../mapping/transform.ts";
import { STATECODES } from "../mapping/transforms/status.ts";
import type { Change, Pair, Plan } from "../model/plan.ts";
import type { Base, RemoteRecord, Snapshot, Value } from "../model/record.ts";
import type { Intent } from "../model/state.ts";
import { readBase } from "./base.ts";
import type { Fingerprint } from "./fingerprint.ts";
import { noteIdFor } from "./ids.ts";
import { isBefore, minusMinutes } from "./timestamp.ts";

/**
 * The journal: what a run is about to write, committed before it writes. When the run dies in between, the
 * next one finds here what may have arrived, and finds out.
 */

/** What the intents of a run have in common. */
export interface Announcement {
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  readonly fingerprint: Fingerprint;
  /** Those of earlier runs that may yet arrive. */
  readonly open: readonly Intent[];
}

/** An intent for every change of the plan, in its order. */
export function announce(plan: Plan, { run, at, fingerprint, open }: Announcement): Intent[] {
  return plan.changes.map((change, index) => {
    const { side, action, link, etag, row } = change;
    const print = (field: string, value: Value) => fingerprint(link.referral, field, value);
    const fields = change.fields.map(({ field, from, to, overwrites }) => ({
      field,
      target: print(field, to),
      ...(overwrites ? { loser: print(field, from ?? null) } : {}),
    }));
    const about = { side, action, ...link, etag, fields, ...(row ? { row } : {}) };
    const intent = { id: `${run}.${index + 1}`, at, ...about };
    const earlier = open.find((one) => isSameNote(one, intent));
    return earlier ? { ...intent, id: earlier.id } : intent;
  });
}

/** Then it goes under the id of the earlier one: whichever of the two arrives, there is one note. */
function isSameNote(earlier: Intent, intent: Intent): boolean {
  const isKnown = intent.fields.every(({ target, loser }) => target !== null && loser !== null);
  return (
    earlier.action === "note" &&
    intent.action === "note" &&
    isKnown &&
    earlier.referral === intent.referral &&
    canonicalJson(earlier.fields) === canonicalJson(intent.fields)
  );
}

/** A write that was given up may still arrive; after this long it will not. */
const GRACE_MINUTES = 60;

export type Fate =
  /** The write arrived. */
  | "applied"
  /** It is not there and will not arrive: something else was written first, or too much time has passed. */
  | "superseded"
  /** Not there, but its precondition still holds: it may yet arrive. */
  | "open";

export interface Settled {
  readonly intent: Intent;
  readonly fate: Fate;
}

/**
 * What became of the intents of a run that died, told from the records as they are now.
 *
 * A row says it itself: its base carries the id of the change that wrote it. A referral cannot, so a moved
 * etag with the intended values in place counts as ours.
 */
export function settle(intents: readonly Intent[], pairs: readonly Pair[], world: World): Settled[] {
  const byReferral = new Map(pairs.map((pair) => [pair.link.referral, pair]));
  const giveUpBefore = minusMinutes(world.now, GRACE_MINUTES);
  return intents.map((intent) => {
    const fate = fateOf(intent, byReferral.get(intent.referral), world);
    return { intent, fate: fate === "open" && isBefore(intent.at, giveUpBefore) ? "superseded" : fate };
  });
}

export interface World {
  readonly mapping: Mapping;
  readonly lookups: Lookups;
  readonly fingerprint: Fingerprint;
  readonly now: string;
  /** Ids of the announced notes that are there. */
  readonly notes: ReadonlySet<string>;
  /** Ids of announced accounts that are there. Nobody else makes a row under a chosen id. */
  readonly arrived?: ReadonlySet<string>;
}

function fateOf(intent: Intent, pair: Pair | undefined, world: World): Fate {
  if (intent.action === "note") return world.notes.has(noteIdFor(intent.id)) ? "applied" : "open";
  if (intent.row?.table === "account") return world.arrived?.has(intent.row.id) ? "applied" : "open";
  if (!pair) return "open";
  if (intent.row) return leadFate(intent, pair, world);
  if (intent.side === "referral") return referralFate(intent, pair.referral, world);
  if (!pair.opportunity || pair.row) return "open";
  if (intent.action === "close")
    return pair.opportunity.properties.statecode === STATECODES.open ? "open" : "applied";
  return rowFate(intent, pair.opportunity, pair.base);
}

function leadFate(intent: Intent, { row, opportunity, lead }: Pair, { mapping }: World): Fate {
  const record = row ? opportunity : lead;
  if (!record) return "open";
  if (intent.action === "qualify")
    return record.properties.statecode === STATECODES.open ? "open" : "applied";
  const base = readBase(record, (mapping.leads?.rows ?? mapping).baseColumn);
  return rowFate(intent, record, base);
}

function rowFate(intent: Intent, row: RemoteRecord, base: Base | null): Fate {
  if (base?.change === intent.id) return "applied";
  return intent.action === "update" && row.etag === intent.etag ? "open" : "superseded";
}

function referralFate(intent: Intent, referral: RemoteRecord, world: World): Fate {
  if (referral.etag === intent.etag) return "open";
  const { snapshot } = project(world.mapping, referral, world.lookups);
  const arrived = intent.fields.some(({ field, target }) =>
    stands(intent.referral, field, target, snapshot, world),
  );
  return arrived ? "applied" : "superseded";
}

/** Without a fingerprint nothing is claimed: the merge then sees two edits and reports a conflict. */
function stands(
  referral: string,
  field: string,
  target: string | null,
  snapshot: Snapshot,
  world: World,
): boolean {
  const value = snapshot[field];
  return target !== null && value !== undefined && world.fingerprint(referral, field, value) === target;
}

/**
 * The base that a pair would have if the dead run had got as far as writing it: what the run wrote to the
 * referral, both sides agree on. Without this a second edit after the crash would look like a conflict.
 */
export function recoverBase(pair: Pair, settled: readonly Settled[], world: World): Pair {
  const arrived = settled.filter(
    ({ fate, intent }) =>
      fate === "applied" && intent.side === "referral" && intent.referral === pair.link.referral,
  );
  if (arrived.length === 0 || !pair.base) return pair;
  const { snapshot } = project(world.mapping, pair.referral, world.lookups);
  const fields: Record<string, Value> = { ...pair.base.fields };
  for (const { field, target } of arrived.flatMap(({ intent }) => intent.fields)) {
    const value = snapshot[field];
    if (value !== undefined && stands(pair.link.referral, field, target, snapshot, world))
      fields[field] = value;
  }
  return { ...pair, base: { ...pair.base, fields }, baseIsStored: false };
}

/**
 * Whether two changes are about the same record, so that at most one of them can meet its precondition. Every
 * note is a record of its own.
 */
export function sameTarget(change: Change, intent: Intent): boolean {
  return (
    change.action !== "note" &&
    change.side === intent.side &&
    change.action === intent.action &&
    change.link.referral === intent.referral &&
    change.row?.id === intent.row?.id
  );
}
