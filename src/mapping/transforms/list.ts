import type { Value } from "../../model/record.ts";
import { hasId, keySet } from "./set.ts";
import { canonicalText } from "./text.ts";
import type { OnePlace, Transform } from "./transform.ts";

/**
 * A set of codes, `"Azure; Teams"`, sorted: industries, products, services, tags. In Partner Center they are texts
 * or objects with an `id`; in the CRM a text column, with the codes between semicolons or line ends.
 */
export function list(places: OnePlace): Transform {
  return keySet(places, {
    between: "; ",
    // No comma: Partner Center has codes such as `Agriculture, Forestry, & Fishing`.
    separators: /[;\n]/,
    keyIn: codeIn,
    keyOf: (element) => {
      if (typeof element === "string") return codeIn(element);
      return hasId(element) ? codeIn(element.id) : null;
    },
    make: (id, existing) => (typeof existing[0] === "string" ? id : { id }),
    notAList: "what stands there is not a list",
    hasSeparator:
      "an entry of the list in Partner Center has a semicolon in it, which stands between two entries here",
  });
}

/** Like other texts, codes may come HTML-encoded. */
function codeIn(raw: string): Value {
  return canonicalText(raw, Number.POSITIVE_INFINITY);
}
