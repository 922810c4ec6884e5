import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { ADDABLE } from "./draw.ts";
import { FAULT_NAMES, lastCallOf } from "./faults.ts";
import { MINUTE } from "./plain.ts";
import type {
  Edit,
  EditKind,
  FieldName,
  FieldSettings,
  MappingChange,
  PlannedRun,
  Spell,
  Story,
  Trouble,
} from "./story.ts";
import { times } from "./troubles.ts";

/*
 * What some stories have besides, after everything else. It is drawn by itself, so that a seed goes on telling what it told
 * before there was any of it.
 */

/** The numbers that people have typed so far are smaller. */
const NUMBERS = 500;

export function withMore(story: Story): Story {
  return withRefusedRow(withOneMore(story), 0.08);
}

function withOneMore(story: Story): Story {
  const random = createRandom(story.seed + 1_000_000_007);
  if (random.chance(0.12)) return withDecision(story, random);
  if (random.chance(0.14)) return withChanges(story, random);
  if (random.chance(0.06)) return withPutBack(story, random);
  return story.more?.accounts && random.chance(0.2) ? withCleanUp(story, random) : story;
}

/** The CRM refuses an opportunity for a time, or only that it is closed, mostly while somebody edits that deal. */
export function withRefusedRow(story: Story, share: number): Story {
  const random = createRandom(story.seed + 2_000_000_033);
  if (!random.chance(share)) return story;
  const ends = story.edits.filter(({ edit }) => edit.side === "referral" && ENDS.includes(edit.what));
  const isAboutEnd = ends.length > 0 && random.chance(0.8);
  const [first = { at: MINUTE, edit: { deal: 0 } }, ...rest] = isAboutEnd ? ends : story.edits;
  const { at, edit } = random.pick([first, ...rest]);
  const spell: Spell = {
    what: isAboutEnd ? "refuses a close" : "refuses a row",
    deal: edit.deal,
    from: random.between(0, at),
    to: at + random.between(MINUTE, 2 * at + 60 * MINUTE),
  };
  return { ...story, spells: [...(story.spells ?? []), spell] };
}

const ENDS: readonly EditKind[] = ["status", "decline"];

/** Somebody merges accounts and renames customers while deals of theirs come, and are edited. */
function withCleanUp(story: Story, random: Random): Story {
  const name = nextName(story);
  const at = nextTime(story, random);
  const runs = times(2, (place): PlannedRun => {
    return { name: name + place, at: at + place * random.between(1, 30) * MINUTE };
  });
  const deals = story.deals.length;
  const editor = (place: number): Edit => {
    const side = random.pick(["referral", "opportunity"] as const);
    const what = side === "referral" ? "rename customer" : "merge accounts";
    return { deal: random.between(0, deals - 1), side, what, number: NUMBERS + place };
  };
  const appears = times(random.between(1, 2), (place): Edit => {
    return { deal: NUMBERS + place, side: "referral", what: "appear", number: NUMBERS + place };
  });
  const edits = [...times(random.between(1, 3), editor), ...appears].map((edit) => ({
    at: random.between(at - 5 * MINUTE, at + 3000),
    edit,
  }));
  const call = random.between(1, 12);
  const troubles: Trouble[] = [
    ...(random.chance(0.4) ? [{ run: name, call, edit: editor(9), moment: "before" } as const] : []),
    ...(random.chance(0.4) ? [someTrouble(random, name)] : []),
  ];
  return {
    ...story,
    runs: [...story.runs, ...runs],
    edits: [...story.edits, ...edits],
    troubles: [...story.troubles, ...troubles],
  };
}

/** Between two runs or while one is at work; and somebody edits what was synced in between. */
function withPutBack(story: Story, random: Random): Story {
  const { at: runAt } = random.pick(story.runs as [PlannedRun, ...PlannedRun[]]);
  const at = runAt + (random.chance(0.5) ? random.between(0, 4000) : random.between(5000, 10 * MINUTE));
  return { ...story, putBacks: [{ at, commits: random.between(1, 4) }] };
}

