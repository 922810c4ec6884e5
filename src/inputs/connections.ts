import { z } from "zod/mini";
import { ConfigurationError, type Problem } from "../errors.ts";
import { CORRECT_THEM } from "./how-to-correct.ts";
import { needlessInputs, wrongInputs } from "./inputs.ts";
import { defaultOf, inputSchema } from "./schema.ts";
import { problemsOf, type Source } from "./source.ts";
import { readStatePlace, type StatePlace } from "./state-place.ts";

/** Which connections a command is about. */
export interface ConnectionInputs {
  /** Path of the file of connections. */
  readonly file: string;
  /** Only these, by their names; `null` for all. */
  readonly only: readonly string[] | null;
}

/** Where they are looked at. */
export interface ConnectionsOnGithub extends ConnectionInputs {
  readonly github: Exclude<StatePlace, { readonly directory: string }>;
}

export interface ConnectionsSummaryInputs extends ConnectionsOnGithub {
  /** Number of the run of the workflow. */
  readonly workflowRun: string;
}

const schema = z.pick(inputSchema, { "state-branch": true, "github-token": true });

/**
 * Nothing else is needed to make the matrix, and no secret is looked at.
 *
 * @throws ConfigurationError with all problems, each naming its input.
 */
export function parseConnectionInputs(source: Source): ConnectionInputs {
  return connectionInputs(source, []);
}

/** @throws ConfigurationError with all problems, each naming its input. */
export function parseConnectionsOnGithub(source: Source): ConnectionsOnGithub {
  return onGithub(source, []);
}

/** @throws ConfigurationError with all problems, each naming its input. */
export function parseConnectionsSummaryInputs(source: Source): ConnectionsSummaryInputs {
  const workflowRun = source.environment.GITHUB_RUN_ID ?? "";
  const missing = {
    where: "GITHUB_RUN_ID",
    message: "is missing; the summary is of the jobs of a workflow run",
  };
  return { ...onGithub(source, /^\d+$/.test(workflowRun) ? [] : [missing]), workflowRun };
}

function onGithub(source: Source, more: readonly Problem[]): ConnectionsOnGithub {
  const parsed = schema.safeParse(source.given);
  const place = readStatePlace(parsed.data, source);
  const inputs = connectionInputs(source, [...wrongInputs(parsed, source), ...problemsOf(place), ...more]);
  if ("problems" in place || "directory" in place.value)
    throw new Error("a problem of the place of the state was not reported");
  return { ...inputs, github: place.value };
}

function connectionInputs(source: Source, more: readonly Problem[]): ConnectionInputs {
  const problems = [...needlessInputs(source), ...more];
  if (problems.length > 0) throw new ConfigurationError(problems, CORRECT_THEM);
  const { connections: file = defaultOf("connections") ?? "", connection } = source.given;
  // An empty name stays one: it must not become all of them.
  const only = connection?.split(",").map((name) => name.trim()) ?? null;
  return { file, only };
}
