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
