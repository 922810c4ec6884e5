import type { Value } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { elementsWith, unionOfKeys } from "./set.ts";
import { isNoText, NO_TEXT } from "./text.ts";
import { setProperty, type Transform, type Unusable } from "./transform.ts";

export interface SolutionsOptions {
  readonly referral: string;
  readonly opportunity: string;
}

const SEPARATORS = /[,;\n]/;

interface Solution {
  readonly id: string;
}

/**
 * A keyed set of solution ids, `"SOL-10101-AAA, SOL-2173-UYM"`, sorted. In the CRM it is a text column that
 * a seller fills with ids between commas, semicolons or line ends. Case does not count: an id that was typed in small
 * letters would take the place of the one that Partner Center knows name and price of.
 */
export function solutions({ referral, opportunity }: SolutionsOptions): Transform {
  return {
    referral: {
      reads: [referral],
      read: ([raw]) => readList(raw),
      write: (value, [current]) =>
        whyNotTaken(ids(value).length) ?? [setProperty(referral, merged(value, current), current)],
    },
    opportunity: {
      reads: [opportunity],
      read: ([raw]) => {
        if (raw === undefined) return undefined;
        return isNoText(raw) ? NO_TEXT : canonical(String(raw ?? "").split(SEPARATORS));
      },
      write: (value) => ({ [opportunity]: value }),
    },
    union: (base, ours, theirs) => canonical([...unionOfKeys(ids(base), ids(ours), ids(theirs))]),
  };
}

function readList(raw: unknown): Value | undefined | Unusable {
  if (raw === undefined) return undefined;
  if (raw === null) return null;
  if (!Array.isArray(raw)) return { unusable: "the solutions are not a list" };
  const found = raw.filter(isSolution).map((solution) => solution.id);
  if (found.some((id) => SEPARATORS.test(id.trim())))
    return {
      unusable:
        "the id of a solution in Partner Center has a comma or semicolon in it, which stands between two ids here",
    };
  return canonical(found);
}

/** Of the portal: a deal has one to fifty solutions (bulk-operations). */
function whyNotTaken(count: number): Unusable | null {
  if (count === 0) return { unusable: "Partner Center wants at least one solution" };
  return count > 50 ? { unusable: "Partner Center takes at most 50 solutions" } : null;
}

/** What the portal knows of a solution that stays (name, price, publisher) stays with it. */
function merged(value: Value, current: unknown): unknown[] {
  return elementsWith(ids(value), current, {
    keyOf: (element) => (isSolution(element) ? canonicalId(element.id) : null),
    make: (id) => ({ id, type: "Name" }),
  });
}

function ids(value: Value): string[] {
  return value === null ? [] : value.split(", ");
}

function canonical(raw: readonly string[]): Value {
  const unique = new Set(raw.map(canonicalId).filter((id) => id !== ""));
  if (unique.size === 0) return null;
  return [...unique].sort().join(", ");
}

/** As Partner Center writes them: `SOL-2173-UYM`, or a GUID of Microsoft's own. */
function canonicalId(raw: string): string {
  const id = raw.trim();
  if (/^sol-/i.test(id)) return id.toUpperCase();
  return isUuid(id) ? id.toLowerCase() : id;
}

function isSolution(element: unknown): element is Solution {
  return typeof element === "object" && element !== null && "id" in element && typeof element.id === "string";
}
