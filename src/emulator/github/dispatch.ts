import type { Reply } from "../exchange.ts";
import type { GitHubContext } from "./context.ts";
import { restError } from "./errors.ts";

type Json = Readonly<Record<string, unknown>>;

/** "Create a workflow dispatch event": only for a workflow that is there, a ref that is there, and its inputs. */
export function dispatchWorkflow(
  { git, settings, runs }: GitHubContext,
  workflow: string,
  body: Json,
): Reply {
  const state = settings.workflows[`.github/workflows/${workflow}`];
  if (state === undefined) return restError(404, "Not Found");
  if (state !== "active")
    return restError(422, "Cannot trigger a 'workflow_dispatch' on a disabled workflow");
  const known = settings.workflowInputs[workflow] ?? [];
  const { ref, inputs = {} } = body;
  const oid = typeof ref === "string" ? git.resolve(`refs/heads/${ref}`) : null;
  if (oid === null) return restError(422, `No ref found for: ${String(ref)}`);
  const given = Object.entries(inputs as Json).map(([name, value]) => [name, String(value)]);
  const unexpected = given.map(([name]) => name ?? "").filter((name) => !known.includes(name));
  if (unexpected.length > 0)
    return restError(422, `Unexpected inputs provided: ${JSON.stringify(unexpected)}`);
  runs.add("workflow_dispatch", Object.fromEntries(given));
  return { status: 204 };
}

/** "Create a repository dispatch event". */
export function dispatchRepository({ runs }: GitHubContext, body: Json): Reply {
  const { event_type: type, client_payload: payload = {} } = body;
  if (typeof type !== "string" || type.length > 100) return restError(422, "Invalid request.");
  const given = Object.entries(payload as Json).map(([name, value]) => [name, String(value)]);
  if (given.length > 10) return restError(422, "No more than 10 properties are allowed");
  runs.add("repository_dispatch", Object.fromEntries(given));
  return { status: 204 };
}
