import type { TableColumns } from "../../model/crm.ts";
import { didYouMean } from "../../suggest.ts";
import { type Finding, findingAt } from "../schema/finding.ts";

/** A text column that is made by hand may be short or long. */
export const TEXT = ["String", "Memo"];

/** `AttributeType` of a MultiSelectPicklist, whose options are not among those that are read. */
export const CHOICE_OF_SEVERAL = "Virtual";

export interface Place {
  readonly column: string;
  readonly path: readonly string[];
  /** Those that it may have. */
  readonly types: readonly string[];
  /** The same of a date. */
  readonly behaviors?: readonly string[] | null;
  /** The table that a lookup has to lead to. */
  readonly target?: string | null;
  /** Whether a sync writes it. */
  readonly isWritten?: boolean;
  /** Whether what stands there goes to Partner Center. */
  readonly isSent?: boolean;
}

/** @param table Logical name, for the message. */
export function checkColumn(
  { column, path, types, target = null, behaviors = null, isWritten = false, isSent = false }: Place,
  columns: TableColumns,
  table = "opportunity",
): Finding[] {
  const known = Object.hasOwn(columns, column) ? columns[column] : undefined;
  if (!known) {
    const message = `the ${table} table has no column ${column}${didYouMean(column, Object.keys(columns))}`;
    return [{ ...findingAt(path, message), missing: column }];
  }
  if (!types.includes(known.type)) {
    const what = known.type === CHOICE_OF_SEVERAL ? "Virtual, such as a choice of several" : known.type;
    return [findingAt(path, `column ${column} is of type ${what}; it has to be ${types.join(" or ")}`)];
  }
  const { behavior, targets } = known;
  if (target && targets && !targets.includes(target)) {
    const message = `column ${column} is a lookup to ${targets.join(" or ")}; it has to lead to ${target}`;
    return [findingAt(path, message)];
  }
  if (behaviors && behavior && !behaviors.includes(behavior)) {
    const message = `column ${column} is a date with a time of day (${behavior}); its behaviour has to be DateOnly`;
    return [findingAt(path, message)];
  }
  if (known.masked) return [findingAt(path, `column ${column} of the ${table} table ${MASKED}`)];
  if ((isSent || isWritten) && known.rich) return [findingAt(path, `column ${column} ${RICH}`)];
  if (!isWritten || !known.readOnly) return [];
  // The value that is there would come back to Partner Center, as if its seller had undone the change.
  const message = `the CRM fills ${column} itself, as it does what is calculated or rolled up, and drops what is sent for it; name another column, or let it only go opportunity to referral`;
  return [findingAt(path, message)];
}

/** "Create and manage masking rules": a plain read shows them masked to everybody, and what was read would travel as a seller's edit. */
const MASKED =
  "has a masking rule, so that asterisks are read in the place of its values: take the rule off the column, or name another one";

/** What stands in such a column is HTML ("Data type format conversions"), and what Partner Center sends encoded is written as it reads there. */
const RICH =
  "is rich text: Partner Center would get what people write there with its HTML tags, and what stands in Partner Center could bring pictures and links into the CRM. Name a column of plain text";
