import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { ADDABLE, aDeal, editorOf, someFields, someMore, someSpells, someSystems } from "./draw.ts";
import { withMore } from "./meanwhile.ts";
import { MINUTE } from "./plain.ts";
import { withRare } from "./rare.ts";
import { withSeldom } from "./seldom.ts";
import type { More, PlannedRun, Story, TimedEdit } from "./story.ts";
import { type Editor, SUBJECTS, type Subject, someTroubles, times } from "./troubles.ts";
import { withUncommon } from "./uncommon.ts";

/** The story of a seed. */
export function tell(seed: number): Story {
  const random = createRandom(seed);
  const about = random.pick(SUBJECTS);
  const more = about === "lost posts" || random.chance(0.5) ? someMore(random, about) : null;
  const deals = times(random.pick([1, 1, 2, 3]), () => aDeal(random, more, about));
  const runs = someRuns(random, more);
  const editor = stubborn(random, editorOf(random, deals.length, more), about);
  const story: Story = {
    seed,
    fields: someFields(random, more),
    tellsSeller: random.chance(0.5),
    ...(more ? { more } : {}),
    ...(random.chance(0.1) ? { added: { field: random.pick(ADDABLE), run: random.between(2, 4) } } : {}),
    ...someSystems(random, about),
    deals,
    runs,
    edits: someEdits(random, runs, editor),
    troubles: someTroubles(random, { runs, about, editor }),
  };
  const told = withMore(random.chance(0.2) ? { ...story, spells: someSpells(random, story) } : story);
  return withUncommon(withRare(withSeldom(told, 0.2), 0.1), 0.15);
}

/** The first run is mostly left in peace, so that there is a base to go on from. */
function someRuns(random: Random, more: More | null): PlannedRun[] {
  let at = 0;
  return times(random.between(2, 4), (index) => {
    // Every other one starts while the one before is at work.
    if (index > 0) at += random.chance(0.5) ? random.between(1, 8000) : random.between(2, 80) * MINUTE;
    const skewMs = random.chance(0.2) ? random.between(-4 * MINUTE, 4 * MINUTE) : 0;
    const approves =
      more && index > 0 && random.chance(0.3) ? random.pick(["latest", "outdated"] as const) : null;
    const only = random.chance(0.08) ? 0 : null;
    const run = {
      name: index + 1,
      at,
      skewMs,
      only,
      ...(approves ? { approves } : {}),
      ...(random.chance(0.2) ? { letsThrough: true as const } : {}),
    };
    return random.chance(0.1) ? { ...run, stopsAt: random.between(1, 14) } : run;
  });
}

/** Mostly one person, who comes back to one field of the first deal. */
function stubborn(random: Random, editor: Editor, about: Subject): Editor {
  if (about === "anything") return editor;
  const what = random.pick(ADDABLE);
  const side = random.pick(["referral", "opportunity"] as const);
  return () => ({ ...editor(), deal: 0, what, side: random.pick([side, side, "referral", "opportunity"]) });
}

function someEdits(random: Random, runs: readonly PlannedRun[], editor: Editor): TimedEdit[] {
  const last = runs.at(-1)?.at ?? 0;
  return times(random.between(0, 5), () => ({ at: random.between(0, last + 10_000), edit: editor() }));
}
