import { ConfigurationError, type Problem } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { crossCheck, crossCheckFields } from "./check/check.ts";
import { mistakes, soundFields } from "./check/mistakes.ts";
import { compileMapping } from "./compile.ts";
import type { Mapping, MappingPlace } from "./mapping.ts";
import type { Finding } from "./schema/finding.ts";
import { type MappingDocument, mappingSchema } from "./schema/schema.ts";
import { checkSection, environmentsIn, laidOver } from "./yaml/environments.ts";
import { parseYaml, problemAt, told, type YamlDocument } from "./yaml/yaml.ts";

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

/**
 * The document of a mapping as it stands in its file, with the section of its environment laid over the rest. Throws as
 * `loadMapping`.
 */
export function readDocument(text: string, place: MappingPlace): MappingDocument {
  return readPlaced(text, place).document;
}

/** A mapping without mistakes, which still knows where each key stands. */
export interface PlacedDocument {
  readonly document: MappingDocument;
  /** Something to be said of a key. */
  readonly problem: (finding: Finding) => Problem;
}

/** The same, with the place of each key. Throws as `loadMapping`. */
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

const WHAT = "mapping";

/** As many as there can be connections, and each is a mapping to check. */
const MOST_ENVIRONMENTS = 256;

/**
 * Reads a mapping with its environments. Throws as `loadMapping`, and so does each environment where something is wrong
 * only there.
 */
export function readEverywhere(text: string, file: string): Everywhere {
  const whole = parseYaml(text, file, WHAT, (read) => problemsIn(read, file, examined(read).findings));
  const names = environmentsIn(whole);
  const { findings, document } = examined(whole);
  const problem = problemIn(whole, file);
  if (!document) throw failure(problemsIn(whole, file, findings), file);
  if (names.length > MOST_ENVIRONMENTS) {
    const message = `environments has ${names.length} of them; ${MOST_ENVIRONMENTS} are the most`;
    throw failure([problem({ path: ["environments"], message })], file);
  }
  const read = (name: string) => () => section(whole, file, name);
  return { base: { document, problem }, environments: new Map(names.map((name) => [name, read(name)])) };
}

function problemsIn(whole: YamlDocument, file: string, findings: readonly Finding[]): Problem[] {
  const names = environmentsIn(whole);
  const more = names.length > MOST_ENVIRONMENTS ? [] : besides(findings, { whole, file, names });
  return [...findings.map(problemIn(whole, file)), ...more];
}

function section(whole: YamlDocument, file: string, environment: string): PlacedDocument {
  const { findings, document, merged } = examinedIn(whole, environment);
  const problem = problemIn(merged, file, environment);
  if (!document) throw failure(findings.map(problem), file);
  return { document, problem };
}

interface Unread {
  readonly whole: YamlDocument;
  readonly file: string;
  readonly names: readonly string[];
}

/** What is wrong in environments alone, of a mapping that has mistakes of its own. Where a whole part is, nothing can be said of what is laid over it. */
function besides(findings: readonly Finding[], { whole, file, names }: Unread): Problem[] {
  if (findings.some(({ path }) => path.length < 2)) return [];
  const said = new Set(findings.map(({ message }) => message));
  const places = new Set(findings.map((finding) => problemIn(whole, file)(finding).where));
  return names.flatMap((name) => {
    const { findings: all, merged } = examinedIn(whole, name);
    const own = all.filter(({ message }) => !said.has(message)).map(problemIn(merged, file, name));
    return own.filter(({ where }) => !places.has(where));
  });
}

/** The environments that a mapping without mistakes has sections for. */
export function environmentsOf(text: string, file: string): string[] {
  return environmentsIn(parseYaml(text, file));
}

interface Examined {
  readonly findings: readonly Finding[];
  /** `null` where something is wrong. */
  readonly document: MappingDocument | null;
}

function examinedIn(whole: YamlDocument, environment: string): Examined & { readonly merged: YamlDocument } {
  const merged = laidOver(whole, environment);
  const wrong = checkSection(whole, environment);
  return { merged, ...(wrong.length > 0 ? { findings: wrong, document: null } : examined(merged)) };
}

function examined({ value }: YamlDocument): Examined {
  // It is read once: code made for its shape would take longer to make than it saves.
  const parsed = mappingSchema.safeParse(value, { jitless: true });
  if (!parsed.success) {
    const findings = [...mistakes(parsed.error.issues, value), ...crossCheckFields(soundFields(value))];
    if (findings.length === 0) throw parsed.error;
    return { findings, document: null };
  }
  const findings = crossCheck(parsed.data);
  return { findings, document: findings.length > 0 ? null : parsed.data };
}

function problemIn(yaml: YamlDocument, file: string, environment?: string): PlacedDocument["problem"] {
  const where = environment === undefined ? "" : `environment ${environment}: `;
  return ({ path, message }) => problemAt(file, yaml.locate(path), `${where}${message}`);
}

function failure(problems: readonly Problem[], file: string): ConfigurationError {
  return new ConfigurationError(
    told(problems, file),
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
