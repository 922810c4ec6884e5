import { z } from "zod";
import { StateError } from "../../errors.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { jsonIn } from "../../model/json-in.ts";
import { ACTIONS, OTHER_TABLES } from "../../model/plan.ts";
import { SIDES } from "../../model/record.ts";
import { sha256 } from "../../model/sha256.ts";
import { STATE_FILE, type StateCondition, type SyncState } from "../../model/state.ts";
import { plainJson } from "../../model/unseen.ts";
import {
  type ByPath,
  changedFiles,
  type Damage,
  gather,
  hashesOf,
  namedFiles,
  salvageWaiting,
  soundOnes,
  soundWaitingPart,
  waitingFiles,
  waitingPart,
} from "./waiting-files.ts";

const etag = z.string().nullable();
const size = { records: z.number(), deals: z.number() };

const intent = z.object({
  id: z.string(),
  at: z.string(),
  side: z.enum(SIDES),
  action: z.enum(ACTIONS),
  referral: z.string(),
  opportunity: z.string(),
  etag,
  fields: z.array(
    z.object({
      field: z.string(),
      target: z.string().nullable(),
      loser: z.string().nullable().exactOptional(),
      rowHad: z.string().nullable().exactOptional(),
      place: z.string().exactOptional(),
      resolved: z.literal(true).exactOptional(),
      approved: z.literal(true).exactOptional(),
    }),
  ),
  row: z.object({ table: z.enum(OTHER_TABLES), id: z.string() }).exactOptional(),
  approved: z.literal(true).exactOptional(),
  found: z.enum(["applied", "superseded", "unclear", "audited"]).exactOptional(),
});

const repeated = z.object({ values: z.array(z.string()), times: z.number() });

const stateSchema = z.object({
  of: z.object({ account: z.string().exactOptional(), crm: z.string().exactOptional() }).exactOptional(),
  sequence: z.number(),
  mapping: z.string(),
  writtenAt: z.string(),
  referrals: z.object({ since: z.string(), seen: z.record(z.string(), z.string()) }).nullable(),
  opportunities: z.object({ delta: z.string().nullable(), readAt: z.string() }).nullable(),
  linked: z.number(),
  sweptAt: z.string().exactOptional(),
  sweptTo: z.string().exactOptional(),
  waiting: waitingPart,
  journal: z.object({ run: z.string(), writing: z.boolean(), intents: z.array(intent) }).nullable(),
  shared: z.record(z.string(), z.array(z.string())).exactOptional(),
  baseless: z
    .record(z.string(), z.object({ at: z.string(), again: z.record(z.string(), repeated) }))
    .exactOptional(),
  rewritten: z.object({ columns: z.array(z.string()), at: z.string() }).exactOptional(),
  unfinished: z
    .object({ mapping: z.string(), plan: z.string(), whole: z.object(size), ...size })
    .exactOptional(),
  edited: z.string().exactOptional(),
  audit: z.object({ path: z.string(), sha256: z.string() }).nullable(),
});

const fileSchema = z.object({ version: z.literal(1), seal: z.string(), state: stateSchema });
type StoredState = z.infer<typeof stateSchema>;

const namingSchema = z.object({ state: z.object({ waiting: namedFiles }) });
/** Of whichever version. */
const sealedSchema = z.object({ seal: z.string(), state: z.looseObject({}) });

/** Where a branch begins that has no state yet. */
export const EMPTY_STATE: SyncState = {
  sequence: 0,
  mapping: "",
  writtenAt: "",
  referrals: null,
  opportunities: null,
  linked: 0,
  waiting: [],
  journal: null,
  audit: null,
};

/** The files that `state.json` names because they have what waits, each by its path with its hash; most often there are none. */
export function filesNamedIn(text: string | undefined): ByPath {
  const { data } = namingSchema.safeParse(jsonIn(text ?? ""));
  return data?.state.waiting ?? {};
}

/**
 * Reads `state.json`. The seal tells an accident from an edit: a state that somebody corrected by hand could
 * make the sync skip changes without anybody noticing.
 *
 * @param files Those that it names.
 * @throws StateError when the text is not what a run of ours wrote.
 */
export function parseState(text: string, branch: string, files: ByPath = {}): SyncState {
  const json = jsonIn(text);
  const file = fileSchema.safeParse(json);
  if (file.success && sealOf(file.data.state) === file.data.seal)
    return wholeState(file.data.state, branch, files);
  if (isSealed(json)) throw ofAnotherVersion(STATE_FILE, branch);
  const what = file.success
    ? "was changed by hand: its seal does not match"
    : "is not a state of this version";
  throw damaged(STATE_FILE, branch, what);
}

