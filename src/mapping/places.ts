import { hash } from "node:crypto";
import { canonicalJson } from "../model/canonical-json.ts";

/** Field → a few characters that stand for where its values are on both sides, and how they are read. */
export type Places = ReadonlyMap<string, string>;

/** Characters. Every row has them for each of its fields; two places have the same once in 262,144 times. */
export const PLACE_LENGTH = 3;

interface Placed {
  readonly as?: string;
  readonly referral?: unknown;
  readonly opportunity: unknown;
}

/** @param all As the document of the mapping has them: what a version of ours reads besides makes no other place. */
export function placesOf(...all: readonly Readonly<Record<string, Placed>>[]): Places {
  const entries = all.flatMap((fields) => Object.entries(fields));
  return new Map(
    entries.map(([name, { as, referral, opportunity }]) => [
      name,
      hash("sha256", canonicalJson([as, referral, opportunity]), "base64url").slice(0, PLACE_LENGTH),
    ]),
  );
}
