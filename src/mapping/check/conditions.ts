import { type Finding, findingAt } from "../schema/finding.ts";
import type { Condition } from "../schema/scope.ts";
import { short } from "../yaml/yaml.ts";

/** What stands in a place, as far as a condition of the scope may ask for it. */
export interface Kind {
  readonly what: string;
  /** What a list may have. */
  readonly values: RegExp;
  /** Whether it can be compared with days. */
  readonly isTime?: true;
}

export const MARK: Kind = { what: "yes or no", values: /^(?:yes|no|true|false)$/i };
export const NUMBER: Kind = { what: "a number", values: /^-?\d+(?:\.\d+)?$/ };
export const STATE: Kind = { what: "0 (open), 1 (won) or 2 (lost)", values: /^[012]$/ };
export const DAY: Kind = { what: "a day such as 2026-01-31", values: /^\d{4}-\d\d-\d\d$/, isTime: true };
export const TIME: Kind = {
  what: "a time, which is asked for as { from: 2026-01-01, before: 2027-01-01 }",
  values: /^(?!)/,
  isTime: true,
};
/** Nothing is known of its values but that. */
export const NO_TIME: Kind = { what: "no time", values: /^/ };

/** What no deal has there: the condition would keep every one out. */
export function checkCondition(path: readonly string[], condition: Condition, kind: Kind): Finding[] {
  if (condition === "set" || condition === "blank") return [];
  const message = `${path.at(-1)} has ${kind.what}, so no deal would fit`;
  if (!Array.isArray(condition))
    return kind.isTime ? [] : [findingAt(path, `${message} what has from or before`)];
  return condition.flatMap((value, index) =>
    kind.values.test(String(value))
      ? []
      : [findingAt([...path, index], `${message} "${short(String(value))}"`)],
  );
}
