import type { SyncState } from "../../model/state.ts";
import { DAY_MINUTES, minusMinutes } from "../record/timestamp.ts";
import type { RunFacts } from "./run-facts.ts";

/** Dataverse keeps the backups of production for so long ("Back up and restore environments"). */
const DAYS_KEPT = 28;
/** Enough of an id to know it again. One that is taken for another has its deal wait for a person, no more. */
const BEGINNING = 8;

type Shared = NonNullable<SyncState["shared"]>;

/** What is remembered of shared deals after a run; `undefined` when that is nothing. */
export function sharedAfter(
  before: Shared = {},
  { outcomes, settled, now }: Pick<RunFacts, "outcomes" | "settled" | "now">,
): Shared | undefined {
  const first = minusMinutes(now, DAYS_KEPT * DAY_MINUTES).slice(0, 10);
  const kept = Object.entries(before).filter(([day]) => day >= first);
  const made = [
    ...outcomes.flatMap(({ change, outcome }) =>
      change.action === "share" && outcome === "applied" ? [change.link.opportunity] : [],
    ),
    // Of a row that is gone it cannot be told; it may come back.
    ...settled.flatMap(({ intent, fate }) =>
      intent.action === "share" && (fate === "applied" || fate === "unclear") ? [intent.opportunity] : [],
    ),
  ].map(beginningOf);
  const today = now.slice(0, 10);
  const all = new Map(kept);
  if (made.length > 0) all.set(today, [...new Set([...(all.get(today) ?? []), ...made])]);
  return all.size === 0 ? undefined : Object.fromEntries(all);
}

/** Tells the day on which an opportunity was shared first, as far as that is remembered. */
export function daysOfSharing(shared: Shared = {}): (opportunity: string) => string | null {
  const latestFirst = Object.entries(shared).toReversed();
  const days = new Map(latestFirst.flatMap(([day, ids]) => ids.map((id) => [id, day] as const)));
  return (opportunity) => days.get(beginningOf(opportunity)) ?? null;
}

function beginningOf(id: string): string {
  return id.slice(0, BEGINNING);
}
