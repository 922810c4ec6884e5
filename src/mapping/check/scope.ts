import { isUuid } from "../../model/uuid.ts";
import type { Finding } from "../schema/finding.ts";
import type { MappingDocument } from "../schema/schema.ts";
import { short } from "../yaml/yaml.ts";

/** Only a lookup has ids, and Dataverse gives them under its other name. */
export function checkScope({ scope }: MappingDocument): Finding[] {
  return Object.entries(scope.opportunities).flatMap(([column, condition]) => {
    const values = Array.isArray(condition) ? condition.map(String) : [];
    const name = values.find((value) => !isUuid(value));
    const isLookup = column.startsWith("_");
    const path = ["scope", "opportunities", column];
    const finding = (message: string) => [{ path, message: `${path.join(" > ")}: ${message}` }];
    if (isLookup && name !== undefined)
      return finding(
        `a lookup has ids such as 6f1e0d0a-2b1c-4c3d-8e4f-5a6b7c8d9e0f; this is "${short(name)}"`,
      );
    if (!isLookup && values.length > 0 && name === undefined)
      return finding(`these are ids, so it is a lookup; write _${column}_value`);
    return [];
  });
}
