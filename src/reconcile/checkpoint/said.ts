import { canonicalJson } from "../../model/canonical-json.ts";
import type { Conflict, Held, Plan, Question } from "../../model/plan.ts";
import type { Waiting } from "../../model/state.ts";
import type { Unreadable } from "./run-facts.ts";

/** What a person has to see to, of what a run found. */
export type Said = Pick<Plan, "conflicts" | "held" | "questions">;

export interface Found extends Said {
  /** What could not be read is held whole, and in no plan. */
  readonly unreadable: readonly Unreadable[];
}

/** What else keeps a deal waiting that was read is an outcome, and each of those is one of its own. */
const SAID: readonly Waiting["kind"][] = ["conflict", "held", "question", "out of scope"];

/**
 * Of what a run found, what no run has said before. A deal may be looked at every day as long as it waits, since what it
 * waits for may be on another record; in the audit log that would be a line a day, for ever.
 *
 * @param before Everything that waited when the run began.
 * @param after The same when it ends. A deal that waits for the same as before, on the same versions of both records, is no news.
 */
export function newlySaid(found: Found, before: readonly Waiting[], after: readonly Waiting[]): Said {
  // A resync lists what waits, and leaves it to the next sync to say it.
  const looked = before.filter(({ tries }) => tries > 0);
  const earlier = new Map(looked.map((entry) => [entry.referral, whatWaits(entry)]));
  const same = after.filter((entry) => earlier.get(entry.referral) === whatWaits(entry));
  const known = new Set(same.map(({ referral }) => referral));
  const old = new Set(same.filter(({ kind }) => SAID.includes(kind)).map(({ referral }) => referral));
  const isNews = ({ link }: Conflict | Held) => !old.has(link.referral);
  const unread = found.unreadable.filter(({ link }) => !known.has(link.referral));
  return {
    conflicts: found.conflicts.filter(isNews),
    held: [...found.held.filter(isNews), ...unread.map(heldWhole)],
    questions: found.questions.filter(({ referral }: Question) => !old.has(referral)),
  };
}

function heldWhole({ link, reason }: Unreadable): Held {
  return { link, field: null, side: "referral", reason };
}

/** Without how often it was looked at, and when the next time is. */
function whatWaits({ tries: _tries, nextAt: _nextAt, ...entry }: Waiting): string {
  return canonicalJson(entry);
}
