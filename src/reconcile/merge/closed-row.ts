import type { Change, FieldChange, Merge } from "../../model/plan.ts";
import { rowWasClosed } from "../record/ended.ts";

/**
 * What becomes of values that a closed row would overwrite in its referral. The row takes no base, which would remember that:
 * with something in Partner Center that puts its own back, every run would overwrite it once more, and keep a note each time.
 * So it is left to people, unless one has decided it, or this very merge closes the referral, after which nothing can.
 */
export function withoutOverwritingFromClosed(merge: Merge): Merge {
  const { pair } = merge;
  if (!rowWasClosed(pair)) return merge;
  const update = merge.changes.find(({ side, action }) => side === "referral" && action === "update");
  if (!update || update.fields.some(({ moves }) => moves === "status")) return merge;
  const left = update.fields.filter(isLeft);
  if (left.length === 0) return merge;
  const names = new Set(left.map(({ field }) => field));
  return {
    ...merge,
    changes: merge.changes.flatMap((change) => without(names, change)),
    held: [
      ...merge.held,
      ...left.map(({ field }) => ({
        link: pair.link,
        field,
        side: "referral" as const,
        reason: ROW_IS_CLOSED,
      })),
    ],
  };
}

function isLeft({ overwrites, resolved }: FieldChange): boolean {
  return overwrites === true && !resolved;
}

function without(names: ReadonlySet<string>, change: Change): Change[] {
  if (change.action !== "update" && change.action !== "note") return [change];
  const fields = change.fields.filter(({ field }) => !names.has(field));
  return fields.length > 0 ? [{ ...change, fields }] : [];
}

const ROW_IS_CLOSED =
  "Partner Center has another value, and the opportunity is closed: make them equal there, or close the referral";
