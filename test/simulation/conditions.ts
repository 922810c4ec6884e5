import { MINUTE } from "./plain.ts";
import type { EditKind, Story } from "./story.ts";

export const CONDITIONS = [
  "clocks that differ",
  "equal times",
  "listing that lags",
  "many pages",
  "no change tracking",
  "key not built yet",
  "mapping that changed",
  "branch put back",
  "state spoilt",
  "state made anew",
  "deals that a webhook reports",
  "opportunity opened again",
  "opportunity deleted",
  "opportunity imported again",
  "conflict that a person decides",
  "plan that somebody has seen",
  "told to stop",
  "runs that overlap",
  "list that is emptied",
  "field that is filled once",
  "something instead of a blank",
  "partner in the deal",
  "owner who is disabled",
] as const;
export type Condition = (typeof CONDITIONS)[number];

/** What is out of the ordinary all the time, and counts as trouble as well. */
export function conditionsOf(
  { systems, fields, deals, runs, edits, added, changes = [], putBacks = [], damages = [] }: Story,
  wasStopped: boolean,
): Condition[] {
  const settings = Object.values(fields);
  const isDone = (what: EditKind) => edits.some(({ edit }) => edit.what === what);
  const { skewMs, ...rest } = systems;
  const ahead = [skewMs.partnerCenter, skewMs.dataverse, ...runs.map((run) => run.skewMs ?? 0)];
  const conditions: Readonly<Record<Condition, boolean>> = {
    "clocks that differ": ahead.some((skew) => skew !== 0),
    "equal times": rest.coarseTimes,
    "listing that lags": rest.listLagMs > 0,
    "many pages": rest.pageSize === 1,
    "no change tracking": !rest.changeTracking,
    "key not built yet": rest.keyIsPending,
    "mapping that changed": added !== undefined || changes.length > 0,
    "branch put back": putBacks.length > 0,
    "state spoilt": damages.length > 0,
    "state made anew": runs.some(({ resyncs }) => resyncs),
    "deals that a webhook reports": runs.some(({ reported }) => reported),
    "opportunity opened again": isDone("reopen"),
    "opportunity deleted": isDone("delete"),
    "opportunity imported again": isDone("import again"),
    "conflict that a person decides": runs.some(({ resolves }) => resolves),
    "plan that somebody has seen": runs.some(({ expects }) => expects),
    "told to stop": wasStopped,
    "runs that overlap": runs.some(({ at }, place) => at - (runs[place - 1]?.at ?? -MINUTE) < OVERLAP_MS),
    "list that is emptied": isDone("no solution"),
    "field that is filled once": settings.some(({ when }) => when),
    "something instead of a blank": settings.some(({ otherwise }) => otherwise),
    "partner in the deal": isDone("partner") || deals.some(({ begins }) => begins === "with a partner"),
    "owner who is disabled": isDone("leave"),
  };
  return CONDITIONS.filter((name) => conditions[name]);
}

/** Runs take longer than this. */
const OVERLAP_MS = 3000;
