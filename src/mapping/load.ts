import { ConfigurationError, type Problem } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { crossCheck, crossCheckFields, type Finding } from "./check.ts";
import { checkSection, environmentsIn, laidOver } from "./environments.ts";
import { compileMapping, type Mapping, type MappingPlace } from "./mapping.ts";
import { mistakes, soundFields } from "./mistakes.ts";
import { type MappingDocument, mappingSchema } from "./schema.ts";
import { parseYaml, problemAt, told, type YamlDocument } from "./yaml.ts";

/**
 * Reads a mapping.
 *
 * @param text The YAML.
 * @param file Its name, for messages.
 * @throws ConfigurationError with every problem at its line and column.
 */
export function loadMapping(text: string, file: string, environment: string | null = null): Mapping {
  return compileMapping(readDocument(text, { file, environment }), { file, environment });
}

/** As `loadMapping`, but only as far as it stands in the file. */
export function readDocument(text: string, place: MappingPlace): MappingDocument {
  return readPlaced(text, place).document;
}

/** A mapping without mistakes, which still knows where each key stands. */
export interface PlacedDocument {
  readonly document: MappingDocument;
  /** Something to be said of a key. */
  readonly problem: (finding: Finding) => Problem;
}

export function readPlaced(text: string, { file, environment }: MappingPlace): PlacedDocument {
  const { base, environments } = readEverywhere(text, file);
  if (environment === null) return base;
  const read = environments.get(environment);
  if (!read) throw unknownEnvironment(environment, [...environments.keys()], base.problem);
  return read();
}

/** A mapping as it stands in its file, and as it is in each of its environments, which is read when it is asked for. */
export interface Everywhere {
  readonly base: PlacedDocument;
  readonly environments: ReadonlyMap<string, () => PlacedDocument>;
}

/** As many as there can be connections, and each is a mapping to check. */
const MOST_ENVIRONMENTS = 256;

export function readEverywhere(text: string, file: string): Everywhere {
  const whole = parseYaml(text, file);
  const base = checked(whole, file);
  const names = environmentsIn(whole);
  if (names.length > MOST_ENVIRONMENTS) {
    const message = `environments has ${names.length} of them; ${MOST_ENVIRONMENTS} are the most`;
    throw failure([{ path: ["environments"], message }], base.problem, file);
  }
  return { base, environments: new Map(names.map((name) => [name, () => section(whole, file, name)])) };
}

function section(whole: YamlDocument, file: string, environment: string): PlacedDocument {
  const wrong = checkSection(whole, environment);
  const merged = laidOver(whole, environment);
  if (wrong.length > 0) throw failure(wrong, problemIn(merged, file, environment), file);
  return checked(merged, file, environment);
}

/** The environments that a mapping without mistakes has sections for. */
export function environmentsOf(text: string, file: string): string[] {
  return environmentsIn(parseYaml(text, file));
}

function checked(yaml: YamlDocument, file: string, environment?: string): PlacedDocument {
  const problem = problemIn(yaml, file, environment);
  // It is read once: code made for its shape would take longer to make than it saves.
  const parsed = mappingSchema.safeParse(yaml.value, { jitless: true });
  const findings = parsed.success
    ? crossCheck(parsed.data)
    : [...mistakes(parsed.error.issues, yaml.value), ...crossCheckFields(soundFields(yaml.value))];
  if (findings.length > 0) throw failure(findings, problem, file);
  if (!parsed.success) throw parsed.error;
  const { environments: _, ...document } = parsed.data;
  return { document, problem };
}

function problemIn(yaml: YamlDocument, file: string, environment?: string): PlacedDocument["problem"] {
  const where = environment === undefined ? "" : `environment ${environment}: `;
  return ({ path, message }) => problemAt(file, yaml.locate(path), `${where}${message}`);
}

function failure(
  findings: readonly Finding[],
  problem: PlacedDocument["problem"],
  file: string,
): ConfigurationError {
  return new ConfigurationError(
    told(findings.map(problem), file),
    "Correct the mapping; docs/mapping.md describes every key.",
  );
}

function unknownEnvironment(
  name: string,
  known: readonly string[],
  problem: PlacedDocument["problem"],
): ConfigurationError {
  const has = known.length === 0 ? "it has none" : `it has: ${known.join(", ")}`;
  const message = `there is no section for environment ${name}; ${has}${didYouMean(name, known)}`;
  return new ConfigurationError(
    [problem({ path: ["environments"], message })],
    "Correct the input mapping-environment, or add the section; docs/mapping.md describes it.",
  );
}
