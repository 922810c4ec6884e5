import { StateError } from "../errors.ts";
import type { Mapping } from "../mapping/mapping.ts";
import type { Origin } from "../model/origin.ts";
import type { StateFiles, StateStore } from "../model/ports.ts";
import { REGISTRATION_FILE, STATE_FILE, STATE_FILES, type SyncState, type Systems } from "../model/state.ts";
import { EMPTY_STATE, filesNamedIn, parseState } from "../reconcile/checkpoint/state.ts";
import { type ByPath, hashesOf } from "../reconcile/checkpoint/waiting-files.ts";
import type { Resolutions } from "../reconcile/merge/resolve.ts";
import type { Limits } from "../reconcile/plan/guard.ts";
import type { Fingerprint, Keyed } from "../reconcile/record/fingerprint.ts";

/** What a run is asked to do, all of it checked. */
export interface RunOptions {
  /** Names the run in the journal and the audit log; no two runs share one. */
  readonly run: string;
  readonly origin: Origin;
  readonly mapping: Mapping;
  readonly fingerprint: Fingerprint;
  readonly keyed: Keyed;
  readonly branch: string;
  /** Which account and which CRM the run is about. */
  readonly systems: Systems;
  readonly limits: Limits;
  /** Most changes that are announced and recorded in one commit. */
  readonly portion: number;
  /** How many deals of a full read one run takes up at most; later runs take up the others. */
  readonly mostDeals: number;
  /** Look at this referral only; `null` looks at everything that changed. */
  readonly referralId: string | null;
  /** Digest of what waits for approval, as a person saw and approved it; `null` when nobody did. */
  readonly approve: string | null;
  /** How a person decided conflicts that were reported. */
  readonly resolutions: Resolutions;
  /** Look at these first, by their ids: a listing may lag behind the change that woke the run. */
  readonly changedReferrals: readonly string[];
}

export interface Loaded {
  readonly state: SyncState;
  /** Head of the state branch; `null` when there is no branch yet. */
  readonly head: string | null;
  /** Text of `webhooks.json`, which comes with the same request; `undefined` where no webhook was registered. */
  readonly registrationFile: string | undefined;
  /** Hashes of the files with what waits that the head has, by their paths. */
  readonly waitingFiles: ByPath;
}

/**
 * Reads the state branch. A branch that does not exist yet is an empty state.
 *
 * @throws StateError when the branch has no state, or that of another account or CRM.
 */
export async function load(
  store: Pick<StateStore, "read">,
  { branch, systems }: Pick<RunOptions, "branch" | "systems">,
): Promise<Loaded> {
  const read = await store.read(STATE_FILES);
  const { head, files } = read;
  const registrationFile = files[REGISTRATION_FILE];
  const text = files[STATE_FILE];
  if (head === null) {
    return { state: { ...EMPTY_STATE, of: systems }, head, registrationFile, waitingFiles: {} };
  }
  if (text === undefined) {
    throw new StateError(
      `Branch ${branch} has no ${STATE_FILE}.`,
      "If the branch is used for something else, name another state-branch. Otherwise run resync, which rebuilds the state from both sides.",
    );
  }
  const waiting = await filesAt(head, Object.keys(filesNamedIn(text)), store);
  const state = parseState(text, branch, waiting);
  requireOwn(state, { branch, systems });
  const own = { ...state, of: { ...state.of, ...systems } };
  return { state: withEdit(own, read), head, registrationFile, waitingFiles: hashesOf(waiting) };
}

/** The texts of these files at a commit. Most often there are none, and nothing is read. */
export async function filesAt(
  head: string,
  paths: readonly string[],
  store: Pick<StateStore, "read">,
): Promise<ByPath> {
  return paths.length === 0 ? {} : (await store.read(paths, head)).files;
}

const NAMES = { account: "account of Partner Center", crm: "CRM" } as const;

/** With the watermarks of another account or CRM, a run would pass over deals that nobody has looked at. */
function requireOwn(
  { of = {} }: SyncState,
  { branch, systems }: Pick<RunOptions, "branch" | "systems">,
): void {
  for (const [key, name] of Object.entries(NAMES) as [keyof Systems, string][]) {
    if (of[key] === undefined || systems[key] === undefined || of[key] === systems[key]) continue;
    throw new StateError(
      `Branch ${branch} has the state of another ${name}.`,
      `Give each ${name} a state-branch of its own, and write its name the same way everywhere. If this one replaces the other, or was renamed, run resync: it reads both sides in full and goes on with it.`,
    );
  }
}

/**
 * A commit by hand is remembered until the audit log names it: the next commit of a run lies on top of it, and a run
 * may die between its first commit and its audit lines.
 */
export function withEdit(state: SyncState, { head, edited }: StateFiles): SyncState {
  return edited && head !== null ? { ...state, edited: head } : state;
}

/**
 * What the first line of its audit file says of a run.
 *
 * @param at ISO 8601.
 */
export function aboutRun({ run, origin, mapping }: RunOptions, at: string) {
  return { run, at, mapping: mapping.digest, leftOut: mapping.leftOut, origin };
}
