import type { Problem } from "../errors.ts";
import type { Source } from "./source.ts";

export const CORRECT_THEM = "Correct these inputs; the README lists all of them.";
const OF_ENVIRONMENT =
  "What is missing, the job's environment has no variable or secret for: docs/signing-in.md has their names.";
const FROM_ENVIRONMENT = ["tenant-id", "client-id", "client-secret", "refresh-token", "dataverse-url"];

/** On a runner nobody types these inputs: what a workflow takes from a variable that is not set is empty. */
export function howToCorrect(problems: readonly Problem[], environment: Source["environment"]): string {
  const isUnset = problems.some(
    ({ where, message }) => FROM_ENVIRONMENT.includes(where) && message.startsWith("is missing"),
  );
  return environment.GITHUB_ACTIONS === "true" && isUnset
    ? `${CORRECT_THEM} ${OF_ENVIRONMENT}`
    : CORRECT_THEM;
}
