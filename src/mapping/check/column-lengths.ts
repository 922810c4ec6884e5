import { OWN_LENGTHS, type TableColumns } from "../../model/crm.ts";
import { type Finding, findingAt } from "../schema/finding.ts";
import type { FieldDocument } from "../schema/schema.ts";

/**
 * A text that is longer than its column would be refused, with all else that is written of its deal. What is only shown is an
 * identifier or a word of Partner Center's, and far shorter than what its field allows.
 */
export function checkLength(field: FieldDocument, path: readonly string[], columns: TableColumns): Finding[] {
  if (field.as !== "text" && field.as !== "closing reason") return [];
  const column = field.opportunity;
  const holds = columns[column]?.longest;
  if (holds === undefined || field.longest <= holds) return [];
  const message = `column ${column} holds ${holds} characters, so longest can be ${holds} at most`;
  return [findingAt([...path, "longest"], message)];
}

/** The same of a column that the sync itself owns, at the place where the mapping names it. */
export function checkOwnLength(
  { column, path }: { readonly column: string; readonly path: readonly string[] },
  columns: TableColumns,
): Finding[] {
  const needed = new Map<string, number>(Object.entries(OWN_LENGTHS)).get(path.at(-1) ?? "");
  const holds = columns[column]?.longest;
  if (holds === undefined || needed === undefined || needed <= holds) return [];
  return [findingAt(path, `column ${column} holds ${holds} characters; ${needed} are needed`)];
}
