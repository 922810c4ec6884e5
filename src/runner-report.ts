import * as core from "@actions/core";
import { ConfigurationError, describeError, type Problem } from "./errors.ts";
import type { Validation } from "./mapping/validate.ts";
import { harmless } from "./report/log.ts";
import { validationHeadline, validationSummary } from "./report/validation.ts";

const SHOW = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Shows a problem where it is: at its line of the mapping, in the files of a pull request. */
export function annotate(level: keyof typeof SHOW, { where, file, line, column, message }: Problem): void {
  const place = file
    ? { file, ...(line ? { startLine: line } : {}), ...(column ? { startColumn: column } : {}) }
    : {};
  SHOW[level](harmless(`${where}: ${message}`), place);
}

/** A mistake fails the step; a warning does not. */
export async function reportValidation(checked: readonly Validation[]): Promise<void> {
  for (const { problems, warnings } of checked) {
    for (const problem of problems) annotate("error", problem);
    for (const warning of warnings) annotate("warning", warning);
  }
  await core.summary.addRaw(validationSummary(checked)).write();
  const headline = harmless(validationHeadline(checked));
  if (checked.some(({ problems }) => problems.length > 0)) core.setFailed(headline);
  else core.info(headline);
}

export function reportFailure(error: unknown): void {
  if (error instanceof ConfigurationError) for (const problem of error.problems) annotate("error", problem);
  core.setFailed(harmless(describeError(error)));
}
