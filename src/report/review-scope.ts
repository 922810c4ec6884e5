import { grouped } from "../model/readable.ts";
import type { RunResult } from "../model/result.ts";
import type { ScopeChange } from "../reconcile/match/scope-change.ts";
import { joined, sentence } from "./markdown.ts";

interface Scoped {
  readonly scope: ScopeChange | null;
  readonly result: Pick<RunResult, "notices">;
}

/** A deal in step is written by neither mapping, and one out of scope by none, so nothing else in a review speaks of them. */
export function scopeText({ scope, result: { notices = [] } }: Scoped): string {
  const moves =
    scope &&
    `Open linked deals that leave the scope, and are left alone on both sides from then on: ${grouped(scope.leave)}. That come into it: ${grouped(scope.enter)}.`;
  return joined([moves ?? "", ...notices.map(sentence)], "\n\n");
}
