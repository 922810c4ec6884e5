import { z } from "zod";
import { ConfigurationError } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import type { Finding } from "./check.ts";
import type { FieldDocument, MappingDocument } from "./schema.ts";

const columnsSchema = z.record(
  z.string(),
  z.object({ type: z.string(), options: z.record(z.string(), z.string()).optional() }),
);

/**
 * What the opportunity table has, by logical name: Dataverse's `AttributeType`, and of a choice its option
 * values with their labels. Kept in a file beside the mapping, so that a mapping can be checked without
 * signing in.
 */
export type Columns = z.infer<typeof columnsSchema>;

/** @throws ConfigurationError when the file is not of that shape. */
export function parseColumns(text: string, file: string): Columns {
  const parsed = columnsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  const message = `does not describe columns: ${z.prettifyError(parsed.error).replaceAll(/\s+/g, " ")}`;
  throw new ConfigurationError(
    [{ where: file, file, message }],
    'It has a line for each column, such as "estimatedvalue": { "type": "Money" }; docs/mapping.md shows it.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

type Kind = FieldDocument["as"];

/** Types that each place of a field may have. A text column that is made by hand may be short or long. */
const TYPES: Readonly<Record<Kind, readonly (readonly string[])[]>> = {
  text: [["String", "Memo"]],
  money: [["Money"], ["Lookup"]],
  date: [["DateTime"]],
  choice: [["Picklist"]],
  solutions: [["String", "Memo"]],
  "referral link": [["String", "Memo"]],
  status: [["State"], ["Status"]],
};

export interface ColumnFindings {
  readonly problems: readonly Finding[];
  /** What works, until a deal has the value that is meant. */
  readonly warnings: readonly Finding[];
}

/** Holds a mapping against the table: columns that are not there, of another type, and options on one side only. */
export function checkAgainstColumns(document: MappingDocument, columns: Columns): ColumnFindings {
  const own = Object.entries(document.columns).flatMap(([name, column]) =>
    checkColumn({ column, path: ["columns", name], types: ["String", "Memo"] }, columns),
  );
  const fields = Object.entries(document.fields);
  const places = fields.flatMap(([name, field]) =>
    [field.opportunity].flat().flatMap((column, index) => {
      const types = TYPES[field.as][index] ?? [];
      return checkColumn({ column, path: ["fields", name, "opportunity"], types }, columns);
    }),
  );
  const unknown = fields.flatMap(([name, field]) => unknownOptions(name, field, columns));
  const unmapped = fields.flatMap(([name, field]) => unmappedOptions(name, field, columns));
  return { problems: [...own, ...places, ...unknown], warnings: unmapped };
}

interface Place {
  readonly column: string;
  readonly path: readonly string[];
  readonly types: readonly string[];
}

function checkColumn({ column, path, types }: Place, columns: Columns): Finding[] {
  const known = columns[column];
  const place = path.slice(0, 2).join(" > ");
  if (!known) {
    const message = `${place}: the opportunity table has no column ${column}${didYouMean(column, Object.keys(columns))}`;
    return [{ path, message }];
  }
  if (types.includes(known.type)) return [];
  return [
    {
      path,
      message: `${place}: column ${column} is of type ${known.type}; it has to be ${types.join(" or ")}`,
    },
  ];
}

interface Options {
  /** Option values that the field's table has, with the path of each. */
  readonly mapped: ReadonlyMap<string, readonly string[]>;
  readonly column: string;
}

function optionsOf(name: string, field: FieldDocument): Options | null {
  if (field.as === "choice") {
    const values = Object.entries(field.values).filter(([, option]) => option !== "blank");
    const mapped = values.map(
      ([code, option]) => [String(option), ["fields", name, "values", code]] as const,
    );
    return { mapped: new Map(mapped), column: field.opportunity };
  }
  if (field.as !== "status") return null;
  const values = Object.entries(field.values).flatMap(([state, { opportunity }]) =>
    opportunity.map((reason) => [String(reason), ["fields", name, "values", state]] as const),
  );
  return { mapped: new Map(values), column: field.opportunity[1] };
}

function unknownOptions(name: string, field: FieldDocument, columns: Columns): Finding[] {
  const options = optionsOf(name, field);
  const known = options && columns[options.column]?.options;
  if (!known) return [];
  return [...options.mapped]
    .filter(([option]) => !(option in known))
    .map(([option, path]) => ({
      path,
      message: `fields > ${name}: column ${options.column} has no option ${option}`,
    }));
}

/** A deal with such an option is reported and not synced, because an unknown value is never taken for blank. */
function unmappedOptions(name: string, field: FieldDocument, columns: Columns): Finding[] {
  const options = optionsOf(name, field);
  const known = options && columns[options.column]?.options;
  if (!known) return [];
  return Object.entries(known)
    .filter(([option]) => !options.mapped.has(option))
    .map(([option, label]) => ({
      path: ["fields", name, "values"],
      message: `fields > ${name}: option ${option} (${label}) of column ${options.column} is not in the table; a deal with it would be held`,
    }));
}
