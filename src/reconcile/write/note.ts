import type { Change, Merge } from "../../model/plan.ts";
import type { OpportunityWrite } from "../../model/ports.ts";
import { readable } from "../../model/readable.ts";
import { noteIdFor } from "../record/ids.ts";

/** Of what took its place, a note has the beginning: the record has all of it, and a note takes 100,000 characters. */
const LONGEST_NEW = 500;

/** The note on the opportunity, or the lead, that keeps what this pair's other changes overwrite. */
export function noteOf(change: Change, merge: Merge, intent: string): OpportunityWrite {
  const toReferral = merge.changes.find(({ side }) => side === "referral")?.fields ?? [];
  const here = `on this ${change.row?.table ?? "opportunity"}`;
  const lines = change.fields.map((lost) => {
    const where = toReferral.some(({ field }) => field === lost.field) ? "in Partner Center" : here;
    return `${lost.field} ${where} was: ${readable(lost.from ?? "")}\nIt is now: ${beginning(readable(lost.to))}`;
  });
  return {
    action: "note",
    id: noteIdFor(intent),
    opportunity: change.row?.id ?? change.link.opportunity,
    ...(change.row ? { table: change.row.table } : {}),
    subject: `Replaced by the co-sell sync: ${change.fields.map(({ field }) => field).join(", ")}`
      .slice(0, 500)
      .toWellFormed(),
    text: asText(lines.join("\n\n")),
  };
}

/**
 * Timelines show the text of a note as HTML: a value from Partner Center could bring a picture or a link into the CRM. With
 * a space of no width behind it, a `<` is one, and everything else stays as it was.
 */
function asText(text: string): string {
  return text.replaceAll(/<(?=[a-z/!?])/gi, "<\u200b");
}

function beginning(text: string): string {
  return text.length > LONGEST_NEW ? `${text.slice(0, LONGEST_NEW).toWellFormed()}…` : text;
}
