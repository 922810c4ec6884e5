import { readable } from "../model/readable.ts";
import type {
  AuditResult,
  Break,
  LogEntry,
  LoggedRun,
  LogHeader,
  LogLine,
} from "../reconcile/audit/audit-log.ts";
import { harmless } from "./log.ts";
import { cell, count, dealLink, fitted, joined, reportOf, SYSTEM_NAMES, table, tableOf } from "./markdown.ts";

/** Every file is there as it was written, as far as the state can tell where the log ends. */
export function isWhole({ check, state }: AuditResult): boolean {
  return check.breaks.length === 0 && state === "intact";
}

const MOST_ENTRIES = 500;
const MOST_BREAKS = 50;

/** What became of a deal, if it was asked for, and whether the log is whole. */
export function auditMarkdown(result: AuditResult): string {
  return fitted(MOST_ENTRIES, (most) => auditWith(most, result));
}

function auditWith(most: number, result: AuditResult): string {
  const { history, check } = result;
  const header = ["When (UTC)", "Run", "What", "Fields", "Outcome"];
  const entries = history?.entries ?? [];
  const cellsOf = (entry: LogEntry) => {
    const { what, fields, outcome } = told(entry.line);
    return [
      timeOf(entry.file.at),
      cell(entry.file.run),
      cell(what),
      fields.map((text) => cell(text, 300)).join("<br>"),
      cell(outcome, 400),
    ];
  };
  const breaks = check.breaks.map((one) => [cell(one.path, 300), cell(whatIsWrong(one), 400)]);
  const sections = [
    history ? `## Co-sell audit: deal ${dealLink(history.referral)}` : "## Co-sell audit",
    entries.length > 0 ? tableOf(header, entries, cellsOf, most) : "",
    history && entries.length === 0 ? UNHEARD_OF : "",
    entries.length > 0 ? runsSection(entries, most) : "",
    `${history ? "### The log as a whole\n\n" : ""}${cell(verdict(result), 400)}`,
    breaks.length > 0
      ? `${table(["File", "What is wrong"], breaks, Math.min(most, MOST_BREAKS))}\n\n${MEND}`
      : "",
    ...remarks(result).map((text) => cell(text, 400)),
  ];
  return reportOf(sections);
}

/** The same for a terminal. */
export function auditText(result: AuditResult): string {
  const { history, check } = result;
  const paragraphs = [
    ...(history ? [`Deal ${history.referral}`, historyText(history.entries)] : []),
    ...(history && history.entries.length > 0 ? [runsText(history.entries)] : []),
    verdict(result),
    ...(check.breaks.length > 0
      ? [check.breaks.map((one) => block([one.path, whatIsWrong(one)])).join("\n"), MEND]
      : []),
    ...remarks(result).map(inOneLine),
  ];
  return `${harmless(paragraphs.join("\n\n"))}\n`;
}

const UNHEARD_OF =
  "The log has no line about this deal: no run has written it, held anything of it, or reported a conflict.";

function historyText(entries: readonly LogEntry[]): string {
  if (entries.length === 0) return UNHEARD_OF;
  const blocks = entries.map(({ file: { at, run }, line }) => {
    const { what, fields, outcome } = told(line);
    const first = `${timeOf(at)}  ${what}: ${outcome}  (run ${run})`;
    return block([first, ...fields]);
  });
  return blocks.join("\n");
}

function block(lines: readonly string[]): string {
  return lines.map(inOneLine).join("\n    ");
}

/** What somebody has put into a file, or into its name, cannot look like a line of ours. */
function inOneLine(text: string): string {
  return text.replaceAll(/\s/g, " ");
}

/** The files that these lines are in, each once. */
function filesOf(entries: readonly LogEntry[]): LoggedRun[] {
  return [...new Set(entries.map(({ file }) => file))];
}

function runsSection(entries: readonly LogEntry[], most: number): string {
  const header = ["Run", "Woken by", "Commit", "Mapping", "Plan let through by"];
  const cellsOf = ({ run, about }: LoggedRun) => {
    const { event, commit, mapping, letThrough } = origin(about);
    return [run, event, commit, mapping, letThrough].map((text) => cell(text, 300));
  };
  return `### Its runs\n\n${tableOf(header, filesOf(entries), cellsOf, most)}${whoStarted(entries)}`;
}

/** The log itself names no person. */
function whoStarted(entries: readonly LogEntry[]): string {
  return entries.some(({ file: { about } }) => about.event !== undefined)
    ? "\n\nWho started a run, or approved it, GitHub says: at actions/runs/ of the repository, with the number that its name begins with."
    : "";
}

function runsText(entries: readonly LogEntry[]): string {
  const lines = filesOf(entries).map(({ run, about }) => {
    const { event, commit, mapping, letThrough } = origin(about);
    const said = [
      event,
      commit && `commit ${commit}`,
      mapping && `mapping ${mapping}`,
      letThrough && `plan let through by ${letThrough}`,
    ];
    return inOneLine(`${run}: ${joined(said, ", ")}`);
  });
  return `Its runs\n${lines.join("\n")}${whoStarted(entries)}`;
}

const EVENTS: ReadonlyMap<string, string> = new Map([["workflow_dispatch", "by hand"]]);

/** What a run said of itself in words, empty where it said nothing. */
function origin({ event = "", webhook, commit = "", mapping = "", leftOut = [], letThrough }: LogHeader) {
  const without = leftOut.length > 0 ? ` without ${leftOut.join(", ")}` : "";
  return {
    event: webhook ? "webhook" : (EVENTS.get(event) ?? event),
    commit: short(commit),
    mapping: `${short(mapping)}${without}`,
    letThrough: letThrough ? `${letThrough.by} (plan ${short(letThrough.plan)})` : "",
  };
}

