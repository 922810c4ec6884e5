import { canonicalJson } from "../../model/canonical-json.ts";
import type { Conflict, Held, Plan, Question } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";

/** What a person has to see to, of what a run found. */
export type Said = Pick<Plan, "conflicts" | "held" | "questions">;

/** What else keeps a deal waiting is an outcome, and each of those is one of its own. */
const SAID: readonly Waiting["kind"][] = ["conflict", "held", "question", "out of scope"];

/**
 * Of what a run found, what no run has said before. A deal may be looked at every day as long as it waits, since what it
 * waits for may be on another record; in the audit log that would be a line a day, for ever.
 *
 * @param before Everything that waited when the run began.
 * @param after The same when it ends. A deal that waits for the same as before, on the same versions of both records, is no news.
 */
export function newlySaid(found: Said, before: readonly Waiting[], after: readonly Waiting[]): Said {
  const earlier = new Map(before.filter(isSaid).map((entry) => [entry.referral, whatWaits(entry)]));
  const old = new Set(
    after.filter((entry) => earlier.get(entry.referral) === whatWaits(entry)).map(({ referral }) => referral),
  );
  const isNews = ({ link }: Conflict | Held) => !old.has(link.referral);
  return {
    conflicts: found.conflicts.filter(isNews),
    held: found.held.filter(isNews),
    questions: found.questions.filter(({ referral }: Question) => !old.has(referral)),
  };
}

/** A resync lists what waits, and leaves it to the next sync to say it. */
function isSaid({ kind, tries }: Waiting): boolean {
  return SAID.includes(kind) && tries > 0;
}

/** Without how often it was looked at, and when the next time is. */
function whatWaits({ tries: _tries, nextAt: _nextAt, ...entry }: Waiting): string {
  return canonicalJson(entry);
}
