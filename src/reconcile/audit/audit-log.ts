import { z } from "zod";
import { jsonIn } from "../../model/json-in.ts";
import { isProvisional } from "../../model/provisional.ts";
import { sha256 } from "../../model/sha256.ts";
import { STATE_FILE, type StateCondition, type SyncState } from "../../model/state.ts";

/** What a look at the whole log came to. */
export interface AuditResult {
  /** Commit that was looked at. */
  readonly head: string;
  readonly check: LogCheck;
  /** How the state was found, which says where the log ends. */
  readonly state: StateCondition;
  /** Whether `head` is a commit that no run made, and none has noted yet. */
  readonly edited: boolean;
  /** What the log says of the deal with the id that was `asked` for; `null` when nobody asked. */
  readonly history: { readonly asked: string; readonly entries: readonly LogEntry[] } | null;
}

/** One file of the audit log: what one run, or one portion of it, recorded. */
export interface LoggedRun {
  readonly path: string;
  readonly run: string;
  /** ISO 8601. */
  readonly at: string;
  readonly about: LogHeader;
  readonly lines: readonly LogLine[];
}

export interface LogCheck {
  /** In the order of time; without those that cannot be read. */
  readonly runs: readonly LoggedRun[];
  /** Empty when every file is there, as it was written, from the first one to the one that the state names. */
  readonly breaks: readonly Break[];
  /** Runs of resync that had to begin a new chain: what the log had last before them, nobody can tell. */
  readonly restarts: readonly LoggedRun[];
  /** Commits that no run made, as the runs after them have noted. */
  readonly edits: readonly { readonly commit: string; readonly notedAt: string }[];
}

/**
 * - `missing`, `changed`: what `by` names is not there, or does not have the hash that `by` names.
 * - `unreadable`: it is no file as a run writes it.
 * - `unnamed`: neither a later file nor the state names it, so it was put there, or what followed it was taken out.
 * - `begins`: it names none before it, though there are some.
 */
export interface Break {
  readonly path: string;
  readonly what: "missing" | "changed" | "unreadable" | "unnamed" | "begins";
  /** The file that says so; `null` when it is the file itself. */
  readonly by: string | null;
}

const place = z.object({ path: z.string(), sha256: z.string() });
type Place = z.infer<typeof place>;

const text = z.string().optional().catch(undefined);
const value = z.string().nullable().optional().catch(undefined);
const mark = z.boolean().optional().catch(undefined);

/** What a run said of itself; earlier versions said less. */
const about = z.object({
  mapping: text,
  leftOut: z.array(z.string()).optional().catch(undefined),
  event: text,
  webhook: mark,
  commit: text,
  letThrough: z.object({ by: z.string(), plan: z.string() }).optional().catch(undefined),
});
export type LogHeader = z.infer<typeof about>;

const header = z.object({
  v: z.literal(1),
  kind: z.literal("run"),
  run: z.string(),
  at: z.string(),
  previous: place.nullable(),
});

const values = z.object({ from: value, to: value, overwrites: mark, resolved: mark, approved: mark });

/** As far as it can be told: a file that somebody has changed may hold anything. */
const line = z.object({
  kind: z.string(),
  referral: text,
  opportunity: text,
  created: text,
  side: text,
  action: text,
  row: z.object({ table: z.string() }).optional().catch(undefined),
  outcome: text,
  reason: text,
  field: text,
  winner: text,
  resolved: mark,
  approved: mark,
  values: z.object({ referral: value, opportunity: value }).optional().catch(undefined),
  /** By their names; a list of them where a run of an earlier version said what a dead one had written. */
  fields: z
    .union([z.record(z.string(), values), z.array(z.string())])
    .optional()
    .catch(undefined),
  commit: text,
  chain: text,
});
export type LogLine = z.infer<typeof line>;

type Parsed = LoggedRun & { readonly previous: Place | null };

/**
 * Reads the whole audit log and follows its chain: each file names the one before and its hash, and the state the last one.
 *
 * @param files All files below `audit/`, by path
 * @param end What the state names; `undefined` when the state cannot be read
 */