/** Enough of a digest, or of a commit, to find it by. */
function short(digest: string): string {
  return digest.slice(0, 12);
}

const SIDES: ReadonlyMap<string, string> = new Map(Object.entries(SYSTEM_NAMES));

/** One line of the log in words; its text is as foreign as any other. */
function told(line: LogLine) {
  const { kind, side = "", action = "", row, field, reason, winner, values } = line;
  const who = decided(line);
  const because = reason ? `: ${reason}` : "";
  switch (kind) {
    case "change":
    case "recovered": {
      const what = `${action} ${row?.table ?? side}${who}`;
      const late = kind === "recovered" ? " (found out by a later run)" : "";
      const fields = action === "update" ? fieldsOrNote(line) : fieldsOf(line);
      return { what, fields, outcome: `${line.outcome ?? "unknown"}${late}${because}` };
    }
    case "conflict": {
      const sides = `${shown(values?.referral)} in Partner Center, ${shown(values?.opportunity)} in the CRM`;
      const both = values?.referral === undefined ? "" : `: ${sides}`;
      const outcome = winner ? `${SIDES.get(winner) ?? winner} wins${who}` : "reported, nothing overwritten";
      return { what: "conflict", fields: [`${field ?? ""}${both}`], outcome };
    }
    default:
      return { what: kind, fields: field ? [field] : fieldsOf(line), outcome: reason ?? "" };
  }
}

/** Of a row that takes no field: what both sides agree on, and what its seller is told. */
function fieldsOrNote(line: LogLine): readonly string[] {
  const fields = fieldsOf(line);
  return fields.length > 0 ? fields : ["(no field, only columns of the sync itself)"];
}

/** Values are in the log only where the mapping allows it. */
function fieldsOf({ fields = [] }: LogLine): string[] {
  if (Array.isArray(fields)) return fields;
  return Object.entries(fields).map(([name, { from, to, overwrites, ...who }]) => {
    const before = from === undefined ? "" : `${shown(from)} → `;
    const value = to === undefined ? "" : ` ${before}${shown(to)}`;
    return `${name}${value}${overwrites ? " (overwrites)" : ""}${decided(who)}`;
  });
}

/** That a person has decided it. */
function decided({ resolved, approved }: Pick<LogLine, "resolved" | "approved">): string {
  return `${resolved ? " (resolved by a person)" : ""}${approved ? " (approved)" : ""}`;
}

function shown(value: string | null | undefined): string {
  return readable(value ?? null);
}

function timeOf(at: string): string {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d/.exec(at)?.[0].replace("T", " ") ?? "(no time)";
}

function verdict(result: AuditResult): string {
  const { runs, breaks } = result.check;
  const lines = runs.reduce((sum, run) => sum + run.lines.length, 0);
  const size = `${count(runs.length, "file")} with ${count(lines, "line")}, from ${timeOf(runs[0]?.at ?? "")} to ${timeOf(runs.at(-1)?.at ?? "")}`;
  if (breaks.length > 0) return `The audit log is broken in ${count(breaks.length, "place")}: ${size}.`;
  if (runs.length === 0) return "The audit log is empty: no run has had anything to record yet.";
  const [known, end] = isWhole(result)
    ? ["", " to the one that the state names"]
    : [" as far as can be told", ""];
  return `The audit log is unbroken${known}: ${size}. Each file is there as it was written, from the first${end}.`;
}

const MEND =
  "The history of the branch says who did it and when (git log -p, followed by the name of the file), and git revert of that commit brings a file back.";

function whatIsWrong({ what, by }: Break): string {
  switch (what) {
    case "missing":
      return `is missing: ${by} names it`;
    case "changed":
      return `was changed after it was written: ${by} names another hash`;
    case "unreadable":
      return "is not as a run writes a file: cut off, or overwritten";
    case "unnamed":
      return "is named by no later file: it was put there, or what followed it was taken out";
    case "begins":
      return "names no file before it, though there are some";
  }
}

const STATES: Readonly<Record<Exclude<AuditResult["state"], "intact">, string>> = {
  missing: "is missing, so whether files are missing at the end of the log cannot be told",
  unreadable: "cannot be read, so whether files are missing at the end of the log cannot be told",
  "of another version":
    "was written by another version of cosell-sync, which can tell whether files are missing at the end of the log",
  "changed by hand": "was changed by hand, and what it says of the end of the log with it",
};

function wayOut(state: AuditResult["state"]): string {
  if (state !== "of another version") return "The command resync makes it anew.";
  return "Run that version; to stay with this one, run resync, which makes it anew.";
}

function remarks({ head, check, state, edited }: AuditResult): string[] {
  return [
    ...(state === "intact" ? [] : [`state.json ${STATES[state]}. ${wayOut(state)}`]),
    ...check.restarts.map(
      ({ at }) =>
        `The resync of ${timeOf(at)} had to begin a new chain: whether files were missing then at the end of the log cannot be told.`,
    ),
    ...check.edits.map(
      ({ commit, notedAt }) =>
        `Commit ${short(commit)} was made by no run, or was moved, as the run of ${timeOf(notedAt)} noted.`,
    ),
    ...(edited ? [`Commit ${short(head)}, the last one, was made by no run, or was moved.`] : []),
  ];
}
