import type { Problem } from "../errors.ts";
import { ownColumns } from "./own-columns.ts";
import { mappingSchema } from "./schema.ts";
import { parseYaml, problemAt } from "./yaml.ts";

/**
 * Where a mapping names columns that the CRM does not have, one problem for each place.
 *
 * @param text The YAML, which has been loaded before without a mistake.
 * @param missing Property names, as they stand in an answer: `name`, `_transactioncurrencyid_value`.
 */
export function missingColumnProblems(text: string, file: string, missing: readonly string[]): Problem[] {
  const document = parseYaml(text, file);
  const mapping = mappingSchema.parse(document.value);
  const named = [
    ...ownColumns(mapping),
    ...Object.entries(mapping.fields).flatMap(([name, field]) =>
      [field.opportunity].flat().map((column) => ({ column, path: ["fields", name, "opportunity"] })),
    ),
  ];
  return named
    .filter(({ column }) => missing.includes(column) || missing.includes(`_${column}_value`))
    .map(({ column, path }) => problemAt(file, document.locate(path), `Dataverse has no column ${column}`));
}