function wholeState({ waiting, ...state }: StoredState, branch: string, files: ByPath): SyncState {
  if (Array.isArray(waiting)) return { ...state, waiting };
  const gathered = gather(waiting, files);
  if (!("damage" in gathered)) return { ...state, waiting: gathered };
  const { path, damage } = gathered;
  if (damage === "of another version") throw ofAnotherVersion(path, branch);
  throw damaged(path, branch, WORDS[damage]);
}

const WORDS: Readonly<Record<Exclude<Damage, "of another version">, string>> = {
  missing: `is missing, and ${STATE_FILE} names it`,
  "changed by hand": `was changed by hand: it is not the one that ${STATE_FILE} names`,
};

function ofAnotherVersion(path: string, branch: string): StateError {
  return new StateError(
    `${path} on branch ${branch} was written by another version of cosell-sync.`,
    "Use that version: the workflow names it behind uses:, and a repeated run uses the one of its time. To go on with this version, run resync, which rebuilds the state from both sides.",
  );
}

function damaged(path: string, branch: string, what: string): StateError {
  return new StateError(
    `${path} on branch ${branch} ${what}.`,
    `Run resync, which rebuilds it from both sides: links and bases are on the opportunities, so nothing is lost. An edit can also be undone (git revert on ${branch}).`,
  );
}

/**
 * What a damaged state still says, each part and each deal by itself: one that another version wrote otherwise must not take
 * along the journal, by which the next run knows what a dead one may have written, nor a close that did not get through.
 *
 * @param files What waits, as far as it is in files of its own; without them only `state.json` is judged.
 */
export function salvage(
  text: string | undefined,
  files?: ByPath,
): { readonly state: SyncState; readonly found: StateCondition } {
  const found = salvageWaiting(files ?? {});
  if (text === undefined) return { state: { ...EMPTY_STATE, waiting: found }, found: "missing" };
  const json = jsonIn(text);
  const file = fileSchema.safeParse(json);
  const { waiting = [], ...state } = file.success ? file.data.state : soundParts(json);
  const salvaged = { ...EMPTY_STATE, ...state, waiting: Array.isArray(waiting) ? waiting : found };
  if (!file.success) return { state: salvaged, found: isSealed(json) ? "of another version" : "unreadable" };
  if (!isSealed(json)) return { state: salvaged, found: "changed by hand" };
  if (Array.isArray(waiting) || files === undefined) return { state: salvaged, found: "intact" };
  const gathered = gather(waiting, files);
  if (!("damage" in gathered)) return { state: salvaged, found: "intact" };
  const isOthers = gathered.damage === "of another version";
  return { state: salvaged, found: isOthers ? gathered.damage : "changed by hand" };
}

/** What a commit writes of a state. */
export interface Written {
  /** By its path, the text of a file; `null` takes it out. */
  readonly files: Readonly<Record<string, string | null>>;
  /** The files of what waits that the branch has then, by their hashes. */
  readonly waitingFiles: ByPath;
}

/** @param held The files of what waits that the branch has, by their hashes: what is the same is left as it is. */
export function stateFiles(state: SyncState, held: ByPath): Written {
  const files = waitingFiles(state.waiting);
  const hashes = hashesOf(files);
  const changed = changedFiles(files, hashes, held);
  return { files: { [STATE_FILE]: formatState(state, hashes), ...changed }, waitingFiles: hashes };
}

/**
 * `state.json`, with one entry a line, so that a commit shows what moved.
 *
 * @param named The files that have what waits, by their hashes, where it is too much for this one.
 */
export function formatState(state: SyncState, named: ByPath): string {
  const stored = Object.keys(named).length > 0 ? { ...state, waiting: named } : state;
  return `${plainJson({ version: 1, seal: sealOf(stored), state: stored }, 1)}\n`;
}

/** Whether nobody has touched it since a run wrote it. */
function isSealed(json: unknown): boolean {
  const { data } = sealedSchema.safeParse(json);
  return data !== undefined && sealOf(data.state) === data.seal;
}

const anyState = z.object({ state: z.looseObject({}) });
const soundSchema = stateSchema.extend({
  waiting: soundWaitingPart,
  journal: z.object({ run: z.string(), writing: z.boolean(), intents: soundOnes(intent) }).nullable(),
});

function soundParts(json: unknown): Partial<StoredState> {
  const parts = anyState.safeParse(json).data?.state ?? {};
  const sound = Object.entries(soundSchema.shape).flatMap(([name, schema]) => {
    const part = Object.hasOwn(parts, name) ? schema.safeParse(parts[name]) : null;
    return part?.success ? [[name, part.data]] : [];
  });
  return Object.fromEntries(sound);
}

function sealOf(state: unknown): string {
  return sha256(canonicalJson(state));
}
