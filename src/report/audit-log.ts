import type { AuditResult, LogEntry, LoggedRun } from "../reconcile/audit/audit-log.ts";
import { origin, timeOf, told } from "./audit-line.ts";
import { FIX, remarks, verdict, whatIsWrong } from "./audit-verdict.ts";
import { harmless } from "./log.ts";
import { cell, dealLink, fitted, joined, reportOf, table, tableOf } from "./markdown.ts";

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
    history ? `## Co-sell audit: deal ${nameOf(history)}` : "## Co-sell audit",
    entries.length > 0 ? tableOf(header, entries, cellsOf, most) : "",
    history && entries.length === 0 ? UNHEARD_OF : "",
    entries.length > 0 ? runsSection(entries, most) : "",
    `${history ? "### The log as a whole\n\n" : ""}${cell(verdict(result), 400)}`,
    breaks.length > 0
      ? `${table(["File", "What is wrong"], breaks, Math.min(most, MOST_BREAKS))}\n\n${FIX}`
      : "",
    ...remarks(result).map((text) => cell(text, 400)),
  ];
  return reportOf(sections);
}

/** Only a referral has an address in the portal. */
function nameOf({ asked, entries }: NonNullable<AuditResult["history"]>): string {
  return entries.some(({ line }) => line.opportunity === asked) ? cell(asked) : dealLink(asked);
}

/** The same for a terminal. */
export function auditText(result: AuditResult): string {
  const { history, check } = result;
  const paragraphs = [
    ...(history ? [`Deal ${history.asked}`, historyText(history.entries)] : []),
    ...(history && history.entries.length > 0 ? [runsText(history.entries)] : []),
    verdict(result),
    ...(check.breaks.length > 0
      ? [check.breaks.map((one) => block([one.path, whatIsWrong(one)])).join("\n"), FIX]
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
