import * as core from "@actions/core";
import { readPullRequest } from "./adapters/github-event.ts";
import { readMappings } from "./adapters/mapping-files.ts";
import { explainReferral, run } from "./connect/connect.ts";
import { runReport } from "./connect/reports.ts";
import { reviewPullRequest } from "./connect/review.ts";
import type { Report } from "./connect/tools.ts";
import { ConfigurationError } from "./errors.ts";
import { INPUT_NAMES, parseInputs, SECRET_INPUTS, type Source, TERMINAL_ONLY } from "./inputs/inputs.ts";
import { hasNoSecrets, parseMappingNames } from "./inputs/offline.ts";
import { validateMapping } from "./mapping/validate.ts";
import type { RunResult } from "./model/result.ts";
import { annotations } from "./report/annotations.ts";
import { explanationMarkdown } from "./report/explanation.ts";
import { harmless } from "./report/log.ts";
import { refreshTokenWarnings } from "./report/refresh-token.ts";
import { headline, summary } from "./report/summary.ts";
import { totalsOf } from "./report/totals.ts";
import { reportFailure, reportReview, reportValidation } from "./runner-report.ts";

/** The entry on a runner. */
async function main(): Promise<void> {
  const source = readSource(process.env);
  for (const name of SECRET_INPUTS) if (source.given[name]) core.setSecret(source.given[name]);
  const pullRequest = source.given.command === "plan" ? await readPullRequest(process.env) : null;
  if (source.given.command === "validate") return validate(source);
  if (pullRequest && (pullRequest.isFromFork || hasNoSecrets(source))) return validateInstead(source);
  const terminal = { progress: (text: string) => core.info(harmless(text)), mask: core.setSecret };
  const {
    GITHUB_RUN_ID: id = "local",
    GITHUB_RUN_ATTEMPT: attempt = "1",
    GITHUB_JOB: job = "job",
  } = process.env;
  const runId = `${id}-${attempt}-${job}`;
  refuseTerminalCommand(source);
  const report = await runReport({ source, runId, terminal, ask: null });
  if (report) return showReport(report);
  const inputs = parseInputs(source);
  if (inputs.command === "explain") {
    const { explanation, mapping } = await explainReferral(inputs, runId, terminal);
    await core.summary.addRaw(explanationMarkdown(explanation, mapping.visible)).write();
    return;
  }
  if (pullRequest) {
    const reviewed = await reviewPullRequest({ inputs, runId, terminal }, pullRequest);
    await reportReview(reviewed);
    return setOutputs(reviewed.review.result);
  }
  const { result, mapping, refreshToken } = await run(inputs, runId, terminal);
  const options = { visible: mapping.visible, mappingFile: mapping.file, refreshToken };
  await core.summary.addRaw(summary(result, options)).write();
  const warnings = [...refreshTokenWarnings(refreshToken), ...annotations(result)];
  for (const { title, message } of warnings) core.warning(harmless(message), { title });
  setOutputs(result);
}

async function validate(source: Source): Promise<void> {
  const files = await readMappings(parseMappingNames(source));
  await reportValidation(files.map(validateMapping));
}

async function validateInstead(source: Source): Promise<void> {
  core.notice(
    "A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.",
    { title: "No plan" },
  );
  await validate(source);
}

function setOutputs(result: RunResult): void {
  const totals = totalsOf(result);
  core.setOutput("plan-digest", result.digest);
  core.setOutput("approval-digest", result.approvalDigest ?? "");
  for (const name of ["changes", "created", "updated", "conflicts", "held", "failed"] as const) {
    core.setOutput(name, totals[name]);
  }
  core.setOutput("state-commit", result.stateCommit ?? "");
  core.info(harmless(headline(result, totals)));
}

/** Commands that need a person at a terminal, with what to do instead. */
const TERMINAL_COMMANDS = new Map([
  [
    "init",
    {
      message: "init writes files, so it is for a terminal",
      remedy: "Run it in a clone of your repository: docs/getting-started.md.",
    },
  ],
  [
    "login",
    {
      message: "login needs a person and their browser, so it is for a terminal",
      remedy: "Run it on your own machine: docs/signing-in.md.",
    },
  ],
]);

function refuseTerminalCommand({ given }: Source): void {
  const refused = TERMINAL_COMMANDS.get(given.command ?? "");
  if (refused) throw new ConfigurationError([{ where: "command", message: refused.message }], refused.remedy);
}

async function showReport({ text, failed }: Report): Promise<void> {
  await core.summary.addRaw(text).write();
  core.info(harmless(text));
  if (failed) core.setFailed("Something needs a person; the summary says what.");
}

/** Inputs as the runner passes them: `INPUT_TENANT-ID`. */
function readSource(environment: NodeJS.ProcessEnv): Source {
  const given = Object.entries(environment)
    .filter(([name]) => name.startsWith("INPUT_"))
    .map(([name, value]) => [
      name.slice("INPUT_".length).toLowerCase().replaceAll("_", "-"),
      (value ?? "").trim(),
    ]);
  const allowed = INPUT_NAMES.filter((name) => !TERMINAL_ONLY.includes(name));
  return { given: Object.fromEntries(given), label: (name) => name, allowed, environment };
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
