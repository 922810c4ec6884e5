import { ConfigurationError, type Problem } from "../errors.ts";
import { checkAgainstColumns, parseColumns } from "./columns.ts";
import { firstMisplaced } from "./format.ts";
import { environmentsOf, readDocument, readPlaced } from "./load.ts";
import { compileMapping } from "./mapping.ts";
import { byPlace, problemAt } from "./yaml.ts";

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
  /** What is right, and could be tidier. */
  readonly notices: readonly Problem[];
}

/** Everything that can be said of a mapping without reading a record, in each of its environments. */
export function validateMapping({ file, text, columns }: MappingText): Validation {
  try {
    const place = { file, environment: null };
    const { document, problem } = readPlaced(text, place);
    const environments = environmentsOf(text, file).flatMap((environment) =>
      problemsOf(() => readDocument(text, { file, environment })),
    );
    const found = columns
      ? checkAgainstColumns(document, parseColumns(columns.text, columns.file))
      : { problems: [], warnings: [] };
    return {
      file,
      fields: compileMapping(document, place).fields.length,
      problems: [...found.problems.map(problem), ...environments].sort(byPlace),
      warnings: found.warnings.map(problem).sort(byPlace),
      notices: orderNotices(text, file),
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { file, fields: 0, problems: error.problems, warnings: [], notices: [] };
  }
}

function orderNotices(text: string, file: string): Problem[] {
  const place = firstMisplaced(text, file);
  const message =
    "from here on, keys are not in the order of the documentation; cosell-sync format puts them so";
  return place ? [problemAt(file, place, message)] : [];
}

function problemsOf(read: () => unknown): readonly Problem[] {
  try {
    read();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems;
  }
}
