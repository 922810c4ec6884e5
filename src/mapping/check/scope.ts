import { isUuid } from "../../model/uuid.ts";
import { isMicrosoftsPath } from "../mapping.ts";
import { type Finding, findingAtKey } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";
import type { ScopeDocument } from "../schema/scope.ts";
import { short } from "../yaml/yaml.ts";
import { checkCondition } from "./conditions.ts";
import { kindOf, whichElement } from "./referral-shapes.ts";

export function checkScope({ scope }: MappingDocument): Finding[] {
  return [...checkReferrals(scope), ...checkOpportunities(scope)];
}

function checkReferrals({ referrals }: ScopeDocument): Finding[] {
  return Object.entries(referrals).flatMap(([property, condition]) => {
    const path = ["scope", "referrals", property];
    const isMicrosofts = property === "microsoft" || isMicrosoftsPath(property);
    const message = isMicrosofts ? NOT_READ : whichElement(property);
    if (message !== null) return [findingAtKey(path, message)];
    const kind = kindOf(property);
    return kind ? checkCondition(path, condition, kind) : [];
  });
}

/** Of a deal in which nothing changed, Microsoft's side is not read: it would seem to be blank. */
const NOT_READ =
  "this is of Microsoft's own referral, which is not read of every deal; a scope takes what your own referral has, such as type or qualification";

/** Only a lookup has ids, and Dataverse gives them under its other name. */
function checkOpportunities({ opportunities }: ScopeDocument): Finding[] {
  return Object.entries(opportunities).flatMap(([column, condition]) => {
    const values = Array.isArray(condition) ? condition.map(String) : [];
    const name = values.find((value) => !isUuid(value));
    const isLookup = column.startsWith("_");
    const path = ["scope", "opportunities", column];
    if (isLookup && name !== undefined)
      return findingAtKey(
        path,
        `a lookup has ids such as 6f1e0d0a-2b1c-4c3d-8e4f-5a6b7c8d9e0f; this is "${short(name)}"`,
      );
    if (!isLookup && values.length > 0 && name === undefined)
      return findingAtKey(path, `these are ids, so it is a lookup; write _${column}_value`);
    return [];
  });
}
