import { otherwiseOf } from "../fallback.ts";
import { type Finding, findingAtKey } from "../schema/finding.ts";
import { DAY } from "../schema/parts.ts";
import type { FieldDocument } from "../schema/schema.ts";
import { transformOf } from "../transform-of.ts";
import { NO_LOOKUPS, readsBack } from "../transforms/transform.ts";

/** A fallback that would be taken away again, sent back, or never be used. */
export function checkOtherwise(name: string, field: FieldDocument): Finding[] {
  const otherwise = otherwiseOf(field);
  if (!otherwise) return [];
  const { direction, when, blank } = field;
  const at = (key: string | null, message: string): Finding[] => [
    findingAtKey(["fields", name, "otherwise", ...(key ? [key] : [])], message),
  ];
  if (blank === "propagate") return at(null, "blank: propagate would take it away again; use blank: protect");
  const { referral, opportunity, value } = otherwise;
  return [
    ...(referral !== undefined && direction === "opportunity to referral"
      ? at("referral", "no opportunity takes it, as the field goes to the referral")
      : []),
    ...(referral !== undefined && direction === "both" && when === "always"
      ? at(
          "referral",
          "it would be sent back to the field's own property; use when: create, or one direction",
        )
      : []),
    ...(opportunity !== undefined && direction === "referral to opportunity"
      ? at("opportunity", "no referral takes it, as the field goes to the opportunity")
      : []),
    ...(value !== undefined && !isPossible(field, value)
      ? at("value", "this is not a value that the field can have")
      : []),
  ];
}

/** A date is written as it stands there, also one that no month has. */
function isPossible(field: FieldDocument, value: string): boolean {
  if (field.as === "date" && !DAY.safeParse(value).success) return false;
  return readsBack(transformOf(field), value, NO_LOOKUPS);
}
