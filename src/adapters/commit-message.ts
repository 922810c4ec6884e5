import type { StateCommit } from "../model/ports.ts";

/** The last paragraph of a message, where `git interpret-trailers` looks for it. */
export function operationTrailer(operation: string): string {
  return `Sync-Operation: ${operation}`;
}

/** What follows the headline: the commit's own text, then the trailer by which the commit is known again. */
export function messageBody({ body, operation }: StateCommit): string {
  return [body, operationTrailer(operation)].filter(Boolean).join("\n\n");
}
