import type { RunResult } from "../model/result.ts";
import type { Waiting } from "../model/state.ts";
import { type NameOf, referralsOf } from "./changes.ts";
import { openConflicts } from "./conflicts.ts";
import { cell, joined, sentence, table, tableOf } from "./markdown.ts";
import { howToApprove, howToResolve, kindText, nextLook, waitingSince } from "./next-step.ts";
import { isSeen } from "./totals.ts";

/** Nothing to fix: a new referral has time to be answered, a deal out of scope is left alone on purpose. */
export const QUIET: readonly Waiting["kind"][] = ["unanswered", "out of scope"];

/** What only waits for approval has a section of its own. */
function isQuiet({ kind, onlyApproval }: Waiting): boolean {
  return QUIET.includes(kind) || onlyApproval === true;
}

/** Deals that the numbers of a run are about. */
function newsOf(result: RunResult): Set<string> {
  const { changes, conflicts, held, questions } = result.plan;
  const referralOf = referralsOf(result);
  const linked = [...changes.filter(isSeen), ...conflicts, ...held].map(({ link }) => referralOf(link));
  return new Set([...linked, ...questions.map((question) => question.referral)]);
}

/** How many deals earlier runs have left to people: one that this run is about is not counted again. */
export function leftWaiting(result: RunResult): number {
  const news = newsOf(result);
  return result.waiting.filter(({ referral, kind }) => !news.has(referral) && !QUIET.includes(kind)).length;
}

/** What earlier runs left and this one did not fix; what is new is in the sections above. */
export function waitingSection(result: RunResult, nameOf: NameOf, most: number): string {
  const { waiting, plan } = result;
  const news = new Set([...newsOf(result), ...plan.warnings.map(({ link }) => link.referral)]);
  const older = waiting.filter((entry) => !news.has(entry.referral) && !isQuiet(entry));
  if (older.length === 0) return "";
  const since = sinceOfMost(older);
  const cellsOf = (entry: Waiting) => [
    ...waitingCells(entry, nameOf),
    joined([nextLook(entry), waitingSince(entry) === since ? "" : waitingSince(entry)], "<br>"),
  ];
  // Where there is a new conflict, it is said there.
  const open = openConflicts(plan).length > 0 ? undefined : older.find(({ kind }) => kind === "conflict");
  const parts = [
    `### Still waiting\n\n${tableOf(["Deal", "What", "Why", "Next look"], older, cellsOf, most)}`,
    since === null ? "" : `Where nothing else is said, ${since}.`,
    open ? howToResolve(open.referral, open.fields[0] ?? "") : "",
  ];
  return joined(parts, "\n\n");
}

/** The steps that wait for a yes, and how to give it. */
export function approvalSection(
  { waiting, approvalDigest }: RunResult,
  nameOf: NameOf,
  most: number,
): string {
  if (approvalDigest === null) return "";
  const rows = waiting.flatMap((entry) => entry.awaits.map((what) => [nameOf(entry), sentence(what)]));
  return `### Waiting for approval\n\n${table(["Deal", "What"], rows, most)}\n\n${howToApprove(approvalDigest)}`;
}

/** Which deal it is, what it waits for, and why. */
export function waitingCells(entry: Waiting, nameOf: NameOf): string[] {
  return [
    nameOf(entry),
    joined([kindText(entry), cell(entry.fields.join(", "))], ": "),
    sentence(entry.reason),
  ];
}

/** Much of what waits has come up in one run, which is said once then; `null` where each has a time of its own. */
function sinceOfMost(entries: readonly Waiting[]): string | null {
  const groups = Map.groupBy(entries, waitingSince);
  const [most] = [...groups].sort(([, a], [, b]) => b.length - a.length);
  return most && most[1].length > 1 ? most[0] : null;
}
