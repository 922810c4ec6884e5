import { hash } from "node:crypto";
import { canonicalJson } from "../model/canonical-json.ts";
import type { Places } from "./mapping.ts";
import type { FieldDocument } from "./schema/schema.ts";
import { transformOf } from "./transform-of.ts";
import { normalForm } from "./transforms/transform.ts";

/** Characters. Every row has them for each of its fields; two places have the same once in 262,144 times. */
export const PLACE_LENGTH = 3;

interface Placed {
  readonly as?: string;
  readonly referral?: unknown;
  readonly opportunity: unknown;
}

/**
 * @param fields As the document of the mapping has them: what a version of ours reads besides makes no other place.
 * @param others What has a place and no form of its own.
 */
export function placesOf(
  fields: Readonly<Record<string, FieldDocument>>,
  others: Readonly<Record<string, Placed>> = {},
): Places {
  const placed: [string, Placed][] = Object.entries({ ...fields, ...others });
  const tags = placed.map(
    ([name, { as, referral, opportunity }]) => [name, tagOf([as, referral, opportunity])] as const,
  );
  const forms = Object.entries(fields).map(([name, field]) => [name, formOf(field)]);
  const transforms = new Map(Object.entries(fields).map(([name, field]) => [name, transformOf(field)]));
  return {
    tags: new Map(tags),
    form: tagOf(Object.fromEntries(forms)),
    inForm: (field, value) => {
      const transform = transforms.get(field);
      return transform ? normalForm(transform, value) : value;
    },
  };
}

/** The keys that make another value of what stands there. */
function formOf({ longest, marks, values }: Readonly<Record<string, unknown>>): unknown[] {
  return [longest, marks, values];
}

function tagOf(what: unknown): string {
  return hash("sha256", canonicalJson(what), "base64url").slice(0, PLACE_LENGTH);
}
