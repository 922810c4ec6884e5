import { ConfigurationError, type Problem } from "../errors.ts";
import type { Finding } from "./check.ts";
import { checkAgainstColumns, parseColumns } from "./columns.ts";
import { loadMapping } from "./load.ts";
import { mappingSchema } from "./schema.ts";
import { byPlace, parseYaml, problemAt } from "./yaml.ts";

/** A mapping as text, and the description of the table that lies beside it, when there is one. */
export interface MappingText {
  readonly file: string;
  readonly text: string;
  readonly columns: { readonly file: string; readonly text: string } | null;
}

export interface Validation {
  readonly file: string;
  /** How many fields it maps; 0 when it cannot be read. */
  readonly fields: number;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Everything that can be said of a mapping without reading a record. */
export function validateMapping({ file, text, columns }: MappingText): Validation {
  try {
    const fields = loadMapping(text, file).fields.length;
    if (!columns) return { file, fields, problems: [], warnings: [] };
    const document = parseYaml(text, file);
    const place = ({ path, message }: Finding) => problemAt(file, document.locate(path), message);
    const found = checkAgainstColumns(
      mappingSchema.parse(document.value),
      parseColumns(columns.text, columns.file),
    );
    const problems = found.problems.map(place).sort(byPlace);
    return { file, fields, problems, warnings: found.warnings.map(place).sort(byPlace) };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { file, fields: 0, problems: error.problems, warnings: [] };
  }
}
