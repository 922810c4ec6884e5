import { CALM, ORDINARY } from "./plain.ts";
import type { FieldSettings, PlannedRun, Story, SystemSettings } from "./story.ts";
import { FIELD_NAMES, STEPS } from "./story.ts";

/**
 * The shortest story that still fails in the same way: every run, edit, trouble and setting is taken out or
 * made ordinary, one at a time, for as long as that helps.
 */
export async function shrink(story: Story, stillFails: (story: Story) => Promise<boolean>): Promise<Story> {
  let best = story;
  for (let isShorter = true; isShorter; ) {
    isShorter = false;
    for (const candidate of simpler(best)) {
      if (!(await stillFails(candidate))) continue;
      best = candidate;
      isShorter = true;
      break;
    }
  }
  return best;
}

const LISTS = [
  "writers",
  "spells",
  "troubles",
  "edits",
  "runs",
  "changes",
  "putBacks",
  "damages",
] as const satisfies readonly (keyof Story)[];

function* simpler(story: Story): Generator<Story> {
  for (const key of LISTS) {
    for (const rest of eachLeftOut<unknown>(story[key] ?? [])) yield { ...story, [key]: rest };
  }
  if (story.tellsSeller) yield { ...story, tellsSeller: false };
  yield* withLess(story);
  const { added, ...always } = story;
  if (added) yield always;
  if (story.deals.length > 1) yield { ...story, deals: story.deals.slice(0, -1) };
  for (const [name, value] of Object.entries(CALM) as [keyof SystemSettings, never][]) {
    if (JSON.stringify(story.systems[name]) !== JSON.stringify(value)) {
      yield { ...story, systems: { ...story.systems, [name]: value } };
    }
  }
  for (const field of FIELD_NAMES) {
    const { when: _when, otherwise: _otherwise, ...settings } = story.fields[field];
    if (Object.keys(settings).length < Object.keys(story.fields[field]).length)
      yield { ...story, fields: { ...story.fields, [field]: settings } };
    for (const [name, value] of Object.entries(ORDINARY) as [keyof FieldSettings, never][]) {
      if (story.fields[field][name] === value) continue;
      yield { ...story, fields: { ...story.fields, [field]: { ...story.fields[field], [name]: value } } };
    }
  }
  for (const [place, run] of story.runs.entries())
    for (const usual of moreUsual(run)) yield { ...story, runs: story.runs.with(place, usual) };
  for (const [place, deal] of story.deals.entries()) {
    if (deal.asks)
      yield { ...story, deals: story.deals.with(place, { begins: deal.begins, status: deal.status }) };
    if (deal.begins === "referral" && deal.status === "Active/Accepted") continue;
    yield { ...story, deals: story.deals.with(place, { begins: "referral", status: "Active/Accepted" }) };
  }
}

/** The same run without one thing that is out of the ordinary. */
function* moreUsual({ name, at, ...unusual }: PlannedRun): Generator<PlannedRun> {
  for (const left of eachLeftOut(Object.entries(unusual))) yield { name, at, ...Object.fromEntries(left) };
}

/** The same with a mapping that does less. */
function* withLess({ more, ...story }: Story): Generator<Story> {
  if (!more) return;
  yield story;
  if (more.shares) yield { ...story, more: { ...more, shares: false } };
  if (more.leads) yield { ...story, more: { ...more, leads: false } };
  const { owner, ...ownerless } = more;
  if (owner) yield { ...story, more: ownerless };
  if (more.accounts) yield { ...story, more: { ...more, accounts: null } };
  for (const step of STEPS) {
    if (more.guards[step] === "allow") continue;
    yield { ...story, more: { ...more, guards: { ...more.guards, [step]: "allow" } } };
  }
}

/** Of a long list, many at once first: halves, quarters, and so on to one. */
function* eachLeftOut<T>(list: readonly T[]): Generator<T[]> {
  for (let count = Math.max(1, list.length >> 1); count >= 1; count >>= 1)
    for (let place = 0; place < list.length; place += count)
      yield list.filter((_, index) => index < place || index >= place + count);
}
