import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import { crossCheck } from "../../src/mapping/check/check.ts";
import { documentOfStory } from "./fields.ts";
import { everInForce } from "./in-force.ts";
import { MINUTE, NOTHING_MORE } from "./plain.ts";
import { someDeal, someTime, type Telling, withEdits } from "./seldom.ts";
import {
  type Deal,
  type Edit,
  type EditKind,
  FIELD_NAMES,
  type FieldName,
  type FieldSettings,
  type Story,
  type TimedEdit,
} from "./story.ts";
import { times } from "./troubles.ts";

/*
 * What some stories have besides all others: uncommon settings of a field, and others who are in a deal. Drawn by itself as well, so
 * that a seed goes on telling what it told before there was any of it.
 */

/** The numbers that people have typed so far are smaller. */
const NUMBERS = 1000;

/** @param share Of so many stories. */
export function withUncommon(story: Story, share: number): Story {
  const random = createRandom(story.seed + 5_000_013_289);
  if (!random.chance(share)) return story;
  const told = random.pick(UNCOMMON)(story, random);
  // Other stories have mappings that a file could not have, such as a share without a name: nothing is added to those.
  const mistakes = (one: Story) => everInForce(one).flatMap((each) => crossCheck(documentOfStory(each)));
  return mistakes(told).length > mistakes(story).length ? story : told;
}

/** Both sides add to a list, take out of it and empty it, mostly between the same two runs. */
const lists: Telling = (story, random) => {
  // To share a deal takes a solution.
  const areServices = !story.more?.shares && random.chance(0.6);
  const settings: Partial<FieldSettings> = {
    ...(random.chance(0.8) ? { direction: "both" } : {}),
    ...(areServices ? { areServices: true, blank: random.pick(["protect", "protect", "propagate"]) } : {}),
  };
  const kinds: readonly [EditKind, ...EditKind[]] = [
    "add solution",
    "add solution",
    "take one out",
    "no solution",
    "no solution",
    "solutions",
  ];
  return withEdits(withSettings(story, { solutions: settings }), someEdits(story, random, kinds));
};

/** What is filled once is edited and emptied on both sides, mostly before it is. */
const filledOnce: Telling = (story, random) => {
  const field = random.pick(["name", "notes", "notes", "value", "date", "solutions"] as const);
  const kinds: readonly [EditKind, ...EditKind[]] = [
    field,
    field,
    field === "notes" ? "blank notes" : "touch",
  ];
  const told = withDeal(story, { begins: "by identifier", status: "Active/Accepted" });
  const once = withSettings(told, { [field]: { when: "create", blank: "protect" } });
  return withEdits(once, someEdits(once, random, kinds));
};

/** A record is made of one that lacks something, which somebody fills in later. */
const instead: Telling = (story, random) => {
  const status = "Active/Accepted" as const;
  const isOwn = story.more?.shares === true && random.chance(0.6);
  const told = withDeal(story, { begins: isOwn ? "own" : "referral", status, isBare: true });
  const deal = told.deals.length - 1;
  const once = random.chance(0.5) ? { when: "create" as const } : {};
  const place = isOwn ? { opportunity: "stepname" } : { referral: "customerProfile.name" };
  const notes: Partial<FieldSettings> = {
    ...(isOwn ? {} : { direction: once.when ? "both" : "referral to opportunity" }),
    ...once,
    blank: "protect",
    otherwise: { value: "To be told", ...(random.chance(0.3) ? place : {}) },
  };
  const others = {
    date: { ...once, otherwise: { value: "2029-12-31" } },
    solutions: { ...once, otherwise: { value: "SOL-9" } },
  };
  const all = withSettings(told, { notes, ...(isOwn ? others : {}) });
  const edits = someEdits(
    all,
    random,
    isOwn ? ["notes", "date", "add solution"] : ["notes", "notes", "touch"],
  );
  return withEdits(
    all,
    edits.map(({ at, edit }) => ({ at, edit: { ...edit, deal } })),
  );
};

/** Another partner is in a deal, whose referral Partner Center shows as well; and Microsoft may be, too. */
const accompanied: Telling = (story, random) => {
  const status = "Active/Accepted" as const;
  const begins = random.pick(["referral", "with a partner"] as const);
  // As many of ours that most of the newest are, by which it is told who we are; and that all of them are seen.
  const ours = times(2, (): Deal => ({ begins: "referral", status }));
  const deals: Deal[] = [...story.deals.slice(0, 1), ...ours, { begins, status }];
  const deal = random.pick([0, 3, 3]);
  const spells = story.spells?.filter(({ what }) => !what.startsWith("shows")) ?? [];
  const kinds: readonly [EditKind, ...EditKind[]] = ["partner", "partner", "microsoft", "show", "notes"];
  const edits = someEdits(story, random, kinds).map(({ at, edit }) => {
    const side = ["notes", "show"].includes(edit.what) ? edit.side : ("referral" as const);
    return { at, edit: { ...edit, deal, side } };
  });
  return withEdits({ ...story, deals, spells, systems: { ...story.systems, pageSize: 100 } }, edits);
};

/** Lee leaves, to whom rows go and leads are given, and may be back later; and deals come. */
const leaving: Telling = (story, random) => {
  const owner = random.pick(["team", "team, or else Kim"] as const);
  const more = { ...(story.more ?? NOTHING_MORE), owner };
  const kinds = ["leave", "assign", "appear", "appear", "accept"] as const;
  const edits = times(random.between(3, 6), (place): TimedEdit => {
    const what = place === 0 ? "leave" : random.pick(kinds);
    const deal = what === "appear" ? NUMBERS + random.between(0, 4) : someDeal(story, random);
    const side = what === "assign" ? ("opportunity" as const) : ("referral" as const);
    return { at: someTime(story, random), edit: { deal, side, what, number: NUMBERS + place } };
  });
  return withEdits({ ...story, more }, edits);
};

const UNCOMMON: readonly [Telling, ...Telling[]] = [lists, filledOnce, instead, accompanied, leaving];

function withSettings(
  { fields, ...story }: Story,
  settings: Partial<Record<FieldName, Partial<FieldSettings>>>,
): Story {
  const changed = FIELD_NAMES.map((name) => [name, { ...fields[name], ...settings[name] }]);
  return { ...story, fields: Object.fromEntries(changed) as Story["fields"] };
}

function withDeal(story: Story, deal: Deal): Story {
  return { ...story, deals: [...story.deals, deal] };
}

/** Of one deal, on both sides; mostly close to each other. */
function someEdits(story: Story, random: Random, kinds: readonly [EditKind, ...EditKind[]]): TimedEdit[] {
  const deal = someDeal(story, random);
  const at = someTime(story, random);
  return times(random.between(3, 7), (place) => {
    const side = random.pick(["referral", "opportunity"] as const);
    const edit: Edit = { deal, side, what: random.pick(kinds), number: NUMBERS + place };
    return { at: random.chance(0.6) ? at + random.between(0, MINUTE) : someTime(story, random), edit };
  });
}
