import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { MINUTE, NOTHING_MORE } from "./plain.ts";
import {
  DAMAGES,
  type Edit,
  type EditKind,
  type MappingChange,
  type More,
  type PlannedRun,
  type Story,
  type TimedEdit,
} from "./story.ts";
import { times } from "./troubles.ts";

/*
 * What happens in some stories besides, and seldom: each of them has one of these things, some time after its first run. They
 * are drawn by themselves, so that a seed goes on telling what it told before there were any.
 */

/** The numbers that people have typed so far are smaller. */
const NUMBERS = 700;

/** @param share Of so many stories. */
export function withSeldom(story: Story, share: number): Story {
  const random = createRandom(story.seed + 3_000_000_019);
  if (!random.chance(share)) return story;
  return random.pick(KINDS)(story.runs.length < FEW_RUNS ? withTwoRuns(story, random) : story, random);
}

const FEW_RUNS = 9;

/** What happens would mostly meet the last run of a short story, and nothing would come after it. */
function withTwoRuns(story: Story, random: Random): Story {
  const name = Math.max(...story.runs.map((run) => run.name)) + 1;
  let at = lastOf(story);
  const runs = times(2, (place): PlannedRun => {
    at += random.chance(0.3) ? random.between(1, 8000) : random.between(2, 80) * MINUTE;
    return { name: name + place, at };
  });
  return { ...story, runs: [...story.runs, ...runs] };
}

export type Telling = (story: Story, random: Random) => Story;

/** A seller closes a deal, or it is closed in Partner Center, and somebody opens it again. */
const reopened: Telling = (story, random) => {
  const deal = someDeal(story, random);
  const at = someTime(story, random);
  const side = random.pick(["referral", "opportunity", "opportunity"] as const);
  const number = NUMBERS + random.between(0, 1);
  const reopenedAt = at + (random.chance(0.3) ? random.between(1, 5000) : random.between(1, 90) * MINUTE);
  const close = { at, edit: { deal, side, what: "status", number } } as const;
  const reopen = { at: reopenedAt, edit: { deal, side: "opportunity", what: "reopen", number } } as const;
  const again = { at: reopenedAt + random.between(1, 90) * MINUTE, edit: { ...close.edit, number: 710 } };
  return withEdits(story, [
    close,
    reopen,
    ...(random.chance(0.3) ? [again] : []),
    ...meanwhile(story, random, deal),
  ]);
};

/** A row is deleted, or deleted and imported again. */
const deleted: Telling = (story, random) => {
  const deal = someDeal(story, random);
  const what = random.pick(["delete", "import again", "import again"] as const);
  const edit: Edit = { deal, side: "opportunity", what, number: NUMBERS + random.between(0, 1) };
  return withEdits(story, [{ at: someTime(story, random), edit }, ...meanwhile(story, random, deal)]);
};

/** Of one deal nothing is shown for a time, as when its owner takes the user out. */
const unseen: Telling = (story, random) => {
  const deal = someDeal(story, random);
  const from = someTime(story, random);
  const to = from + random.between(1, 100) * MINUTE;
  const spells = [...(story.spells ?? []), { what: "shows one no more", deal, from, to } as const];
  return withEdits({ ...story, spells }, meanwhile(story, random, deal));
};

/** Somebody spoils the state, or nobody does; and makes it anew, in the place of a run. The one before has mostly died. */
const madeAnew: Telling = (story, random) => {
  const later = laterRuns(story);
  const place = random.between(0, later.length - 1);
  const { name, at } = later[place] as PlannedRun;
  const runs = story.runs.map((one) => (one.name === name ? { name, at, resyncs: true as const } : one));
  const before = later[place - 1];
  const dies = { run: before?.name ?? 0, call: random.between(5, 12), fault: "killed after" } as const;
  const troubles = before && random.chance(0.6) ? [...story.troubles, dies] : story.troubles;
  const spoiltAt = at - random.between(1, 20) * MINUTE;
  const damages = random.chance(0.5) ? { damages: [{ at: spoiltAt, how: random.pick(DAMAGES) }] } : {};
  return withEdits(
    { ...story, runs, troubles, ...damages },
    meanwhile(story, random, someDeal(story, random)),
  );
};

