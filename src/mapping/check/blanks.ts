import type { TableColumns } from "../../model/crm.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument } from "../schema/schema.ts";

/** Whether what is blank on the opportunity is emptied in Partner Center. */
function emptiesReferrals({ blank, as, direction }: FieldDocument): boolean {
  return blank === "propagate" && as !== "latch" && direction !== "referral to opportunity";
}

const WOULD_EMPTY = "and blank: propagate would then empty the referrals";

/** A column that comes back is empty, which no seller meant. */
export function checkMissing(name: string, field: FieldDocument): Finding[] {
  if (field["if missing"] === "stop" || !emptiesReferrals(field)) return [];
  const message = `with if missing: skip the column may come back empty, ${WOULD_EMPTY}; use blank: protect`;
  return [findingAt(["fields", name, "if missing"], message)];
}

const GONE = `is empty when it is made again, ${WOULD_EMPTY}; give the field another name before that, and the next sync fills the column`;
const SECURED = `has column-level security, so it reads as blank for whoever may not see it, ${WOULD_EMPTY}; use blank: protect`;

/**
 * A column that is gone is most likely made again. One with column-level security is blank for whomever its profiles leave out
 * ("Column-level security to control access"), which may be the application user from one day to the next. Nothing tells either
 * from what a seller has emptied.
 */
export function checkBlanks(name: string, field: FieldDocument, columns: TableColumns): Finding[] {
  if (!emptiesReferrals(field)) return [];
  return [field.opportunity].flat().flatMap((column) => {
    const known = columns[column];
    if (known && !known.secured) return [];
    return [findingAt(["fields", name, "blank"], `column ${column} ${known ? SECURED : GONE}`)];
  });
}
