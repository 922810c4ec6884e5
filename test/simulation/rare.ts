import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { MINUTE } from "./plain.ts";
import { lastOf, meanwhile, someDeal, type Telling, withEdits } from "./seldom.ts";
import type { PlannedRun, Story, TimedEdit } from "./story.ts";

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

const RARE: readonly [Telling, ...Telling[]] = [reviewed];
