import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { ADDABLE, aDeal, editorOf, someFields, someMore, someSpells, someSystems } from "./draw.ts";
import type { FlowName } from "./flows.ts";
import { withRefusedRow } from "./meanwhile.ts";
import { MINUTE } from "./plain.ts";
import { withRare } from "./rare.ts";
import { withSeldom } from "./seldom.ts";
import type { More, PlannedRun, Story, Writer } from "./story.ts";
import { someTroubles, times } from "./troubles.ts";
import { withUncommon } from "./uncommon.ts";

const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** For so long people do something; then only what goes by itself goes on, long enough to see whether the sync comes to rest. */
const BUSY_DAYS = 16;
const DAYS = 36;

/** A story of weeks, in which people and the sync are not the only ones who write. */
export function tellWeeks(seed: number): Story {
  const random = createRandom(seed);
  const more = random.chance(0.5) ? someMore(random, "anything") : null;
  const deals = times(random.between(2, 4), () => aDeal(random, more, "anything"));
  const editor = editorOf(random, deals.length, more);
  const runs = someDays(random, more);
  const { systems } = someSystems(random, "anything");
  const writers = someWriters(random);
  const disturbed = runs.filter(({ at }) => at < BUSY_DAYS * DAY && random.chance(0.15));
  const story: Story = {
    seed,
    fields: someFields(random, more),
    // A row that is to show that its base is gone has to say how it stands.
    tellsSeller:
      random.chance(0.7) || writers.some((one) => "flow" in one && one.flow === "empties the base"),
    ...(more ? { more } : {}),
    ...(random.chance(0.1) ? { added: { field: random.pick(ADDABLE), run: random.between(2, 20) } } : {}),
    systems,
    writers,
    deals,
    runs,
    edits: times(random.between(4, 24), () => ({ at: random.between(0, BUSY_DAYS * DAY), edit: editor() })),
    troubles: someTroubles(random, { runs: disturbed, about: "anything", editor }),
  };
  const told = random.chance(0.3) ? { ...story, spells: someSpells(random, story) } : story;
  return withUncommon(withRare(withSeldom(withRefusedRow(told, 0.3), 0.4), 0.2), 0.3);
}

/** One run a day or two, unless nobody has noticed for more than a week that there are none. */
function someDays(random: Random, more: More | null): PlannedRun[] {
  const missing = random.chance(0.3) ? random.between(1, BUSY_DAYS) : DAYS;
  const days = times(DAYS, (day) => day).filter((day) => day < missing || day > missing + 8);
  const moments = days.flatMap((day) =>
    times(random.between(1, 2), () => day * DAY + random.between(0, DAY - 1)),
  );
  const first = random.between(0, HOUR);
  return [first, ...moments.filter((at) => at > first).toSorted((one, other) => one - other)].map(
    (at, index) => ({
      name: index + 1,
      at,
      skewMs: random.chance(0.1) ? random.between(-4 * MINUTE, 4 * MINUTE) : 0,
      only: random.chance(0.02) ? 0 : null,
      ...(more && random.chance(0.1) ? { approves: "latest" as const } : {}),
      ...(random.chance(0.1) ? { letsThrough: true as const } : {}),
    }),
  );
}

/** Of each, one at most: what two do to one column, they would do to each other's for ever. */
const FLOWS: readonly (readonly [FlowName, ...FlowName[]])[] = [
  ["marks texts", "cuts texts"],
  ["capital letters"],
  ["small letters in Partner Center"],
  ["rounds amounts"],
  ["fills another column"],
  ["empties the base", "encodes the base"],
  ["adds to what sellers read"],
  ["asks for help"],
  ["accepts"],
];

const CONNECTOR = ["connector to Partner Center", "connector to the CRM"] as const;

function someWriters(random: Random): Writer[] {
  const share = random.pick([0.1, 0.3, 0.5]);
  const others = FLOWS.flatMap((names) => (random.chance(share) ? [random.pick(names)] : []));
  // With those, the connector would go round by itself.
  const names = random.chance(0.2) ? CONNECTOR : others;
  const flows = names.map((flow): Writer => {
    const afterMs = random.pick([0, 0, 20_000, 10 * MINUTE]);
    // What has been counted is in the base, and begins anew when that is gone: that is to be each time, or seldom.
    const oneIn = flow.endsWith("the base") ? random.pick([1, 2, 40]) : random.pick([1, 1, 1, 2, 5]);
    return { flow, afterMs, oneIn };
  });
  return [...flows, ...someJobs(random)];
}

function someJobs(random: Random): Writer[] {
  const night = random.between(0, DAY);
  const from = random.between(1, BUSY_DAYS - 6);
  const at = (...days: number[]) => days.map((day) => day * DAY + night);
  const jobs: Writer[] = [
    { job: "touches every row", at: at(...times(DAYS, (day) => day)) },
    { job: "reassigns owners", at: at(from, from + 7) },
    { job: "imports what it exported", at: at(from, from + random.between(1, 6)) },
    {
      job: random.pick(["restores a backup", "restores a backup, and nobody is told"]),
      at: at(from, from + random.between(1, 5)),
    },
  ];
  return jobs.filter(() => random.chance(0.25));
}
