import { viewOf } from "../../mapping/leads.ts";
import type { Merge } from "../../model/plan.ts";
import type { SyncState } from "../../model/state.ts";
import { rowWasClosed } from "../record/ended.ts";
import { DAY_MINUTES, isBefore, minusMinutes } from "../record/timestamp.ts";
import { statusMoves } from "./back-and-forth.ts";
import type { DealContext } from "./context.ts";
import { differingColumns } from "./seller.ts";

/*
 * A flow may rewrite what a seller reads of the sync each time that it is written. After some times the row is left as the flow made
 * it, so that nobody would know: the next run says so, and then not again for four weeks, however many rows there are.
 */

const DAYS_SILENT = 28;

type Context = Pick<DealContext, "mapping" | "isWornOut">;
type Rewritten = SyncState["rewritten"];

/** The columns in which this row tells its seller something else than the sync does, and that are left so. */
export function rewrittenColumns(merge: Merge, context: Context): string[] {
  const { pair, status } = merge;
  const { opportunity } = pair;
  if (!opportunity || rowWasClosed(pair) || merge.leftAlone !== undefined || merge.tellsRefusal) return [];
  const mapping = viewOf(context.mapping, pair);
  const isTold = statusMoves(pair, status, { ...context, mapping });
  return isTold ? [] : differingColumns(opportunity, mapping.seller, status);
}

/** As the state remembers it: what was said already, as long as that is not said again, or what is to be said now. */
export function rewrittenAfter(
  before: Rewritten,
  merges: readonly Merge[],
  context: Context & { readonly now: string },
): Rewritten {
  const { now } = context;
  if (before && !isBefore(before.at, minusMinutes(now, DAYS_SILENT * DAY_MINUTES))) return before;
  const columns = new Set(merges.flatMap((merge) => rewrittenColumns(merge, context)));
  return columns.size > 0 ? { columns: [...columns].sort(), at: now } : undefined;
}

/** A word for the whole run, when it is the first to find it. */
export function rewrittenNotice(before: Rewritten, after: Rewritten): string | null {
  if (!after || after.at === before?.at) return null;
  const columns = after.columns.join(" and ");
  return `Something in the CRM, a flow or a plug-in, changes ${columns} each time that a sync has written it. So it is left as it is, and sellers read something else than they are told; what a deal waits for is in the summary. Leave ${columns} out of that flow or plug-in. This is said once in four weeks.`;
}
