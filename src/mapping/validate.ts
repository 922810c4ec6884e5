import { ConfigurationError, type Problem } from "../errors.ts";
import { foreverLeads } from "./check/become.ts";
import { checkAgainstColumns, parseColumns } from "./check/columns.ts";
import { unknownNames } from "./check/referral-names.ts";
import { compileMapping } from "./compile.ts";
import { type PlacedDocument, readEverywhere } from "./load.ts";
import { type Mapping, type MappingPlace, nameOf } from "./mapping.ts";
import type { Finding } from "./schema/finding.ts";
import type { MappingDocument } from "./schema/schema.ts";
import { firstMisplaced } from "./yaml/format.ts";
import { byPlace, problemAt } from "./yaml/yaml.ts";

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
  /** As it stands in its file and in each of its environments. Empty where there are mistakes: no run can have used it. */
  readonly digests: readonly NamedDigest[];
  /** Whether its scope leaves referrals, or opportunities, to others, in any of its environments. */
  readonly scoped: Scoped;
}

type Scoped = Readonly<Record<"referrals" | "opportunities", boolean>>;

/** The name by which the audit log knows a mapping, or one in one of its environments. */
export interface NamedDigest {
  readonly name: string;
  readonly digest: string;
}

/** Everything that can be said of a mapping without reading a record, in each of its environments. */
export function validateMapping({ file, text, columns, columnsOf = {} }: MappingText): Validation {
  try {
    const { base, environments } = readEverywhere(text, file);
    const mapping = compileMapping(base.document, { file, environment: null });
    const warnings = suspicious(base.document);
    const said = new Set(warnings.map(({ message }) => message));
    const all = [
      { ...NOTHING, warnings: warnings.map(base.problem) },
      held(mapping, base, columns),
      ...[...environments].map(([environment, read]) =>
        heldIn(
          read,
          Object.hasOwn(columnsOf, environment) ? (columnsOf[environment] ?? null) : null,
          { file, environment },
          said,
        ),
      ),
    ];
    const problems = all.flatMap((one) => one.problems).sort(byPlace);
    return {
      file,
      fields: mapping.fields.length,
      problems,
      warnings: all.flatMap(({ warnings }) => warnings).sort(byPlace),
      notices: orderNotices(text, file),
      digests: problems.length > 0 ? [] : all.flatMap(({ digests }) => digests),
      scoped: {
        referrals: all.some(({ scoped }) => scoped.referrals),
        opportunities: all.some(({ scoped }) => scoped.opportunities),
      },
    };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...NOTHING, file, fields: 0, problems: error.problems, notices: [] };
  }
}

/** What may be meant, and most likely is not. */
function suspicious(document: MappingDocument): Finding[] {
  return [...unknownNames(document), ...foreverLeads(document)];
}

function orderNotices(text: string, file: string): Problem[] {
  const place = firstMisplaced(text, file);
  const message =
    "from here on, keys are not in the order of the documentation; cosell-sync format puts them so";
  return place ? [problemAt(file, place, message)] : [];
}

type Found = Pick<Validation, "problems" | "warnings" | "digests" | "scoped">;

const NOTHING: Found = {
  problems: [],
  warnings: [],
  digests: [],
  scoped: { referrals: false, opportunities: false },
};

/** What is wrong where a mapping is held against the table. */
function held(mapping: Mapping, { document, problem }: PlacedDocument, columns: ColumnsText | null): Found {
  const { referrals, opportunities } = mapping.scope;
  const isAny = (conditions: object) => Object.keys(conditions).length > 0;
  const found = {
    ...NOTHING,
    digests: [{ name: nameOf(mapping), digest: mapping.digest }],
    scoped: { referrals: isAny(referrals), opportunities: isAny(opportunities) },
  };
  if (!columns) return found;
  const { problems, warnings } = checkAgainstColumns(document, parseColumns(columns.text, columns.file));
  return { ...found, problems: problems.map(problem), warnings: warnings.map(problem) };
}

/**
 * The mistakes of an environment, or else what is wrong where it is held against its own table.
 *
 * @param said What is said of the mapping without any environment.
 */
function heldIn(
  read: () => PlacedDocument,
  columns: ColumnsText | null,
  place: MappingPlace,
  said: ReadonlySet<string>,
): Found {
  try {
    const found = read();
    const others = suspicious(found.document).filter(({ message }) => !said.has(message));
    const { warnings, ...rest } = held(compileMapping(found.document, place), found, columns);
    return { ...rest, warnings: [...others.map(found.problem), ...warnings] };
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...NOTHING, problems: error.problems };
  }
}
