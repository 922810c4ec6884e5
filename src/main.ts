import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import { runReport } from "./connect/reports.ts";
import { withWorld } from "./connect/world.ts";
import { parseInputs } from "./inputs/inputs.ts";
import { hasNoSecrets, parseMappingNames } from "./inputs/offline.ts";
import { INPUT_NAMES, TERMINAL_ONLY } from "./inputs/schema.ts";
import { SECRET_INPUTS } from "./inputs/secret-inputs.ts";
import { filled, type Source } from "./inputs/source.ts";
import { TERMINAL_COMMANDS } from "./inputs/values.ts";
import type { Origin } from "./model/origin.ts";
import { harmless } from "./report/log.ts";

/** The entry on a runner. */
async function main(): Promise<void> {
  const source = readSource(process.env);
  for (const name of SECRET_INPUTS) if (source.given[name]) core.setSecret(source.given[name]);
  const pullRequest = source.given.command === "plan" ? await readPullRequest() : null;
  if (source.given.command === "validate") return validateFiles(source);
  if (pullRequest && (pullRequest.isFromFork || hasNoSecrets(source))) return validateInstead(source);
  const terminal = { progress: (text: string) => core.info(harmless(text)), mask: core.setSecret };
  const run = nameRun(process.env);
  const origin = originOf(source);
  const forTerminal = TERMINAL_COMMANDS.find((command) => command === source.given.command);
  if (forTerminal) throw (await import("./inputs/terminal-commands.ts")).refusalOf(forTerminal);
  const report = await runReport({ source, run, origin, terminal, ask: null });
  if (report) return (await reporter()).reportText(report);
  const start = { inputs: parseInputs(source), run, origin, terminal };
  if (start.inputs.command === "explain") {
    const explained = await withWorld(start, async (world) =>
      (await import("./connect/run.ts")).explainReferral(world),
    );
    return (await reporter()).reportExplanation(explained);
  }
  if (pullRequest) {
    const reviewed = await withWorld(start, async (world) =>
      (await import("./connect/review.ts")).reviewPullRequest(world, pullRequest),
    );
    return (await reporter()).reportReview(reviewed);
  }
  const finished = await withWorld(start, async (world) => (await import("./connect/run.ts")).run(world));
  return (await reporter()).reportRun(finished);
}

/**
 * Audit file, intents and notes are named by it. What GitHub says of a step is for people and not enough: two calls of a
 * reusable workflow in one run, or two jobs of a matrix, have all of it in common.
 */
function nameRun({
  GITHUB_RUN_ID: id = "local",
  GITHUB_RUN_ATTEMPT: attempt = "1",
  GITHUB_JOB: job = "job",
  GITHUB_ACTION: step = "",
}: NodeJS.ProcessEnv): string {
  return [id, attempt, job, ...stepOf(step), randomUUID().slice(0, 8)].join("-");
}

/**
 * A job may run this more than once, as resync and then sync. GitHub names a step by its id, or by its action, with a
 * number from the second one on (`__self_2`).
 */
function stepOf(action: string): string[] {
  if (!action.startsWith("__")) return action === "" ? [] : [action];
  return [...(/_(\d+)$/.exec(action)?.slice(1) ?? [])];
}

function originOf({ environment, given }: Source): Origin {
  const { GITHUB_EVENT_NAME: event, GITHUB_SHA: commit } = environment;
  return {
    ...(event ? { event } : {}),
    ...(given["changed-referrals"] ? { webhook: true } : {}),
    ...(commit ? { commit } : {}),
  };
}

/** Loaded when there is something to show: until then a run is waiting for answers anyway. */
function reporter() {
  return import("./runner-report.ts");
}

async function readPullRequest() {
  const github = await import("./adapters/github/event.ts");
  return github.readPullRequest(process.env);
}

async function validateFiles(source: Source): Promise<void> {
  const names = parseMappingNames(source);
  const [{ readMappings }, { validateMapping }] = await Promise.all([
    import("./adapters/mapping-files.ts"),
    import("./mapping/validate.ts"),
  ]);
  const files = await readMappings(names);
  await (await reporter()).reportValidation(files.map(validateMapping));
}

async function validateInstead(source: Source): Promise<void> {
  (await reporter()).reportNoPlan();
  await validateFiles(source);
}

/** Inputs as the runner passes them: `INPUT_TENANT-ID`. */
function readSource(environment: NodeJS.ProcessEnv): Source {
  const given = Object.entries(environment)
    .filter(([name]) => name.startsWith("INPUT_"))
    .map(([name, value = ""]) => [name.slice("INPUT_".length).toLowerCase().replaceAll("_", "-"), value]);
  const allowed = INPUT_NAMES.filter((name) => !TERMINAL_ONLY.includes(name));
  return { given: filled(Object.fromEntries(given)), label: (name) => name, allowed, environment };
}

try {
  await main();
} catch (error) {
  (await reporter()).reportFailure(error);
}
