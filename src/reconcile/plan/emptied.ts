import type { Field } from "../../mapping/mapping.ts";
import type { Plan } from "../../model/plan.ts";
import type { Side } from "../../model/record.ts";

/** People empty a few fields in an ordinary morning. */
const MANY = 10;

/** A field that a plan empties on one side. */
export interface Emptied {
  readonly field: string;
  readonly side: Side;
  readonly deals: number;
}

/**
 * Fields that a plan empties in many deals, and in more than it fills or changes: an import that has left a column out looks
 * like this. Their share of all deals says little, as most of those may be closed or have no value there, and what the other
 * side still has is the last copy. What only Partner Center says is blank for many deals in the course of their lives.
 */
export function emptiedFields({ changes }: Plan, fields: readonly Field[]): Emptied[] {
  const travels = ({ blank, direction }: Field) =>
    blank === "propagate" && direction !== "referral to opportunity";
  const names = new Set(fields.filter(travels).map(({ name }) => name));
  const writes = changes
    .filter(({ action, row }) => action === "update" && row === undefined)
    .flatMap((change) => change.fields.map(({ field, to }) => ({ side: change.side, field, to })))
    .filter(({ field }) => names.has(field));
  return [...Map.groupBy(writes, ({ side, field }) => `${side}/${field}`).values()].flatMap((own) => {
    const deals = own.filter(({ to }) => to === null).length;
    const [first] = own;
    return first && deals >= MANY && deals * 2 > own.length
      ? [{ field: first.field, side: first.side, deals }]
      : [];
  });
}
