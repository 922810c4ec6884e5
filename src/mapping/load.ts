import { ConfigurationError } from "../errors.ts";
import { crossCheck, type Finding } from "./check.ts";
import { compileMapping, type Mapping } from "./mapping.ts";
import { mistakes } from "./mistakes.ts";
import { type MappingDocument, mappingSchema } from "./schema.ts";
import { byPlace, parseYaml, problemAt, type YamlDocument } from "./yaml.ts";

/**
 * Reads a mapping.
 *
 * @param text The YAML.
 * @param file Its name, for messages.
 * @throws ConfigurationError with every problem at its line and column.
 */
export function loadMapping(text: string, file: string): Mapping {
  return compileMapping(readDocument(text, file), file);
}

/** As `loadMapping`, but only as far as it stands in the file. */
export function readDocument(text: string, file: string): MappingDocument {
  const document = parseYaml(text, file);
  const parsed = mappingSchema.safeParse(document.value);
  const findings = parsed.success ? crossCheck(parsed.data) : mistakes(parsed.error.issues, document.value);
  if (findings.length > 0) throw failure(findings, document, file);
  if (!parsed.success) throw parsed.error;
  return parsed.data;
}

function failure(findings: readonly Finding[], document: YamlDocument, file: string): ConfigurationError {
  const problems = findings.map(({ path, message }) => problemAt(file, document.locate(path), message));
  return new ConfigurationError(
    problems.sort(byPlace),
    "Correct the mapping; docs/mapping.md describes every key.",
  );
}
