import type { z } from "zod";
import { ConfigurationError, type Problem } from "../errors.ts";
import { didYouMean } from "../suggest.ts";
import { crossCheck, type Finding } from "./check.ts";
import { compileMapping, type Mapping } from "./mapping.ts";
import { mappingSchema } from "./schema.ts";
import { parseYaml, type YamlDocument } from "./yaml.ts";

/**
 * Reads a mapping.
 *
 * @param text The YAML.
 * @param file Its name, for messages.
 * @throws ConfigurationError with every problem at its line and column.
 */
export function loadMapping(text: string, file: string): Mapping {
  const document = parseYaml(text, file);
  const parsed = mappingSchema.safeParse(document.value);
  const findings = parsed.success ? crossCheck(parsed.data) : parsed.error.issues.flatMap(toFindings);
  if (findings.length > 0) throw failure(findings, document, file);
  if (!parsed.success) throw parsed.error;
  return compileMapping(parsed.data, file);
}

function failure(findings: readonly Finding[], document: YamlDocument, file: string): ConfigurationError {
  const problems = findings.map((finding): Problem => {
    const { line, column } = document.locate(finding.path);
    return { where: `${file}:${line}:${column}`, file, line, column, message: finding.message };
  });
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  return new ConfigurationError(problems, "Correct the mapping; docs/mapping.md describes every key.");
}

type Issue = z.core.$ZodIssue;

function toFindings(issue: Issue): Finding[] {
  const where = issue.path.length > 0 ? `${issue.path.map(String).join(" > ")} ` : "";
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unknownKey(key, issue));
  if (issue.code === "invalid_union")
    return [{ path: issue.path, message: `${where}${unionMessage(issue)}` }];
  if (issue.code === "invalid_type" && issue.input === undefined) {
    return [{ path: issue.path, message: `${where}is missing` }];
  }
  return [{ path: issue.path, message: `${where}${readable(issue)}` }];
}

function unknownKey(key: string, issue: Issue): Finding {
  return {
    path: [...issue.path, key],
    message: `unknown key "${key}"${didYouMean(key, keysAt(issue.path))}`,
  };
}

/** The keys that the language has at this depth: good enough to suggest the one that was meant. */
function keysAt(path: readonly PropertyKey[]): string[] {
  if (path.length === 0) return Object.keys(mappingSchema.shape);
  if (path[0] === "columns") return Object.keys(mappingSchema.shape.columns.shape);
  if (path[0] === "referrals") return Object.keys(mappingSchema.shape.referrals.shape);
  if (path.length === 2) {
    const options = mappingSchema.shape.fields.valueType.options;
    return [...new Set(options.flatMap((option) => Object.keys(option.shape)))];
  }
  return ["referral", "opportunity", "open", "won", "lost"];
}

function unionMessage(issue: Issue & { code: "invalid_union" }): string {
  if (issue.path.at(-1) !== "as" && issue.discriminator !== "as")
    return "is neither an option value nor blank";
  const known = mappingSchema.shape.fields.valueType.options.map((option) => option.shape.as.value);
  return `needs one of: ${known.join(", ")}`;
}

function readable(issue: Issue): string {
  if (issue.code === "invalid_value") return `must be one of: ${issue.values.map(String).join(", ")}`;
  if (issue.code === "invalid_type")
    return `must be ${issue.expected === "int" ? "a whole number" : `a ${issue.expected}`}`;
  return issue.message;
}
