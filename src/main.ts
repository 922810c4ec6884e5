import { randomUUID } from "node:crypto";
import * as core from "@actions/core";
import { runReport } from "./connect/reports.ts";
import { withWorld } from "./connect/world.ts";
import { ConfigurationError } from "./errors.ts";
import { INPUT_NAMES, parseInputs, SECRET_INPUTS, type Source, TERMINAL_ONLY } from "./inputs/inputs.ts";
import { hasNoSecrets, parseMappingNames } from "./inputs/offline.ts";
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
  const runId = nameRun(process.env);
  const origin = originOf(source);
  refuseTerminalCommand(source);
  const report = await runReport({ source, runId, origin, terminal, ask: null });
  if (report) return (await reporter()).reportText(report);
  const start = { inputs: parseInputs(source), runId, origin, terminal };
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
  const github = await import("./adapters/github-event.ts");
  return github.readPullRequest(process.env);
}

async function validateFiles(source: Source): Promise<void> {
  const names = parseMappingNames(source);
  const [{ readMappings }, { validate }] = await Promise.all([
    import("./adapters/mapping-files.ts"),
    import("./commands/validate.ts"),
  ]);
  const files = await readMappings(names);
  await (await reporter()).reportValidation(files.map(validate));
}

async function validateInstead(source: Source): Promise<void> {
  core.notice(
    "A pull request from a fork, or of Dependabot, is given no secrets, so the live records were not read. The mapping was only validated. Push it to a branch of this repository to see its plan.",
    { title: "No plan" },
  );
  await validateFiles(source);
}

/** Commands that need a person at a terminal, with what to do instead. */
const TERMINAL_COMMANDS = new Map([
  [
    "format",
    {
      message: "format writes files, so it is for a terminal",
      remedy: "Run it in a clone of your repository, and commit what it changed; validate only says where.",
    },
  ],
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
  (await reporter()).reportFailure(error);
}