export function checkLog(files: ReadonlyMap<string, string>, end: SyncState["audit"] | undefined): LogCheck {
  const parsed = [...files].map(([path, content]) => ({ path, file: parseFile(path, content) }));
  const runs = parsed.flatMap(({ file }) => (file ? [file] : [])).sort(byTime);
  const unreadable = new Set(parsed.filter(({ file }) => file === null).map(({ path }) => path));
  const runOf = new Map(runs.map((run) => [run.path, run]));
  const restarts = runs.filter(beginsAnew);
  // Not simply the file with the earliest time: the clocks of two runners may differ, and one may be a copy of the first.
  const first = runs.filter(({ previous }) => previous === null);
  const [, ...others] = first.toSorted((a, b) => Number(isAtItsPlace(b)) - Number(isAtItsPlace(a)));
  const begins = others.filter((run) => !beginsAnew(run));
  const broken = brokenLinks(files, runs, end);
  const gaps = broken
    .filter(({ path, what }) => what === "missing" || unreadable.has(path))
    .map(({ by }) => runOf.get(by ?? "") ?? null);
  return {
    runs,
    breaks: [
      ...broken,
      ...[...unreadable].map((path): Break => ({ path, what: "unreadable", by: null })),
      ...begins.map(({ path }): Break => ({ path, what: "begins", by: null })),
      ...unnamed(runs, [...restarts, ...begins, ...gaps], end),
    ],
    restarts,
    edits: runs.flatMap(({ at, lines }) =>
      lines.flatMap(({ kind, commit }) => (kind === "edited" && commit ? [{ commit, notedAt: at }] : [])),
    ),
  };
}

function parseFile(path: string, content: string): Parsed | null {
  const [first, ...rest] = content.trimEnd().split("\n").map(jsonIn);
  const begun = header.safeParse(first);
  const lines = z.array(line).safeParse(rest);
  if (!begun.success || !lines.success) return null;
  const { run, at, previous } = begun.data;
  return { path, run, at, previous, about: about.parse(first), lines: lines.data };
}

function brokenLinks(
  files: ReadonlyMap<string, string>,
  runs: readonly Parsed[],
  end: Place | null | undefined,
): Break[] {
  const links = [
    ...runs.map(({ path, previous }) => ({ by: path, named: previous })),
    { by: STATE_FILE, named: end ?? null },
  ];
  return links.flatMap(({ by, named }): Break[] => {
    if (named === null) return [];
    const { path } = named;
    const content = files.get(path);
    if (content === undefined) return [{ path, what: "missing", by }];
    const isSame = sha256(content) === named.sha256;
    return isSame ? [] : [{ path, what: "changed", by }];
  });
}

/**
 * The last file of all is named by the state only, and the last one before a gap by nobody.
 *
 * @param gaps What follows each of them: a run, or `null` for the end of the log
 */
function unnamed(
  runs: readonly Parsed[],
  gaps: readonly (Parsed | null)[],
  end: Place | null | undefined,
): Break[] {
  const named = new Set(runs.map(({ previous }) => previous?.path));
  const last = end === undefined ? runs.at(-1)?.path : end?.path;
  const open = runs.filter(({ path }) => !named.has(path) && path !== last);
  for (const after of gaps) {
    const before = after === null ? open.length - 1 : countBefore(open, after) - 1;
    if (before >= 0) open.splice(before, 1);
  }
  return open.map(({ path }) => ({ path, what: "unnamed", by: null }));
}

/** How many of these runs, which are in the order of time, come before that one. */
function countBefore(runs: readonly Parsed[], after: Parsed): number {
  let [low, high] = [0, runs.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    const run = runs[middle];
    if (run && byTime(run, after) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every file is called by the run that wrote it. */
function isAtItsPlace({ path, run }: LoggedRun): boolean {
  return path.includes(`/${run}.`);
}

function beginsAnew({ lines, previous }: Parsed): boolean {
  return previous === null && lines.some(({ kind, chain }) => kind === "resync" && chain === "new");
}

function byTime(a: LoggedRun, b: LoggedRun): number {
  if (a.at !== b.at) return a.at < b.at ? -1 : 1;
  return a.path < b.path ? -1 : 1;
}

/** A line of the log, with the file that it is in. */
export interface LogEntry {
  readonly file: LoggedRun;
  readonly line: LogLine;
}

/**
 * What the log says of one deal, also from the time when it was an opportunity that had no referral yet.
 *
 * @param asked Id of the referral, or of its opportunity: then of every referral that this one has had.
 */
export function historyOf(asked: string, runs: readonly LoggedRun[]): LogEntry[] {
  const entries = runs.flatMap((file) => file.lines.map((one) => ({ file, line: one })));
  const own = entries.filter(({ line: one }) => one.opportunity === asked);
  const referrals = new Set([asked, ...own.flatMap(({ line: one }) => [one.referral, one.created])]);
  const isIt = ({ line: { referral, created } }: LogEntry) =>
    [referral, created].some((id) => id !== undefined && referrals.has(id));
  const opportunities = new Set(entries.filter(isIt).map((entry) => entry.line.opportunity));
  return entries.filter((entry) => {
    const { referral: of = "", opportunity = null } = entry.line;
    return (
      isIt(entry) ||
      (opportunity !== null && opportunities.has(opportunity) && isProvisional({ referral: of, opportunity }))
    );
  });
}
