import type { MappingDocument } from "../schema/schema.ts";

/** The columns that the sync itself owns, with where the mapping names them. */
export function ownColumns({
  columns,
}: Pick<MappingDocument, "columns">): { column: string; path: readonly string[] }[] {
  const { "sync status": status, ...plain } = columns;
  const named = Object.entries(plain).flatMap(([name, column]) =>
    column === undefined ? [] : [{ column, path: ["columns", name] }],
  );
  return status ? [...named, { column: status.column, path: ["columns", "sync status", "column"] }] : named;
}
