import * as core from "@actions/core";
import type { PullRequestReview } from "./connect/review.ts";
import { ConfigurationError, describeError, type Problem } from "./errors.ts";
import type { Validation } from "./mapping/validate.ts";
import { harmless } from "./report/log.ts";
import { reviewReport } from "./report/review.ts";
import { validationHeadline, validationSummary } from "./report/validation.ts";

const SHOW = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Shows a problem where it is: at its line of the mapping, in the files of a pull request. */
function annotate(level: keyof typeof SHOW, { where, file, line, column, message }: Problem): void {
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

/** GitHub shows ten annotations of a kind for each step; the summary has the rest. */
const MOST_NOTICES = 10;

export async function reportReview({
  review,
  report,
  notices,
  uncommented,
}: PullRequestReview): Promise<void> {
  await core.summary.addRaw(reviewReport(review, report)).write();
  for (const notice of notices.slice(0, MOST_NOTICES)) annotate("notice", notice);
  if (uncommented !== null) core.warning(harmless(uncommented), { title: "No comment on the pull request" });
}

export function reportFailure(error: unknown): void {
  if (error instanceof ConfigurationError) for (const problem of error.problems) annotate("error", problem);
  core.setFailed(harmless(describeError(error)));
}
