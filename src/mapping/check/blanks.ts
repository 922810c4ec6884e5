import type { TableColumns } from "../../model/crm.ts";
import type { Finding } from "../schema/finding.ts";
import type { FieldDocument } from "../schema/schema.ts";

/** Whether what is blank on the opportunity is emptied in Partner Center. */
function emptiesReferrals({ blank, as, direction }: FieldDocument): boolean {
  return blank === "propagate" && as !== "latch" && direction !== "referral to opportunity";
}

/** A column that comes back is empty, which no seller meant. */
export function checkMissing(name: string, field: FieldDocument): Finding[] {
  if (field["if missing"] === "stop" || !emptiesReferrals(field)) return [];
  const message = `fields > ${name}: with if missing: skip the column may come back empty, and blank: propagate would then empty the referrals; use blank: protect`;
  return [{ path: ["fields", name, "if missing"], message }];
}

/**
 * So is one with column-level security, for whoever its profiles leave out ("Column-level security to control access"). They may
 * leave out the application user from one day to the next, and nothing tells that from what a seller has emptied.
 */
export function checkSecured(name: string, field: FieldDocument, columns: TableColumns): Finding[] {
  if (!emptiesReferrals(field)) return [];
  return [field.opportunity]
    .flat()
    .filter((column) => columns[column]?.secured)
    .map((column) => ({
      path: ["fields", name, "blank"],
      message: `fields > ${name}: column ${column} has column-level security, so it reads as blank for whoever may not see it, and blank: propagate would then empty the referrals; use blank: protect`,
    }));
}
