import { invalid, notEmulated } from "./errors.ts";
import type { Referral } from "./referral.ts";

export type Predicate = (referral: Readonly<Referral>) => boolean;

/** What is understood that no page settles. */
export interface Grammar {
  /** Whether `updatedDateTime ge …` is. */
  readonly updatedFilter: boolean;
  /** How the id of an engagement is written. */
  readonly engagementFilter: "quoted" | "bare";
}

const ENGAGEMENT = /^engagementId eq (?:'((?:[^']|'')*)'|([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}))$/i;
const UPDATED = /^updatedDateTime ge (\d{4}-\d{2}-\d{2}T[\d:.]+Z)$/;

/** Of the `$filter` grammar that the list page shows by example, the engagement; and the time, which it does not show. */
export function parseFilter(text: string, { updatedFilter, engagementFilter }: Grammar): Predicate {
  const [engagement, quoted, bare] = ENGAGEMENT.exec(text) ?? [];
  const [updated, since = ""] = UPDATED.exec(text) ?? [];
  if (engagement !== undefined) {
    const wanted = engagementFilter === "quoted" ? quoted?.replaceAll("''", "'") : bare?.toLowerCase();
    if (wanted !== undefined) return ({ engagementId }) => engagementId === wanted;
  } else if (updated === undefined) throw notEmulated(`$filter=${text}`);
  else if (updatedFilter) {
    return ({ updatedDateTime }) => comparable(updatedDateTime) >= comparable(since);
  }
  throw invalid(`The query specified in the URI is not valid. $filter: ${text}`);
}

/** The same moment always as the same text, so that text compares as time. */
export function comparable(time: string): string {
  const [seconds = "", fraction = ""] = time.replace(/Z$/, "").split(".");
  return `${seconds}.${fraction.padEnd(7, "0")}`;
}
