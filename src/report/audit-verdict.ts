import { shortHash } from "../model/readable.ts";
import { sumOf } from "../model/sum.ts";
import type { AuditResult, Break } from "../reconcile/audit/audit-log.ts";
import { timeOf } from "./audit-line.ts";
import { count } from "./markdown.ts";

/** Every file is there as it was written, as far as the state can tell where the log ends. */
export function isWhole({ check, state }: AuditResult): boolean {
  return check.breaks.length === 0 && state === "intact";
}

/** Whether the log is whole, in a sentence, and how much of it there is. */
export function verdict(result: AuditResult): string {
  const { runs, breaks } = result.check;
  const size = sizeOf(runs);
  if (breaks.length > 0) return `The audit log is broken in ${count(breaks.length, "place")}: ${size}.`;
  if (runs.length === 0) {
    return result.state === "intact"
      ? "The audit log is empty: no run has had anything to record yet."
      : "There is no audit file on this branch, and whether there were any cannot be told.";
  }
  const [known, end] = isWhole(result)
    ? ["", " to the one that the state names"]
    : [" as far as can be told", ""];
  return `The audit log is unbroken${known}: ${size}. Each file is there as it was written, from the first${end}.`;
}

function sizeOf(runs: AuditResult["check"]["runs"]): string {
  const [first, last] = [runs[0], runs.at(-1)];
  if (!first || !last) return "no file that is there can be read";
  const lines = sumOf(runs, (run) => run.lines.length);
  return `${count(runs.length, "file")} with ${count(lines, "line")}, from ${timeOf(first.at)} to ${timeOf(last.at)}`;
}

/** What to do about a break. */
export const FIX =
  "The history of the branch says who did it and when (git log -p, followed by the name of the file), and git revert of that commit brings a file back.";

export function whatIsWrong({ what, by }: Break): string {
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

/** What else there is to know of the end of the log, and of who has touched it. */
export function remarks({ head, check, state, edited }: AuditResult): string[] {
  return [
    ...(state === "intact" ? [] : [`state.json ${STATES[state]}. ${wayOut(state)}`]),
    ...check.restarts.map(
      ({ at }) =>
        `The resync of ${timeOf(at)} had to begin a new chain: whether files were missing then at the end of the log cannot be told.`,
    ),
    ...check.edits.map(
      ({ commit, notedAt }) =>
        `Commit ${shortHash(commit)} was made by no run, or was moved, as the run of ${timeOf(notedAt)} noted.`,
    ),
    ...(edited ? [`Commit ${shortHash(head)}, the last one, was made by no run, or was moved.`] : []),
  ];
}