/** Webhooks wake runs, and say which deal has changed. */
const reported: Telling = (story, random) => {
  const deal = someDeal(story, random);
  const runs = story.runs.map((run) => {
    const { only = null } = run;
    const deals = random.pick([[deal], [deal], [deal, 99], story.deals.map((_, index) => index)]);
    return only === null && random.chance(0.7) ? { ...run, reported: deals } : run;
  });
  return withEdits({ ...story, runs }, meanwhile(story, random, deal));
};

/** Somebody changes what the mapping does besides, and mostly back. */
const changed: Telling = (story, random) => {
  const { more } = story;
  const [first, ...others] = laterRuns(story);
  if (!more || !first) return story;
  const guard = random.pick(["allow", "hold", "never"] as const);
  const other = random.pick<Partial<More>>([
    { accounts: random.pick([null, "create", "ask"] as const) },
    { leads: !more.leads },
    { guards: { share: guard, "ask help": guard, close: guard } },
  ]);
  const runs = times(2, () => random.pick([first, ...others]).name).toSorted((one, two) => one - two);
  const back: Partial<More> = Object.fromEntries(
    Object.keys(other).map((key) => [key, more[key as keyof More]]),
  );
  const changes = runs.map((run, place): MappingChange => ({ run, more: place === 0 ? other : back }));
  const all = [...(story.changes ?? []), ...changes.slice(0, random.pick([1, 2, 2]))];
  return withEdits({ ...story, changes: all }, meanwhile(story, random, someDeal(story, random)));
};

/** New rows go to whoever of the team is a user; the team changes, and leads and rows are given to others. */
const owned: Telling = (story, random) => {
  const owner = random.pick(["team", "team, or else Kim"] as const);
  const more = { ...(story.more ?? NOTHING_MORE), owner };
  const deal = someDeal(story, random);
  const edits = times(random.between(1, 3), (place): TimedEdit => {
    const what = random.pick<Pick<Edit, "side" | "what">>([
      { side: "referral", what: "team" },
      { side: "opportunity", what: "assign" },
      { side: "referral", what: "accept" },
    ]);
    return { at: someTime(story, random), edit: { deal, ...what, number: NUMBERS + 40 + place } };
  });
  const comes: Edit = {
    deal: NUMBERS + random.between(0, 4),
    side: "referral",
    what: "appear",
    number: NUMBERS,
  };
  return withEdits({ ...story, more }, [...edits, { at: someTime(story, random), edit: comes }]);
};

const KINDS: readonly [Telling, ...Telling[]] = [
  reopened,
  deleted,
  unseen,
  madeAnew,
  reported,
  changed,
  owned,
];

/** What people do to that deal besides, at any time. */
export function meanwhile(story: Story, random: Random, deal: number): TimedEdit[] {
  const kinds: readonly [EditKind, ...EditKind[]] = [
    "notes",
    "value",
    "name",
    "status",
    "touch",
    "blank notes",
  ];
  return times(random.between(1, 3), (place) => {
    const side = random.pick(["referral", "opportunity"] as const);
    const edit: Edit = { deal, side, what: random.pick(kinds), number: NUMBERS + 20 + place };
    return { at: someTime(story, random), edit };
  });
}

export function withEdits(story: Story, edits: readonly TimedEdit[]): Story {
  return { ...story, edits: [...story.edits, ...edits] };
}

export function someDeal({ deals }: Story, random: Random): number {
  return random.between(0, deals.length - 1);
}

/** After the first run, and mostly before the last; or just when one is at work. */
export function someTime(story: Story, random: Random): number {
  const [first, ...others] = laterRuns(story);
  if (first && random.chance(0.4)) return random.pick([first, ...others]).at + random.between(1, 6000);
  return random.between(8000, lastOf(story));
}

function laterRuns({ runs }: Story): readonly PlannedRun[] {
  return runs.toSorted((one, other) => one.at - other.at).slice(1);
}

export function lastOf({ runs }: Story): number {
  return Math.max(8000, ...runs.map(({ at }) => at));
}