/**
 * Somebody changes the mapping once or twice, mostly back; and people edit what it is about, before, in between and
 * afterwards.
 */
function withChanges(story: Story, random: Random): Story {
  const name = nextName(story);
  let at = nextTime(story, random);
  const runs = times(random.between(2, 4), (place): PlannedRun => {
    if (place > 0) at += random.chance(0.3) ? random.between(1, 8000) : random.between(2, 80) * MINUTE;
    return { name: name + place, at, only: random.chance(0.1) ? 0 : null };
  });
  const first = random.chance(0.3) ? random.between(2, name) : name;
  const second = random.between(first + 1, name + runs.length);
  const what = random.pick(ADDABLE);
  const [there, back] = aChange(random, story, what);
  const changes = [{ run: first, ...there }, ...(random.chance(0.7) ? [{ run: second, ...back }] : [])];
  const editor = (): Edit => {
    number += 1;
    const isAbout = random.chance(0.7);
    const other = random.pick(["status", "touch", "solutions", "blank notes", ...ADDABLE] as const);
    const deal = random.between(0, story.deals.length - 1);
    return {
      deal,
      side: random.pick(["referral", "opportunity"]),
      what: isAbout ? what : other,
      number,
    };
  };
  let number = NUMBERS;
  const edits = times(random.between(1, 4), () => ({
    at: random.between(Math.max(0, (runs[0]?.at ?? 0) - 5 * MINUTE), at + 10_000),
    edit: editor(),
  }));
  const troubles = runs.flatMap((run) => (random.chance(0.4) ? [someTrouble(random, run.name)] : []));
  return {
    ...story,
    changes,
    runs: [...story.runs, ...runs],
    edits: [...story.edits, ...edits],
    troubles: [...story.troubles, ...troubles],
  };
}

/** What somebody changes, and how that is undone. */
function aChange(random: Random, { fields, more, tellsSeller = false, spells }: Story, field: FieldName) {
  const settings = fields[field];
  const isSecured = spells?.some(({ what }) => what === "secures a column");
  // A referral is made of what its opportunity gives.
  const gives = more?.shares && field !== "notes" ? "both" : "referral to opportunity";
  const kinds: readonly [Partial<FieldSettings>, ...Partial<FieldSettings>[]] = [
    { direction: random.pick(["both", gives, "opportunity to referral"] as const) },
    { direction: random.pick(["both", gives, "opportunity to referral"] as const) },
    { conflict: random.pick(["report", "referral", "opportunity", "newest", "non-blank"] as const) },
    { adopt: random.pick(["report", "referral", "opportunity"] as const) },
    { audit: settings.audit === "hidden" ? "value" : "hidden" },
    ...(field === "notes" && !isSecured ? [{ blank: OTHER_BLANK[settings.blank] }] : []),
  ];
  const other = random.pick(kinds);
  const changes: readonly [Change, ...Change[]] = [
    [
      { field, settings: other },
      { field, settings },
    ],
    [
      { field, settings: other },
      { field, settings },
    ],
    [{ lacks: field }, { lacks: null }],
    [{ isNarrow: true }, { isNarrow: false }],
    [{ tellsSeller: !tellsSeller }, { tellsSeller }],
    ...(more
      ? [[{ more: { shares: !more.shares } }, { more: { shares: more.shares } }] satisfies Change]
      : []),
  ];
  return random.pick(changes);
}

type Change = readonly [Omit<MappingChange, "run">, Omit<MappingChange, "run">];

const OTHER_BLANK = { protect: "propagate", propagate: "protect" } as const;

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
    { name, at },
    { name: name + 1, at: decidedAt, only: random.pick([null, null, 0]), resolves },
    { name: name + 2, at: decidedAt + random.between(1, 20 * MINUTE) },
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
