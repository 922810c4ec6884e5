import type { StateCommit } from "../model/ports.ts";

type Placed = Pick<StateCommit, "operation" | "expectedHead">;

/** The last paragraph of a message, where `git interpret-trailers` looks for it. */
export function operationTrailer({ operation, expectedHead }: Placed): string {
  return `${TRAILER}${operation}${placeOf(expectedHead)}`;
}

/** What follows the headline: the commit's own text, then the trailer by which the commit is known again. */
export function messageBody({ body, ...placed }: StateCommit): string {
  return [body, operationTrailer(placed)].filter(Boolean).join("\n\n");
}

/**
 * Whether the store made a commit, and where it stands now. The trailer names the commit before it, so neither one
 * that somebody made by hand passes, nor one of ours that was moved onto another history.
 */
export function isOurs(message: string, parent: string | null): boolean {
  const place = placeOf(parent);
  return message.split("\n").some((line) => line.startsWith(TRAILER) && line.endsWith(place));
}

const TRAILER = "Sync-Operation: ";

function placeOf(parent: string | null): string {
  return `/${parent?.slice(0, 12) ?? "new"}`;
}
