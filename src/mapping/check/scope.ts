import { isUuid } from "../../model/uuid.ts";
import type { Finding } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";

/** Only a lookup has ids, and Dataverse gives them under its other name. */
export function checkScope({ scope }: MappingDocument): Finding[] {
  return Object.entries(scope.opportunities).flatMap(([column, condition]) => {
    const isLookup = Array.isArray(condition) && condition.every((value) => isUuid(String(value)));
    if (!isLookup || column.startsWith("_")) return [];
    const place = ["scope", "opportunities", column];
    const message = `${place.join(" > ")}: these are ids, so it is a lookup; write _${column}_value`;
    return [{ path: place, message }];
  });
}
