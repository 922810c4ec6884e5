import type { Mapping } from "../../mapping/mapping.ts";
import type { SyncState } from "../../model/state.ts";
import { isKnownUpdate } from "../../reconcile/journal/journal.ts";
import { readBaseBeside } from "../../reconcile/record/base.ts";
import { DAY_MINUTES, isBefore, plusMinutes } from "../../reconcile/record/timestamp.ts";
import type { ReadPorts } from "../ports.ts";
import type { Collected } from "./collected.ts";
import { STILL_OLDER, yetToCome } from "./pulled.ts";

/** Minutes by which two clocks may differ. */
const ANY_SKEW = DAY_MINUTES;

/**
 * A listing may lag behind: a referral older than the one that was merged last is read again by its id. Where its row has not
 * taken the base that would say which that was, so is one in the version that a run has written over, or in any other than
 * it left. A base with a time that is yet to come was written by somebody else.
 */
export async function replaceStaleReadings(
  collected: Collected,
  { referrals: reader, clock }: Pick<ReadPorts, "referrals" | "clock">,
  { mapping, state }: { readonly mapping: Mapping; readonly state: SyncState },
): Promise<void> {
  const { referrals, rows } = collected;
  const untaken = Map.groupBy((state.journal?.intents ?? []).filter(isKnownUpdate), (one) => one.referral);
  const stale = [...rows.values()].flatMap((row) => {
    const found = referrals.get(collected.ownerOf(row) ?? "");
    if (!found) return [];
    const { id, etag, modified } = found;
    const isOther = etag !== (state.referrals?.seen[id] ?? etag);
    if (untaken.get(id)?.some((written) => isOther || written.etag === etag))
      return [{ id, floor: modified }];
    const floor = readBaseBeside(row, id, mapping)?.referralModified;
    return floor && isBefore(modified, floor) ? [{ id, floor }] : [];
  });
  const read = await reader.fresh(stale.map(({ id }) => id));
  const fresh = new Map(read.map((referral) => [referral.id, referral]));
  const older = stale.filter(({ id, floor }) => {
    const now = fresh.get(id);
    if (!now || isBefore(now.modified, floor)) return true;
    referrals.set(id, now);
    return false;
  });
  const tomorrow = plusMinutes(clock.now().toISOString(), ANY_SKEW);
  const { never = [], notYet = [] } = Object.groupBy(older, ({ floor }) =>
    isBefore(tomorrow, floor) ? "never" : "notYet",
  );
  collected.leaveOut(
    notYet.map(({ id }) => id),
    STILL_OLDER,
  );
  collected.leaveOut(
    never.map(({ id }) => id),
    yetToCome(mapping),
  );
}
