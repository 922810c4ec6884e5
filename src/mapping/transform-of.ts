import type { CrmTableName } from "../model/crm.ts";
import type { FieldDocument } from "./schema/schema.ts";
import { choice } from "./transforms/choice.ts";
import { closingReason } from "./transforms/closing-reason.ts";
import { date } from "./transforms/date.ts";
import { decision } from "./transforms/decision.ts";
import { latch } from "./transforms/latch.ts";
import { link } from "./transforms/link.ts";
import { list } from "./transforms/list.ts";
import { money } from "./transforms/money.ts";
import { firstText, shownStatus } from "./transforms/shown.ts";
import { solutions } from "./transforms/solutions.ts";
import { status } from "./transforms/status.ts";
import { team } from "./transforms/team.ts";
import { text } from "./transforms/text.ts";
import type { Transform } from "./transforms/transform.ts";
import { yesOrNo } from "./transforms/yes-or-no.ts";

/** How a field of each kind is read and written. */
export function transformOf(field: FieldDocument, table: CrmTableName = "opportunity"): Transform {
  switch (field.as) {
    case "text":
      return text(field);
    case "money":
      return money({
        ...field,
        table,
        calculated: table === "opportunity" ? calculatedBy(field.opportunity[0]) : null,
      });
    case "date":
      return date({
        ...field,
        timeZone: field["time zone"] ?? null,
        isOnlyRead: field.direction === "opportunity to referral",
      });
    case "choice":
      return choice({ ...field, alsoRead: field["also read"], blankOptions: field["blank options"] });
    case "solutions":
      return solutions(field);
    case "list":
      return list(field);
    case "yes or no":
      return yesOrNo(field);
    case "referral link":
      return link(field);
    case "status":
      return status(field);
    case "team":
      return team(field);
    case "latch":
      return latch(field);
    case "decision":
      return decision(field);
    case "closing reason":
      return closingReason({ ...field, byStatusCode: field["by status code"] });
    case "referral status":
      return shownStatus(field);
    case "first text":
      return firstText(field);
  }
}

/** The revenue of an opportunity with products may be theirs (opportunity EntityType reference). */
function calculatedBy(column: string): string | null {
  return column === "estimatedvalue" ? "isrevenuesystemcalculated" : null;
}
