import type { Duplicate } from "../model/crm.ts";
import { isUuid } from "../model/uuid.ts";

/**
 * Which opportunities have the same in the column of the referral identifier, for a person to look them up.
 *
 * @param most So many are named.
 */
export function duplicatesText(found: readonly Duplicate[], most: number): string {
  const named = found.slice(0, most).map(({ value, opportunities }) => {
    // What people type in its place may be anybody's name.
    const what = isUuid(value) ? `referral ${value}` : "something else";
    return `${what} on opportunities ${opportunities.join(", ")}`;
  });
  const rest = found.length - named.length;
  return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join("; ");
}

/** What a person does about them. */
export const CLEAR_DUPLICATES =
  "Of each of these, clear it on all but the one that sellers work with, and set Sync with Partner Center to No there; a closed one is reopened for that. Then run setup again: docs/moving-from-the-connector.md.";
