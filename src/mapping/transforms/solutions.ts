import { isUuid } from "../../model/uuid.ts";
import { hasId, keySet } from "./set.ts";
import { canonicalKey } from "./text.ts";
import type { OnePlace, Transform, Unusable } from "./transform.ts";

/**
 * A keyed set of solution ids, `"SOL-10101-AAA, SOL-2173-UYM"`, sorted. In the CRM it is a text column that
 * a seller fills with ids between commas, semicolons or line ends. Case does not count: an id that was typed in small
 * letters would take the place of the one that Partner Center knows name and price of.
 */
export function solutions(places: OnePlace): Transform {
  return keySet(places, {
    between: ", ",
    separators: /[,;\n]/,
    keyIn: canonicalId,
    keyOf: (element) => (hasId(element) ? canonicalId(element.id) : null),
    make: (id) => ({ id, type: "Name" }),
    whyNotTaken,
    notAList: "the solutions are not a list",
    hasSeparator:
      "the id of a solution in Partner Center has a comma or semicolon in it, which stands between two ids here",
  });
}

/** Of the portal: a deal has one to fifty solutions (bulk-operations). */
function whyNotTaken(count: number): Unusable | null {
  if (count === 0) return { unusable: "Partner Center wants at least one solution" };
  return count > 50 ? { unusable: "Partner Center takes at most 50 solutions" } : null;
}

/** As Partner Center writes them: `SOL-2173-UYM`, or a GUID of Microsoft's own. */
function canonicalId(raw: string): string {
  const id = canonicalKey(raw);
  if (/^sol-/i.test(id)) return id.toUpperCase();
  return isUuid(id) ? id.toLowerCase() : id;
}
