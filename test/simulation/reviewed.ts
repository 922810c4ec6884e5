import type { DataverseEmulator } from "../../src/emulator/dataverse/index.ts";
import type { AppliedWrite } from "../../src/emulator/partner-center/store.ts";
import type { Change } from "../../src/model/plan.ts";
import { isPost } from "../../src/reconcile/journal/posts.ts";
import { stateIn } from "./audit-promises.ts";
import type { Hub } from "./hub.ts";
import type { Process } from "./process.ts";
import type { FieldName } from "./story.ts";

interface Writes {
  readonly referralWrites: readonly AppliedWrite[];
  readonly rowWrites: DataverseEmulator["operations"];
}

interface Written {
  readonly side: Change["side"];
  readonly id: string;
}

/**
 * What somebody has seen that this run may write; `null` where whatever it plans will do. That is so as well where an earlier run
 * had the same plan and left some of it: from then on it is a matter of limits.
 */
export function reviewedBy({ reviewed, name }: Process, { history }: Hub): readonly Change[] | null {
  if (!reviewed) return null;
  const isRest = history.some(
    ({ files, message }) =>
      !message.includes(`Sync-Operation: ${name}/`) && stateIn(files)?.unfinished?.plan === reviewed.digest,
  );
  return isRest ? null : reviewed.plan.changes;
}

/** Records that were written, though these changes have nothing of them. */
export function unreviewed(seen: readonly Change[], { referralWrites, rowWrites }: Writes): string[] {
  const referrals = referralWrites.filter(({ by, kind, id }) => {
    const isSeen = kind === "create" ? isPost : isOf({ side: "referral", id });
    return by === "api" && !seen.some(isSeen);
  });
  const rows = rowWrites.filter(({ table, id, columns }) => {
    const isNote = table === "annotation";
    const is = isOf({ side: "opportunity", id: isNote ? String(columns._objectid_value) : id });
    return !seen.some((one) => is(one) && isNote === (one.action === "note"));
  });
  return [...referrals.map(({ id }) => `referral ${id}`), ...rows.map(({ table, id }) => `${table} ${id}`)];
}

/** Whether these changes have this value in this field of that record; an answer to a referral is its status. */
export function isReviewed(
  seen: readonly Change[],
  written: Written,
  [field, value]: readonly [FieldName, string | null],
): boolean {
  const own = seen.filter(isOf(written)).flatMap(({ fields }) => fields);
  return own.some((one) => (one.field === field && one.to === value) || (field === "status" && one.moves));
}

function isOf(written: Written): (change: Change) => boolean {
  return ({ side, link, row }) =>
    side === written.side &&
    written.id === (side === "referral" ? link.referral : (row?.id ?? link.opportunity));
}
