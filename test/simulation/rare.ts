import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { crossCheck } from "../../src/mapping/check/check.ts";
import { documentOfStory } from "./fields.ts";
import { everInForce } from "./in-force.ts";
import { MINUTE } from "./plain.ts";
import { lastOf, meanwhile, someDeal, someTime, type Telling, withEdits } from "./seldom.ts";
import { type CrmSpell, LOSABLE, type PlannedRun, type Story, type TimedEdit } from "./story.ts";

/*
 * What happens in a few stories besides, whatever seldom thing they have: drawn by itself as well, so that a seed goes on telling
 * what it told before there was any of it.
 */

/** @param share Of so many stories. */
export function withRare(story: Story, share: number): Story {
  const random = createRandom(story.seed + 4_000_000_007);
  return random.chance(share) ? random.pick(RARE)(story, random) : story;
}

/**
 * Somebody looks at a plan, and has it applied by its digest: at once, or when records have moved. Where that run is stopped, it is
 * started again, or the next one has to go on.
 */
const reviewed: Telling = (story, random) => {
  const name = nextName(story);
  const after = () => (random.chance(0.5) ? random.between(1000, 8000) : random.between(1, 80) * MINUTE);
  const at = lastOf(story) + random.between(1, 30) * MINUTE;
  const appliedAt = at + after();
  const expects = { expects: true } as const;
  const runs: PlannedRun[] = [
    { name, at, plans: true },
    {
      name: name + 1,
      at: appliedAt,
      ...expects,
      ...(random.chance(0.3) ? { stopsAt: random.between(1, 14) } : {}),
    },
    { name: name + 2, at: appliedAt + after(), ...(random.chance(0.5) ? expects : {}) },
  ];
  const before = edits(story, random, { numbers: 100, from: at - 5 * MINUTE, to: at });
  const between = edits(story, random, { numbers: 110, from: at, to: appliedAt + 3000 });
  return withEdits(
    { ...story, runs: [...story.runs, ...runs] },
    random.chance(0.5) ? [...before, ...between] : before,
  );
};

/**
 * An administrator of the CRM deletes something that the mapping names, while people edit, and puts it back. Of a column some
 * mappings say that a run may do without it.
 */
const lost: Telling = (story, random) => {
  const from = someTime(story, random);
  const about = random.pick<CrmSpell>([
    { what: "loses the key" },
    { what: "loses an option" },
    ...[0, 1, 2].map(() => ({
      what: "loses a column" as const,
      column: random.pick(LOSABLE),
      comesBack: random.pick(["empty", "as it was"] as const),
    })),
  ]);
  const to = from + random.between(5, 100) * MINUTE;
  const name = nextName(story);
  const runs: PlannedRun[] = [0, 1, 2].map((place) => ({
    name: name + place,
    at: from + random.between(0, (place + 1) * 60) * MINUTE,
  }));
  const spells = [...(story.spells ?? []), { ...about, from, to }];
  const { notes, solutions } = story.fields;
  const skip = { ifMissing: "skip", blank: "protect" } as const;
  const fields = random.chance(0.5)
    ? { ...story.fields, notes: { ...notes, ...skip }, solutions: { ...solutions, ...skip } }
    : story.fields;
  const told = { ...story, fields, spells, runs: [...story.runs, ...runs], tellsSeller: true };
  // Other stories have mappings that a file could not have, such as a share without a name: those are refused here.
  const isSound = everInForce(told).every((one) => crossCheck(documentOfStory(one)).length === 0);
  return isSound ? withEdits(told, edits(told, random, { numbers: 100, from, to: to + 10 * MINUTE })) : story;
};

interface Between {
  /** What people have typed so far has smaller numbers by so much. */
  readonly numbers: number;
  readonly from: number;
  readonly to: number;
}

/** What people do to one deal between two moments. */
function edits(story: Story, random: Random, { numbers, from, to }: Between): TimedEdit[] {
  return meanwhile(story, random, someDeal(story, random)).map(({ edit }) => ({
    at: random.between(from, to),
    edit: { ...edit, number: edit.number + numbers },
  }));
}

function nextName({ runs }: Story): number {
  return Math.max(...runs.map(({ name }) => name)) + 1;
}

const RARE: readonly [Telling, ...Telling[]] = [reviewed, lost];
