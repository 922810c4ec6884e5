import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { ADDABLE } from "./draw.ts";
import { FAULT_NAMES, lastCallOf } from "./faults.ts";
import { MINUTE } from "./plain.ts";
import type { Edit, PlannedRun, Story, Trouble } from "./story.ts";
import { times } from "./troubles.ts";

/*
 * What some stories have besides, after everything else. It is drawn by itself, so that a seed goes on telling what it told
 * before there was any of it.
 */

/** The numbers that people have typed so far are smaller. */
const NUMBERS = 500;

export function withMore(story: Story): Story {
  const random = createRandom(story.seed + 1_000_000_007);
  return random.chance(0.12) ? withDecision(story, random) : story;
}

/**
 * Both sides edit one field, a run reports that, and a person decides. Mostly something comes in between, or goes wrong
 * while it is done.
 */
function withDecision(story: Story, random: Random): Story {
  const what = random.pick(ADDABLE);
  const edits = times(6, (place): Edit => {
    const side = place % 2 === 0 ? "referral" : "opportunity";
    return { deal: 0, side, what, number: NUMBERS + place };
  });
  const [ours, theirs, ...others] = random.chance(0.5) ? edits : edits.toReversed();
  const name = nextName(story);
  const at = nextTime(story, random);
  const decidedAt = at + (random.chance(0.3) ? random.between(1, 8000) : random.between(1, 60) * MINUTE);
  const resolves = {
    of: random.pick(["latest", "latest", "outdated"] as const),
    winner: random.pick(["referral", "opportunity"] as const),
  };
  const runs: PlannedRun[] = [
    { name, at, skewMs: 0, only: null },
    { name: name + 1, at: decidedAt, skewMs: 0, only: random.pick([null, null, 0]), resolves },
    { name: name + 2, at: decidedAt + random.between(1, 20 * MINUTE), skewMs: 0, only: null },
  ];
  const timed = [ours, theirs].flatMap((edit) =>
    edit ? [{ at: at - random.between(1, 5 * MINUTE), edit }] : [],
  );
  const late = others
    .filter(() => random.chance(0.2))
    .map((edit) => ({ at: random.between(at, decidedAt + 3000), edit }));
  const conflict = random.pick(["report", "report", "newest", "non-blank"] as const);
  return {
    ...story,
    fields: { ...story.fields, [what]: { ...story.fields[what], direction: "both", conflict } },
    runs: [...story.runs, ...runs.slice(0, random.between(2, 3))],
    edits: [...story.edits, ...timed, ...late],
    troubles: [...story.troubles, ...(random.chance(0.5) ? [someTrouble(random, name + 1)] : [])],
  };
}

function someTrouble(random: Random, run: number): Trouble {
  const fault = random.pick(FAULT_NAMES);
  return { run, call: random.between(1, lastCallOf(fault)), fault };
}

function nextName({ runs }: Story): number {
  return Math.max(...runs.map(({ name }) => name)) + 1;
}

/** After all runs of the story. */
function nextTime({ runs }: Story, random: Random): number {
  return Math.max(...runs.map(({ at }) => at)) + random.between(6, 60) * MINUTE;
}
