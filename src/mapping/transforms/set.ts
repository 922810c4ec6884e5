import type { Value } from "../../model/record.ts";
import { canonicalText, isNoText, NO_TEXT } from "./text.ts";
import { isUnusable, type OnePlace, setProperty, type Transform, type Unusable } from "./transform.ts";

/** How a set is written: in Partner Center a list, in the CRM a text column. */
interface SetForm {
  /** What stands between two keys of the canonical value. */
  readonly between: string;
  /** What may stand between two keys in the column; no key has one in it. */
  readonly separators: RegExp;
  /** The normal form of a key; blank when there is none. */
  readonly keyIn: (raw: string) => Value;
  /** The key of an element in Partner Center, in its normal form; `null` when it is of a kind without. */
  readonly keyOf: (element: unknown) => Value;
  /** The element for a new key, beside those that stand there now. */
  readonly make: (key: string, existing: readonly unknown[]) => unknown;
  /** Why Partner Center does not take so many, or `null`. */
  readonly whyNotTaken?: (count: number) => Unusable | null;
  readonly notAList: string;
  readonly hasSeparator: string;
}

/** A set of keys, sorted. A key that stays keeps its element, with all that Partner Center knows of it. */
export function keySet({ referral, opportunity }: OnePlace, form: SetForm): Transform {
  const { between, separators, keyIn, keyOf, make, whyNotTaken } = form;
  // Decoded before it is taken apart: the semicolon that ends an entity stands between no two keys.
  const keysIn = (text: unknown) => {
    const parts = (canonicalText(text, Number.POSITIVE_INFINITY) ?? "").split(separators);
    return parts.flatMap((part) => keyIn(part) || []);
  };
  const canonical = (keys: readonly string[]): Value | Unusable => {
    const sorted = [...new Set(keys)].sort();
    const value = sorted.join(between);
    const isReadBack = JSON.stringify(keysIn(value)) === JSON.stringify(sorted);
    return isReadBack ? value || null : { unusable: form.hasSeparator };
  };
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => {
        if (raw === undefined || raw === null) return raw;
        if (!Array.isArray(raw)) return { unusable: form.notAList };
        return canonical(raw.flatMap((element) => keyOf(element) || []));
      },
      write: (value, [current]) => {
        const keys = keysIn(value);
        const elements = elementsWith(keys, current, { keyOf, make });
        return whyNotTaken?.(keys.length) ?? [setProperty(referral, elements, current)];
      },
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => {
        if (raw === undefined) return undefined;
        return isNoText(raw) ? NO_TEXT : canonical(keysIn(raw));
      },
      write: (value) => ({ [opportunity]: value }),
    },
    union: (base, ours, theirs) => {
      const both = canonical([...unionOfKeys(keysIn(base), keysIn(ours), keysIn(theirs))]);
      return isUnusable(both) ? undefined : both;
    },
  };
}

export function hasId(element: unknown): element is { readonly id: string } {
  return typeof element === "object" && element !== null && "id" in element && typeof element.id === "string";
}

/** The keys that two edits of one set come to: what the base had and both kept, and what either added. */
export function unionOfKeys(
  base: Iterable<string>,
  ours: Iterable<string>,
  theirs: Iterable<string>,
): Set<string> {
  const [before, here, there] = [new Set(base), new Set(ours), new Set(theirs)];
  const kept = before.intersection(here).intersection(there);
  return kept.union(here.union(there).difference(before));
}

/**
 * The list of a referral with these keys, to be sent as a whole: PATCH cannot remove an element. What stays keeps its
 * place and all that Partner Center knows of it, also an element of a kind that we do not know.
 *
 * @param current What stands there now; anything but a list counts as none.
 */
function elementsWith(
  keys: readonly string[],
  current: unknown,
  { keyOf, make }: Pick<SetForm, "keyOf" | "make">,
): unknown[] {
  const missing = new Set(keys);
  const existing: readonly unknown[] = Array.isArray(current) ? current : [];
  const kept = existing.filter((element) => {
    const key = keyOf(element);
    return key === null || missing.has(key);
  });
  for (const element of kept) missing.delete(keyOf(element) ?? "");
  return [...kept, ...[...missing].map((key) => make(key, existing))];
}
