import { DAY_MINUTES } from "./timestamp.ts";

const MINUTES = [60, 4 * 60, DAY_MINUTES, 3 * DAY_MINUTES] as const;

/** What has failed more often is given up, as a rule, until either side changes. */
export const MOST_TRIES = MINUTES.length;

/** Minutes until the next try of what has failed so many times. */
export function backOffMinutes(times: number): number {
  return MINUTES[times - 1] ?? 3 * DAY_MINUTES;
}
