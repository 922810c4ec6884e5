import { StateError } from "../errors.ts";
import { by } from "../model/order.ts";
import type { ChangeOutcome, Plan } from "../model/plan.ts";
import type { StateStore } from "../model/ports.ts";
import type { ResyncResult } from "../model/result.ts";
import { sha256 } from "../model/sha256.ts";
import { type ReferralWatermark, STATE_FILE, type SyncState, WAITING_FOLDER } from "../model/state.ts";
import { checkpoint } from "../reconcile/checkpoint/checkpoint.ts";
import { EMPTY_STATE, salvage, stateFiles } from "../reconcile/checkpoint/state.ts";
import { hashesOf } from "../reconcile/checkpoint/waiting-files.ts";
import { chainedFile, editLines } from "../report/audit.ts";
import { aboutRun, filesAt, type RunOptions, withEdit } from "./load.ts";
import { makePlan, type Planned } from "./planning.ts";
import type { ReadPorts } from "./ports.ts";

/** It writes to the state branch, and has no way to write anywhere else. */
export type ResyncPorts = ReadPorts & { readonly state: StateStore };

/**
 * Makes the state anew when it is missing, truncated or changed by hand: reads both sides in full, and commits once.
 *
 * - Links and bases are on the opportunities, so that they were never lost. Watermarks come from this read.
 * - What the sides differ in is listed as waiting, and due: the next sync carries it out.
 * - The journal of a run that died is kept if it can still be read; the next sync finds out what became of it. So is what was
 *   shared lately.
 * - The audit chain goes on where the damaged state says that it ended, if that file is there and unchanged;
 *   otherwise a new one begins, and says so.
 *
 * @throws StateError when there is no branch, or when another run moves it meanwhile
 */
export async function resync(options: RunOptions, ports: ResyncPorts): Promise<ResyncResult> {
  const read = await ports.state.read([STATE_FILE]);
  const { head } = read;
  if (head === null) throw noBranch(options.branch);
  // Whatever the state says of them: what is left of a damaged one may name none.
  const held = await filesAt(head, await ports.state.list(head, WAITING_FOLDER), ports.state);
  const { state: salvaged, found } = salvage(read.files[STATE_FILE], held);
  const state = withEdit(salvaged, read);
  const before: SyncState = {
    ...EMPTY_STATE,
    of: options.systems,
    sequence: state.sequence,
    journal: state.journal,
    // Only the state knows of a deal that was shared when its opportunity has forgotten it.
    ...(state.shared ? { shared: state.shared } : {}),
    audit: await unchangedAudit(state.audit, head, ports.state),
    // Only the state knows of a close that did not get through: the row's base says closed already.
    waiting: state.waiting.filter(({ kind }) => kind === "close"),
  };
  const planned = await makePlan(ports, { state: before }, options);
  const seen = state.referrals?.seen ?? {};
  const rebuilt = rebuild(before, planned, { options, seen, now: ports.clock.now().toISOString() });
  const chain = before.audit ? "continued" : "new";
  const { linked, waiting } = rebuilt;
  const line = { kind: "resync", state: found, chain, linked, waiting: waiting.length };
  const about = aboutRun(options, rebuilt.writtenAt);
  const audit = chainedFile(about, [...editLines(state.edited), line], before.audit);
  const next = { ...rebuilt, audit: { path: audit.path, sha256: audit.sha256 } };
  const commit = await ports.state.commit({
    expectedHead: head,
    operation: `${options.run}/resync`,
    headline: `Rebuild ${STATE_FILE} from both sides: ${linked} linked deals`,
    files: { ...stateFiles(next, hashesOf(held)).files, [audit.path]: audit.content },
  });
  if (commit === "stale") throw moved(options.branch);
  return { found, chain, linked, waiting, due: dealsIn(planned.plan), stateCommit: commit.head };
}

interface Rebuilding {
  readonly options: RunOptions;
  /** Referral id → etag, as the state had it that is made anew. */
  readonly seen: Seen;
  readonly now: string;
}

function rebuild(before: SyncState, planned: Planned, { options, seen, now }: Rebuilding): SyncState {
  const { plan, merges, questions, settled, pulled } = planned;
  // Where not all of them are known, the next sync reads everything, and needs no list of them.
  const isWhole = plan.later === undefined;
  const facts = {
    run: options.run,
    now,
    mappingDigest: options.mapping.digest,
    reads: isWhole ? pulled.reads : null,
    merges,
    questions,
    unreadable: pulled.unreadable,
    looked: pulled.looked,
    unwanted: pulled.unwanted,
    settled,
    intents: [],
    outcomes: isWhole ? leftToSync(plan) : [],
  };
  const rebuilt = checkpoint({ ...before, linked: planned.linked }, facts);
  // No sync has looked at what it found.
  const waiting = rebuilt.waiting.map((entry) => ({ ...entry, tries: 0 }));
  const { journal } = before;
  const referrals = rebuilt.referrals && {
    ...rebuilt.referrals,
    seen: seenAsAnnounced(rebuilt.referrals.seen, seen, journal),
  };
  return { ...rebuilt, waiting, referrals, journal };
}

type Seen = ReferralWatermark["seen"];

/**
 * Whether a referral has taken what a dead run announced, the next sync tells by the version that was known by then. One that was
 * seen just now may well have it.
 */
function seenAsAnnounced(now: Seen, before: Seen, journal: SyncState["journal"]): Seen {
  const announced = new Set(journal?.intents.map(({ referral }) => referral));
  const entries = [
    ...Object.entries(now).filter(([id]) => !announced.has(id)),
    ...Object.entries(before).filter(([id]) => announced.has(id)),
  ];
  return Object.fromEntries(entries.sort(by(([id]) => id)));
}

/** Nothing is wrong with these: the next sync makes them. */
function leftToSync({ changes }: Plan): ChangeOutcome[] {
  const reason = "found by resync, which writes to neither side";
  const fate = { outcome: "failed", reason, sent: false, untried: true, etag: null, modified: null } as const;
  return changes.map((change) => ({ change, intent: "", ...fate }));
}

function dealsIn({ changes, later }: Plan): number {
  return (
    new Set(changes.map(({ link }) => link.referral)).size + (later ? later.newDeals + later.linkedDeals : 0)
  );
}

/** Where the branch is asked once more, GitHub may answer from a copy that does not have that file yet. */
async function unchangedAudit(
  audit: SyncState["audit"],
  head: string,
  store: Pick<StateStore, "read">,
): Promise<SyncState["audit"]> {
  if (!audit?.path.startsWith("audit/")) return null;
  const text = (await filesAt(head, [audit.path], store))[audit.path];
  return text !== undefined && sha256(text) === audit.sha256 ? audit : null;
}

function noBranch(branch: string): StateError {
  return new StateError(
    `There is no branch ${branch} yet, so there is no state to fix. Nothing was written.`,
    "Run sync: it begins with an empty state, and reads everything.",
  );
}

function moved(branch: string): StateError {
  return new StateError(
    `Branch ${branch} moved while this run was reading. Nothing was written.`,
    "Another run is at work: let it end, then run resync again if the state is still damaged.",
  );
}
