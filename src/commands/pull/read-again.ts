import type { Mapping } from "../../mapping/mapping.ts";
import type { ReferralReader } from "../../model/ports.ts";
import { readBaseBeside } from "../../reconcile/base.ts";
import { isBefore } from "../../reconcile/timestamp.ts";
import type { Collected } from "./collected.ts";
import { STILL_OLDER } from "./pulled.ts";

/** A listing may lag behind: a referral older than the one that was merged last is read again by its id. */
export async function replaceStaleReadings(
  collected: Collected,
  reader: ReferralReader,
  mapping: Mapping,
): Promise<void> {
  const { referrals, rows } = collected;
  const stale = [...rows.values()].flatMap((row) => {
    const referral = referrals.get(collected.ownerOf(row) ?? "");
    const floor = referral && readBaseBeside(row, referral.id, mapping)?.referralModified;
    return floor && isBefore(referral.modified, floor) ? [{ id: referral.id, floor }] : [];
  });
  const read = await reader.fresh(stale.map(({ id }) => id));
  const fresh = new Map(read.map((referral) => [referral.id, referral]));
  const older = stale.filter(({ id, floor }) => {
    const now = fresh.get(id);
    if (!now || isBefore(now.modified, floor)) return true;
    referrals.set(id, now);
    return false;
  });
  collected.leaveOut(
    older.map(({ id }) => id),
    STILL_OLDER,
  );
}
