import type { Waiting } from "../../model/state.ts";
import { backOffMinutes, MOST_TRIES } from "../record/back-off.ts";
import { DAY_MINUTES, isBefore, plusMinutes } from "../record/timestamp.ts";

/** So often a record that moved is read and merged again at the next run; then something else is wrong with it. */
const MOST_TIMES_STALE = 5;

/**
 * When to look again at a deal that may be fixed on another record: never given up, and at least once a day, as
 * somebody may have fixed it long ago, and waits.
 */
export function nextLookElsewhere(tries: number, now: string): string {
  return plusMinutes(now, Math.min(backOffMinutes(tries), DAY_MINUTES));
}

/**
 * Whether what was refused is tried before its time, as a change on either side has it. That uses up none of the times: else
 * four edits within minutes would leave a deal refused for good, though what refuses it is fixed the same day.
 */
export function isBeforeItsTime({ kind, nextAt }: Waiting, now: string): boolean {
  return kind === "rejected" && nextAt !== null && isBefore(now, nextAt);
}

/** These wait for a person, who changes something. */
const WAITS_FOR_CHANGE: readonly Waiting["kind"][] = [
  "conflict",
  "held",
  "unanswered",
  "expiring",
  "out of scope",
];

/**
 * When to try again, ISO 8601; `null` waits for a change on either side.
 *
 * @param tries With the one that has just failed.
 */
export function nextTry(kind: Waiting["kind"], tries: number, now: string): string | null {
  if (kind === "stale" && tries <= MOST_TIMES_STALE) return now;
  // Once, at the next run: a service that was down for a minute is the common case.
  if (kind === "failed" && tries === 1) return now;
  if (WAITS_FOR_CHANGE.includes(kind)) return null;
  const times = kind === "stale" ? tries - MOST_TIMES_STALE : tries;
  // The answer may be given on another record, whose change brings this one into no listing: never given up.
  const isNeverGivenUp = kind === "question" || kind === "lost base";
  return times > MOST_TRIES && !isNeverGivenUp ? null : plusMinutes(now, backOffMinutes(times));
}
