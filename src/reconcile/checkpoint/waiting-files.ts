import { z } from "zod";
import { canonicalJson } from "../../model/canonical-json.ts";
import { jsonIn } from "../../model/json-in.ts";
import { by } from "../../model/order.ts";
import { SIDES } from "../../model/record.ts";
import { sha256 } from "../../model/sha256.ts";
import { type StateCondition, WAITING_FOLDER, WAITING_KINDS, type Waiting } from "../../model/state.ts";
import { plainJson } from "../../model/unseen.ts";

const etag = z.string().nullable();

const waitingSchema = z.object({
  referral: z.string(),
  opportunity: z.string().nullable(),
  kind: z.enum(WAITING_KINDS),
  fields: z.array(z.string()),
  reason: z.string(),
  name: z.string().exactOptional(),
  untold: z.string().exactOptional(),
  noted: z.string().exactOptional(),
  refused: z
    .array(z.object({ side: z.enum(SIDES), field: z.string(), value: z.string(), reason: z.string() }))
    .exactOptional(),
  rest: z.literal(true).exactOptional(),
  awaits: z.array(z.string()),
  onlyApproval: z.literal(true).exactOptional(),
  twin: z.string().exactOptional(),
  lost: z.object({ times: z.number(), until: z.string() }).exactOptional(),
  tries: z.number(),
  firstAt: z.string(),
  nextAt: z.string().nullable(),
  etags: z.object({ referral: etag, opportunity: etag }),
});

const waitingList = z.array(waitingSchema);

/** Files of what waits, each by its path: its text, or the hash by which the state names it. */
export type ByPath = Readonly<Record<string, string>>;

const PATH = new RegExp(`^${WAITING_FOLDER}/[0-9a-f]{2}\\.json$`);

/** The hashes of files by their paths. */
export const namedFiles = z.record(z.string().regex(PATH), z.string());

/** What stands in the state for what waits: the entries, or the files that have them. */
export const waitingPart = z.union([waitingList, namedFiles]);

/** Of a list, the entries that can be read. */
export function soundOnes<T>(schema: z.ZodType<T>) {
  return z.array(z.unknown()).transform((all) =>
    all.flatMap((one) => {
      const { success, data } = schema.safeParse(one);
      return success ? [data] : [];
    }),
  );
}

const soundList = soundOnes(waitingSchema);

/** The same as `waitingPart`, of a state that is damaged. */
export const soundWaitingPart = z.union([soundList, namedFiles]);

/** As many as make a state of half a megabyte, which GitHub still hands over with everything else that a run begins with. */
const MOST_IN_STATE = 1000;

/** Identifiers of four beginnings share a file: so a commit has no more than some seventy, whatever moves. */
const BEGINNINGS = 4;

/**
 * What waits, where it is too much for the state itself: cut by the beginnings of the referrals, so that a commit carries
 * only the files in which something moved.
 *
 * @returns Nothing where the state has it.
 */
export function waitingFiles(waiting: readonly Waiting[]): ByPath {
  if (waiting.length <= MOST_IN_STATE) return {};
  const cut = Map.groupBy(waiting, ({ referral }) => pathOf(referral));
  return Object.fromEntries([...cut].map(([path, entries]) => [path, textOf(entries)]));
}

/** In the order of the schema, wherever an entry comes from: one that has not moved is the same text. */
function textOf(entries: readonly Waiting[]): string {
  return `${plainJson(waitingList.parse(entries), 1)}\n`;
}

/** By their paths, what tells each of these texts from any other. */
export function hashesOf(files: ByPath): ByPath {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, sha256(text)]));
}

/**
 * What a commit has to write and to take out for the branch to have just these files.
 *
 * @param hashes Of the files.
 * @param held Hashes of the files that the branch has.
 */
export function changedFiles(
  files: ByPath,
  hashes: ByPath,
  held: ByPath,
): Readonly<Record<string, string | null>> {
  const written = Object.entries(files).filter(([path]) => hashes[path] !== held[path]);
  const gone = Object.keys(held).filter((path) => files[path] === undefined);
  return { ...Object.fromEntries(written), ...Object.fromEntries(gone.map((path) => [path, null])) };
}

/** What is wrong with a file: it is not there, is not the one that the state names, or says what only another version understands. */
export type Damage = Exclude<StateCondition, "unreadable" | "intact">;

/** The entries of all files that the state names, in their order; or the first that cannot be used, and why. */
export function gather(
  named: ByPath,
  files: ByPath,
): readonly Waiting[] | { readonly path: string; readonly damage: Damage } {
  const all: (readonly Waiting[])[] = [];
  for (const [path, hash] of Object.entries(named)) {
    const text = files[path];
    if (text === undefined) return { path, damage: "missing" };
    if (sha256(text) !== hash) return { path, damage: "changed by hand" };
    const json = jsonIn(text);
    const entries = waitingList.safeParse(json).data;
    // What is not known here would be lost with the next commit.
    if (!entries || canonicalJson(entries) !== canonicalJson(json))
      return { path, damage: "of another version" };
    all.push(entries);
  }
  return inOrder(all.flat());
}

/** Every entry of these files that can still be read. */
export function salvageWaiting(files: ByPath): readonly Waiting[] {
  const sound = Object.values(files).flatMap((text) => soundList.safeParse(jsonIn(text)).data ?? []);
  return inOrder([...new Map(sound.map((entry) => [entry.referral, entry])).values()]);
}

function inOrder(entries: readonly Waiting[]): readonly Waiting[] {
  return entries.toSorted(by(({ referral }) => referral));
}

/** What is no identifier goes with the first. */
function pathOf(referral: string): string {
  const beginning = Number.parseInt(/^[0-9a-f]{2}/.exec(referral)?.[0] ?? "0", 16);
  const first = beginning - (beginning % BEGINNINGS);
  return `${WAITING_FOLDER}/${first.toString(16).padStart(2, "0")}.json`;
}
