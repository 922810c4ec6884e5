import { createHash } from "node:crypto";
import { z } from "zod";
import { StateError } from "../../errors.ts";
import { canonicalJson } from "../../model/canonical-json.ts";
import { ACTIONS, OTHER_TABLES } from "../../model/plan.ts";
import { STATE_FILE, type SyncState } from "../../model/state.ts";
import { plainJson } from "../../model/unseen.ts";

const etag = z.string().nullable();
const size = { records: z.number(), deals: z.number() };

const intent = z.object({
  id: z.string(),
  at: z.string(),
  side: z.enum(["referral", "opportunity"]),
  action: z.enum(ACTIONS),
  referral: z.string(),
  opportunity: z.string(),
  etag,
  fields: z.array(
    z.object({
      field: z.string(),
      target: z.string().nullable(),
      loser: z.string().nullable().exactOptional(),
      resolved: z.literal(true).exactOptional(),
      approved: z.literal(true).exactOptional(),
    }),
  ),
  row: z.object({ table: z.enum(OTHER_TABLES), id: z.string() }).exactOptional(),
  approved: z.literal(true).exactOptional(),
  found: z.enum(["applied", "superseded", "unclear", "audited"]).exactOptional(),
});

const waiting = z.object({
  referral: z.string(),
  opportunity: z.string().nullable(),
  kind: z.enum([
    "conflict",
    "held",
    "question",
    "stale",
    "rejected",
    "failed",
    "close",
    "lost base",
    "unanswered",
    "expiring",
    "out of scope",
  ]),
  fields: z.array(z.string()),
  reason: z.string(),
  untold: z.string().exactOptional(),
  noted: z.string().exactOptional(),
  awaits: z.array(z.string()),
  onlyApproval: z.literal(true).exactOptional(),
  twin: z.string().exactOptional(),
  tries: z.number(),
  firstAt: z.string(),
  nextAt: z.string().nullable(),
  etags: z.object({ referral: etag, opportunity: etag }),
});

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
  waiting: z.array(waiting),
  journal: z.object({ run: z.string(), writing: z.boolean(), intents: z.array(intent) }).nullable(),
  shared: z.record(z.string(), z.array(z.string())).exactOptional(),
  unfinished: z
    .object({ mapping: z.string(), plan: z.string(), whole: z.object(size), ...size })
    .exactOptional(),
  edited: z.string().exactOptional(),
  audit: z.object({ path: z.string(), sha256: z.string() }).nullable(),
});

const fileSchema = z.object({ version: z.literal(1), seal: z.string(), state: stateSchema });
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

/**
 * Reads `state.json`. The seal tells an accident from an edit: a state that somebody corrected by hand could
 * make the sync skip changes without anybody noticing.
 *
 * @throws StateError when the text is not what a run of ours wrote.
 */
export function parseState(text: string, branch: string): SyncState {
  const json = parseJson(text);
  const file = fileSchema.safeParse(json);
  if (file.success && sealOf(file.data.state) === file.data.seal) return file.data.state;
  if (isSealed(json)) {
    throw new StateError(
      `${STATE_FILE} on branch ${branch} was written by another version of cosell-sync. Nothing was written.`,
      "Run that version: a workflow has it behind uses:, and a run that is repeated has the one of then. To go on with this version, run resync, which rebuilds the state from both sides.",
    );
  }
  const what = file.success
    ? "was changed by hand: its seal does not match"
    : "is not a state of this version";
  throw new StateError(
    `${STATE_FILE} on branch ${branch} ${what}. Nothing was written.`,
    `Run resync, which rebuilds it from both sides: links and bases are on the opportunities, so nothing is lost. An edit can also be undone (git revert on ${branch}).`,
  );
}

/**
 * What a damaged state still says, each part and each deal by itself: one that another version wrote otherwise must not take
 * along the journal, by which the next run knows what a dead one may have written, nor a close that did not get through.
 */
export function salvage(text: string | undefined): {
  readonly state: SyncState;
  readonly found: "missing" | "unreadable" | "of another version" | "changed by hand" | "intact";
} {
  if (text === undefined) return { state: EMPTY_STATE, found: "missing" };
  const json = parseJson(text);
  const file = fileSchema.safeParse(json);
  if (!file.success) {
    const found = isSealed(json) ? "of another version" : "unreadable";
    return { state: { ...EMPTY_STATE, ...soundParts(json) }, found };
  }
  return { state: file.data.state, found: isSealed(json) ? "intact" : "changed by hand" };
}

/** One entry a line, so that a commit shows what moved. */
export function formatState(state: SyncState): string {
  return `${plainJson({ version: 1, seal: sealOf(state), state }, 1)}\n`;
}

/** Whether nobody has touched it since a run wrote it. */
function isSealed(json: unknown): boolean {
  const { data } = sealedSchema.safeParse(json);
  return data !== undefined && sealOf(data.state) === data.seal;
}

const anyState = z.object({ state: z.looseObject({}) });
const soundSchema = stateSchema.extend({
  waiting: soundOnes(waiting),
  journal: z.object({ run: z.string(), writing: z.boolean(), intents: soundOnes(intent) }).nullable(),
});

function soundOnes<T>(schema: z.ZodType<T>) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((one) => {
      const { success, data } = schema.safeParse(one);
      return success ? [data] : [];
    }),
  );
}

function soundParts(json: unknown): Partial<SyncState> {
  const parts = anyState.safeParse(json).data?.state ?? {};
  const sound = Object.entries(soundSchema.shape).flatMap(([name, schema]) => {
    const part = Object.hasOwn(parts, name) ? schema.safeParse(parts[name]) : null;
    return part?.success ? [[name, part.data]] : [];
  });
  return Object.fromEntries(sound);
}

function sealOf(state: unknown): string {
  return createHash("sha256").update(canonicalJson(state)).digest("hex");
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
