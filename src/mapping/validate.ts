import { ConfigurationError, type Problem } from "../errors.ts";
import { checkAgainstColumns, parseColumns } from "./columns.ts";
import { firstMisplaced } from "./format.ts";
import { type PlacedDocument, readEverywhere } from "./load.ts";
import { compileMapping } from "./mapping.ts";
import { unknownNames } from "./referral-names.ts";
import { byPlace, problemAt } from "./yaml.ts";

/** A mapping as text, and the descriptions of the table that lie beside it. */
export interface MappingText {
  readonly file: string;
  readonly text: string;
  readonly columns: ColumnsText | null;
  /** By the environment whose table it is. */
  readonly columnsOf?: Readonly<Record<string, ColumnsText>>;
}

interface ColumnsText {
  readonly file: string;
  readonly text: string;
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
export function validateMapping({ file, text, columns, columnsOf = {} }: MappingText): Validation {
  try {
    const { base, environments } = readEverywhere(text, file);
    const names = unknownNames(base.document);
    const said = new Set(names.map(({ message }) => message));
    const all = [
      { problems: [], warnings: names.map(base.problem) },
      held(base, columns),
      ...[...environments].map(([name, read]) => heldIn(read, columnsOf[name] ?? null, said)),
    ];
    return {
      file,
      fields: compileMapping(base.document, { file, environment: null }).fields.length,
      problems: all.flatMap(({ problems }) => problems).sort(byPlace),
      warnings: all.flatMap(({ warnings }) => warnings).sort(byPlace),
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

type Found = Pick<Validation, "problems" | "warnings">;

/** What is wrong where a mapping is held against the table. */
function held({ document, problem }: PlacedDocument, columns: ColumnsText | null): Found {
  if (!columns) return { problems: [], warnings: [] };
  const { problems, warnings } = checkAgainstColumns(document, parseColumns(columns.text, columns.file));
  return { problems: problems.map(problem), warnings: warnings.map(problem) };
}

/**
 * The mistakes of an environment, or else what is wrong where it is held against its own table.
 *
 * @param said Of the names, what is said of the mapping without any environment.
 */
function heldIn(read: () => PlacedDocument, columns: ColumnsText | null, said: ReadonlySet<string>): Found {
  try {
    const found = read();
    const names = unknownNames(found.document).filter(({ message }) => !said.has(message));
    const { problems, warnings } = held(found, columns);
    return { problems, warnings: [...names.map(found.problem), ...warnings] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { problems: error.problems, warnings: [] };
  }
}
