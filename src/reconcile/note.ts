import type { Change, Merge } from "../model/plan.ts";
import type { OpportunityWrite } from "../model/ports.ts";
import { noteIdFor } from "./ids.ts";

/** The note on the opportunity that keeps what this pair's other changes overwrite. */
export function noteOf(change: Change, merge: Merge, intent: string): OpportunityWrite {
  const toReferral = merge.changes.find(({ side }) => side === "referral")?.fields ?? [];
  const lines = change.fields.map((lost) => {
    const where = toReferral.some(({ field }) => field === lost.field)
      ? "in Partner Center"
      : "on this opportunity";
    return `${lost.field} ${where} was: ${lost.from ?? ""}\nIt is now: ${lost.to ?? "(blank)"}`;
  });
  return {
    action: "note",
    id: noteIdFor(intent),
    opportunity: change.row?.id ?? change.link.opportunity,
    ...(change.row ? { table: change.row.table } : {}),
    subject: `Replaced by the co-sell sync: ${change.fields.map(({ field }) => field).join(", ")}`.slice(
      0,
      500,
    ),
    text: lines.join("\n\n"),
  };
}
