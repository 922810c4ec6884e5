import { RefusalError } from "../../errors.ts";
import { isMarked } from "../../model/other-tools.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { DAY_MINUTES, isBefore, minusMinutes } from "../record/timestamp.ts";

/** A connector that is on has written something in a week; one that was turned off is no longer asked about after it. */
const RECENT_MINUTES = 7 * DAY_MINUTES;

/**
 * Refuses to begin beside another tool, such as Microsoft's connector with its flows still on: two of them overwrite each
 * other, and share one opportunity twice. Tools leave a mark in what they write, people in the portal do not, as far as was
 * seen; Microsoft says nothing about it. So a person who knows better lets the plan through by its digest.
 *
 * @param referrals What a first sync has read.
 * @throws RefusalError
 */
export function guardAlone(referrals: readonly RemoteRecord[], now: string): void {
  const from = minusMinutes(now, RECENT_MINUTES);
  const marked = referrals.filter(
    ({ properties, modified }) => isMarked(properties) && !isBefore(modified, from),
  );
  if (marked.length === 0) return;
  throw new RefusalError(
    `In the last seven days, another tool has written ${marked.length} of these referrals (lastModifiedVia), such as Microsoft's connector.`,
    "Turn off all flows of the connector, the scheduled one too: docs/moving-from-the-connector.md has the order of steps. When nothing else writes any more, run once with the digest of this plan as expected-plan-digest.",
  );
}

/**
 * Refuses to begin anew with deals that were synced before. Somebody has deleted the state branch, or given another name, or the
 * CRM is a copy: nothing would say so, the audit log would begin as if there had been no other, and what only the old state
 * knows, such as a close that did not get through, passes for something that a person has done.
 *
 * @param synced How many of the deals that a first sync has read have a base.
 * @throws RefusalError
 */
export function guardBeginning(synced: number, branch: string): void {
  if (synced === 0) return;
  const deals = synced === 1 ? "one of these deals has" : `${synced} of these deals have`;
  throw new RefusalError(
    `Branch ${branch} has no state yet, though ${deals} been synced before.`,
    "Go on with their state: give its state-branch, or bring that branch back (the summary of the last sync names its last commit). If there is none, or the CRM is a copy that is to be synced as well, run once with the digest of this plan as expected-plan-digest.",
  );
}
