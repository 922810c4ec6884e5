import type { Value } from "../../model/record.ts";
import { elementsWith, unionOfKeys } from "./set.ts";
import { canonicalText, isNoText, NO_TEXT } from "./text.ts";
import { setProperty, type Transform, type Unusable } from "./transform.ts";

export interface ListOptions {
  readonly referral: string;
  readonly opportunity: string;
}

/** No comma: Partner Center has codes such as `Agriculture, Forestry, & Fishing`. */
const SEPARATORS = /[;\n]/;

/**
 * A set of codes, `"Azure; Teams"`, sorted: industries, products, services, tags. In Partner Center they are texts
 * or objects with an `id`; in the CRM a text column, with the codes between semicolons or line ends.
 */
export function list({ referral, opportunity }: ListOptions): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => readList(raw),
      write: (value, [current]) => {
        const elements = elementsWith(codesIn(value), current, { keyOf: codeOf, make: (id) => ({ id }) });
        return [setProperty(referral, elements, current)];
      },
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => {
        if (raw === undefined) return undefined;
        return isNoText(raw) ? NO_TEXT : canonical(String(raw ?? "").split(SEPARATORS));
      },
      write: (value) => ({ [opportunity]: value }),
    },
    union: (base, ours, theirs) => canonical([...unionOfKeys(codesIn(base), codesIn(ours), codesIn(theirs))]),
  };
}

function readList(raw: unknown): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null) return null;
  if (!Array.isArray(raw)) return { unusable: "what stands there is not a list" };
  const codes = raw.flatMap((element) => codeOf(element) ?? []);
  if (codes.some((code) => SEPARATORS.test(code)))
    return {
      unusable:
        "an entry of the list in Partner Center has a semicolon in it, which stands between two entries here",
    };
  return canonical(codes);
}

/** Like other texts, codes may come HTML-encoded. */
function codeOf(element: unknown): string | null {
  if (typeof element === "string") return canonicalText(element, Number.POSITIVE_INFINITY);
  return hasId(element) ? canonicalText(element.id, Number.POSITIVE_INFINITY) : null;
}

function canonical(raw: readonly string[]): Value {
  const codes = raw
    .map((code) => canonicalText(code, Number.POSITIVE_INFINITY))
    .filter((code) => code !== null);
  return [...new Set(codes)].sort().join("; ") || null;
}

function codesIn(value: Value): string[] {
  return value === null ? [] : value.split("; ");
}

function hasId(element: unknown): element is { readonly id: string } {
  return typeof element === "object" && element !== null && "id" in element && typeof element.id === "string";
}
