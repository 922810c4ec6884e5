import * as core from "@actions/core";
import { run } from "./connect.ts";
import { ConfigurationError, describeError } from "./errors.ts";
import { INPUT_NAMES, parseInputs, SECRET_INPUTS, type Source, TERMINAL_ONLY } from "./inputs.ts";
import { annotations } from "./report/annotations.ts";
import { harmless } from "./report/log.ts";
import { headline, summary } from "./report/summary.ts";
import { totalsOf } from "./report/totals.ts";

/** The entry on a runner. */
async function main(): Promise<void> {
  const source = readSource(process.env);
  for (const name of SECRET_INPUTS) if (source.given[name]) core.setSecret(source.given[name]);
  const inputs = parseInputs(source);
  const {
    GITHUB_RUN_ID: id = "local",
    GITHUB_RUN_ATTEMPT: attempt = "1",
    GITHUB_JOB: job = "job",
  } = process.env;
  const terminal = { progress: (text: string) => core.info(harmless(text)), mask: core.setSecret };
  const { result, mapping } = await run(inputs, `${id}-${attempt}-${job}`, terminal);

  const totals = totalsOf(result);
  await core.summary.addRaw(summary(result, { visible: mapping.visible, mappingFile: mapping.file })).write();
  for (const { title, message } of annotations(result)) core.warning(harmless(message), { title });
  core.setOutput("plan-digest", result.digest);
  core.setOutput("approval-digest", result.approvalDigest ?? "");
  for (const name of ["changes", "created", "updated", "conflicts", "held", "failed"] as const) {
    core.setOutput(name, totals[name]);
  }
  core.setOutput("state-commit", result.stateCommit ?? "");
  core.info(harmless(headline(result, totals)));
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

function fail(error: unknown): void {
  if (error instanceof ConfigurationError) {
    for (const { file, line, column, where, message } of error.problems) {
      const place = file
        ? { file, ...(line ? { startLine: line } : {}), ...(column ? { startColumn: column } : {}) }
        : {};
      core.error(harmless(`${where}: ${message}`), place);
    }
  }
  core.setFailed(harmless(describeError(error)));
}

try {
  await main();
} catch (error) {
  fail(error);
}
