import type { Change, Plan, PlanSize } from "../../model/plan.ts";

/** What later runs are left with counts as well: it is let through together with the rest. */
export function sizeOfPlan({ changes, later }: Plan): PlanSize {
  const { records, deals } = sizeOf(changes);
  return { records: records + (later?.size.records ?? 0), deals: deals + (later?.size.deals ?? 0) };
}

/** How much changes write, as the limits count it. */
export function sizeOf(changes: readonly Sized[]): PlanSize {
  const records = new Set(changes.map(recordOf));
  // Only real changes count: writing down a base for the first time changes nothing that anybody sees.
  const updated = changes.filter(
    (change) => ["update", "close"].includes(change.action) && change.fields.length > 0,
  );
  return { records: records.size, deals: new Set(updated.map((change) => change.link.referral)).size };
}

/** Names the record that a change writes. */
export function recordOf({ side, action, link, row }: Sized): string {
  // Microsoft's own referral of the deal is another record than ours.
  const what = action === "invite" ? action : side;
  return `${what}/${row?.id ?? link.referral}`;
}

/** A change, planned or announced. */
export type Sized = Pick<Change, "side" | "action" | "link" | "row"> & {
  readonly fields: readonly unknown[];
};
