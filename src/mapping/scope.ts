import type { RemoteRecord } from "../model/record.ts";
import { objectIn, valueAt } from "./project.ts";
import type { Condition, ScopeDocument } from "./schema/scope.ts";
import { canonicalText } from "./transforms/text.ts";

/**
 * Names the first condition that a record does not fit, `customerProfile.address.country`; `null` when it fits all.
 *
 * @param isDraft Of a record that is yet to be made, only what it has already counts.
 */
export function misfit(scope: ScopeDocument, record: RemoteRecord, isDraft = false): string | null {
  const conditions = record.side === "referral" ? scope.referrals : scope.opportunities;
  const failed = Object.entries(conditions).find(([place, condition]) => {
    const isUnknown = isDraft && valueAt(record, place) === undefined;
    return !isUnknown && !fits(textsAt(record, place), condition);
  });
  return failed?.[0] ?? null;
}

function fits(there: readonly string[], condition: Condition): boolean {
  if (condition === "set") return there.length > 0;
  if (condition === "blank") return there.length === 0;
  if (Array.isArray(condition)) {
    const wanted = condition.map(keyOf);
    return there.some((text) => wanted.includes(keyOf(text)));
  }
  const times = there.map((text) => Date.parse(text));
  const { from, before } = condition;
  return times.some(
    (time) =>
      (from === undefined || time >= Date.parse(from)) && (before === undefined || time < Date.parse(before)),
  );
}

/** The values that stand in a place: of a list those of its elements, which may be objects with an id, or people. */
export function textsAt(record: RemoteRecord, place: string): string[] {
  const value = valueAt(record, place);
  const keyIn = (element: unknown) => objectIn(element).id ?? objectIn(element).email ?? element;
  const elements = Array.isArray(value) ? value.map(keyIn) : [value];
  return elements.flatMap((element) => {
    // In YAML `yes` and `no` are texts.
    if (typeof element === "boolean") return [String(element), element ? "yes" : "no"];
    const text = canonicalText(element, Number.POSITIVE_INFINITY);
    if (text === null) return [];
    // So Dataverse shows a choice of several (multi-select).
    return /^\d+(,\d+)+$/.test(text) ? [text, ...text.split(",")] : text;
  });
}

/** As Dataverse compares texts: without case. */
function keyOf(value: unknown): string {
  return String(value).toLowerCase();
}
