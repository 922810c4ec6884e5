import * as core from "@actions/core";
import type { PullRequestReview } from "./connect/review.ts";
import type { Explained, Finished } from "./connect/run.ts";
import type { Report } from "./connect/tools.ts";
import { ConfigurationError, describeError, type Problem, RefusalError } from "./errors.ts";
import { nameOf } from "./mapping/mapping.ts";
import type { Validation } from "./mapping/validate.ts";
import { annotations, MOST_ANNOTATIONS } from "./report/annotations.ts";
import { explanationMarkdown } from "./report/explanation.ts";
import { harmless } from "./report/log.ts";
import { refreshTokenWarnings } from "./report/refresh-token.ts";
import { reviewReport } from "./report/review.ts";
import { headline, summary } from "./report/summary.ts";
import { totalsOf } from "./report/totals.ts";
import { validationHeadline, validationSummary } from "./report/validation.ts";

const SHOW = { error: core.error, warning: core.warning, notice: core.notice } as const;

/** Shows a problem where it is: at its line of the mapping, in the files of a pull request. */
function annotate(level: keyof typeof SHOW, { where, file, line, column, message }: Problem): void {
  const place = file
    ? { file, ...(line ? { startLine: line } : {}), ...(column ? { startColumn: column } : {}) }
    : {};
  SHOW[level](harmless(`${where}: ${message}`), place);
}

/** What a run has done is done, whether or not there is room for its summary: it is shown in the log then. */
async function summarise(markdown: string): Promise<void> {
  try {
    await core.summary.addRaw(markdown).write();
  } catch (error) {
    core.warning(harmless(`It is in the log instead: ${String(error)}`), { title: "No job summary" });
    core.info(harmless(markdown));
  }
}

/** A mistake fails the step; a warning does not. */
export async function reportValidation(checked: readonly Validation[]): Promise<void> {
  for (const { problems, warnings, notices } of checked) {
    for (const problem of problems) annotate("error", problem);
    for (const warning of warnings) annotate("warning", warning);
    for (const notice of notices) annotate("notice", notice);
  }
  await summarise(validationSummary(checked));
  const headline = harmless(validationHeadline(checked));
  if (checked.some(({ problems }) => problems.length > 0)) core.setFailed(headline);
  else core.info(headline);
}

export function reportNoPlan(): void {
  core.notice(
    "A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.",
    { title: "No plan" },
  );
}

export async function reportReview({
  review,
  report,
  notices,
  uncommented,
}: PullRequestReview): Promise<void> {
  await summarise(reviewReport(review, report));
  if (uncommented !== null) core.warning(harmless(uncommented), { title: "No comment on the pull request" });
  for (const doubt of report.doubts) annotate("warning", doubt);
  for (const notice of notices.slice(0, MOST_ANNOTATIONS)) annotate("notice", notice);
  setOutputs(review.result);
}

export async function reportRun({ result, refused, mapping, refreshToken, crm }: Finished): Promise<void> {
  const options = { visible: mapping.visible, mappingFile: nameOf(mapping), refreshToken, crm };
  await summarise(summary(result, options));
  const warnings = [...refreshTokenWarnings(refreshToken), ...annotations(result)];
  for (const { title, message } of warnings) core.warning(harmless(message), { title });
  setOutputs(result);
  if (refused) reportFailure(refused);
}

export async function reportExplanation({ explanation, mapping }: Explained): Promise<void> {
  await summarise(explanationMarkdown(explanation, mapping.visible));
}

export async function reportText({ text, plain, failed, matrix, problems = [] }: Report): Promise<void> {
  if (matrix !== undefined) core.setOutput("matrix", matrix);
  for (const problem of problems) annotate("error", problem);
  await summarise(text);
  core.info(harmless(plain ?? text));
  if (failed) core.setFailed("Something needs a person; the summary says what.");
}

function setOutputs(result: Finished["result"]): void {
  const totals = totalsOf(result);
  core.setOutput("plan-digest", result.digest);
  core.setOutput("approval-digest", result.approvalDigest ?? "");
  for (const name of ["changes", "created", "updated", "conflicts", "held", "failed"] as const) {
    core.setOutput(name, totals[name]);
  }
  core.setOutput("state-commit", result.stateCommit ?? "");
  core.info(harmless(headline(result, totals)));
}

const REFUSED = "Refused";

export function reportFailure(error: unknown): void {
  // Those of a file stand at their lines, too; the last one has all of them, and what to do.
  const problems = error instanceof ConfigurationError ? error.problems.filter(({ file }) => file) : [];
  for (const problem of problems.slice(0, MOST_ANNOTATIONS - 1)) annotate("error", problem);
  const told = harmless(describeError(error));
  // By its title a summary of several connections knows a refusal from a failure.
  core.error(told, error instanceof RefusalError ? { title: REFUSED } : {});
  process.exitCode = core.ExitCode.Failure;
}
