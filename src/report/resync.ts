import type { ResyncResult } from "../model/result.ts";
import { count } from "./markdown.ts";

const FOUND: Readonly<Record<ResyncResult["found"], string>> = {
  missing: "was missing",
  unreadable: "could not be read",
  "of another version": "was written by another version of cosell-sync",
  "changed by hand": "had been changed by hand",
  intact: "was as a run wrote it",
};

const CHAIN: Readonly<Record<ResyncResult["chain"], string>> = {
  continued: "The audit log goes on where it was.",
  new: "Where the audit log ended could not be told, so a new chain begins in it; the old files stay.",
};

/** What a resync found and made, as Markdown. */
export function resyncReport({ found, chain, linked, waiting, due, stateCommit }: ResyncResult): string {
  const next =
    due === 0
      ? "Nothing is left to sync."
      : `The next sync has something to write for ${count(due, "deal")}.`;
  return `## Co-sell resync: ${count(linked, "linked deal")}

The state ${FOUND[found]}, and was rebuilt from both sides. Neither of them was written to.

${next} On the waiting list: ${count(waiting.length, "deal")}. ${CHAIN[chain]}

State commit: \`${stateCommit}\`
`;
}
