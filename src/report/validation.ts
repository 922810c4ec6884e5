import type { Problem } from "../errors.ts";
import type { NamedDigest, Validation } from "../mapping/validate.ts";
import { grouped } from "../model/readable.ts";
import { cell, count, reportOf, table } from "./markdown.ts";

/** What `validate` found, as Markdown. */
export function validationSummary(checked: readonly Validation[]): string {
  const problems = checked.flatMap((one) => one.problems);
  const warnings = checked.flatMap((one) => one.warnings);
  const notices = checked.flatMap((one) => one.notices);
  const sections = [
    `## Co-sell validate: ${validationHeadline(checked)}`,
    table(
      ["Mapping", "Fields", "Result"],
      checked.map((one) => [cell(one.file), one.fields > 0 ? String(one.fields) : "", resultOf(one)]),
    ),
    section("Mistakes", problems),
    section("Warnings", warnings),
    section("Worth tidying", notices),
    digestsSection(checked.flatMap((one) => one.digests)),
  ];
  return reportOf(sections);
}

/** The same for a terminal: a line for each problem, as compilers write them, and the sum. */
export function validationText(checked: readonly Validation[]): string {
  const lines = checked.flatMap(({ problems, warnings, notices, digests }) => [
    ...problems.map(({ where, message }) => `${where}: ${message}`),
    ...warnings.map(({ where, message }) => `${where}: warning: ${message}`),
    ...notices.map(({ where, message }) => `${where}: notice: ${message}`),
    ...digests.map(({ name, digest }) => `${name}: digest ${digest}`),
  ]);
  return `${[...lines, validationHeadline(checked)].join("\n")}\n`;
}

/** In one line. */
export function validationHeadline(checked: readonly Validation[]): string {
  const problems = checked.flatMap((one) => one.problems).length;
  const warnings = checked.flatMap((one) => one.warnings).length;
  const also = warnings > 0 ? `, ${count(warnings, "warning")}` : "";
  const found = problems > 0 ? count(problems, "mistake") : "no mistakes";
  return `${found} in ${count(checked.length, "mapping")}${also}`;
}

function resultOf({ problems, warnings }: Validation): string {
  if (problems.length > 0) return `✘ ${count(problems.length, "mistake")}`;
  return warnings.length > 0 ? `✔ ${count(warnings.length, "warning")}` : "✔";
}

function digestsSection(digests: readonly NamedDigest[]): string {
  if (digests.length === 0) return "";
  const rows = digests.map(({ name, digest }) => [cell(name, 300), `\`${digest}\``]);
  return `### In the audit log\n\n${table(["Mapping", "Digest"], rows)}`;
}

/** Each problem with its place, up to so many; nothing where there is none. */
export function section(title: string, problems: readonly Problem[], most = problems.length): string {
  if (problems.length === 0) return "";
  const shown = problems.slice(0, most).map(({ where, message }) => `${cell(where)}: ${cell(message, 400)}`);
  const more = problems.length > most ? [`and ${grouped(problems.length - most)} more`] : [];
  return `### ${title}\n\n${[...shown, ...more].map((line) => `- ${line}`).join("\n")}`;
}
