import { OWN_LENGTHS, type TableColumns } from "../../model/crm.ts";
import type { Finding } from "../schema/finding.ts";
import type { FieldDocument } from "../schema/schema.ts";
import { placeOf } from "./column-options.ts";

/**
 * A text that is longer than its column would be refused, with all else that is written of its deal. What is only shown is an
 * identifier or a word of Partner Center's, and far shorter than what its field allows.
 */
export function checkLength(field: FieldDocument, path: readonly string[], columns: TableColumns): Finding[] {
  if (field.as !== "text" && field.as !== "closing reason") return [];
  const column = field.opportunity;
  const holds = columns[column]?.longest;
  if (holds === undefined || field.longest <= holds) return [];
  const message = `${placeOf(path)}: column ${column} holds ${holds} characters, so longest can be ${holds} at most`;
  return [{ path: [...path, "longest"], message }];
}

/** The same of a column that the sync itself owns, at the place where the mapping names it. */
export function checkOwnLength(
  { column, path }: { readonly column: string; readonly path: readonly string[] },
  columns: TableColumns,
): Finding[] {
  const needed = new Map<string, number>(Object.entries(OWN_LENGTHS)).get(path.at(-1) ?? "");
  const holds = columns[column]?.longest;
  if (holds === undefined || needed === undefined || needed <= holds) return [];
  const message = `${path.join(" > ")}: column ${column} holds ${holds} characters; ${needed} are needed`;
  return [{ path, message }];
}
