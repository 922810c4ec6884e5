import type { Random } from "../../src/emulator/seed/random.ts";
import { MARKS_TEXTS, MINUTE } from "./plain.ts";
import {
  type Deal,
  type EditKind,
  FIELD_NAMES,
  FIELD_SPELLS,
  type FieldName,
  type FieldSettings,
  type FieldSpell,
  type More,
  type Spell,
  type Story,
  type SystemSettings,
} from "./story.ts";
import type { Editor, Subject } from "./troubles.ts";

/* The parts of a story, drawn one after the other: the same seed tells the same story. */

const HOUR = 60 * MINUTE;

/** Fields that a mapping may lack at first. */
export const ADDABLE = ["name", "notes", "value", "date"] as const;

export function someFields(random: Random, more: More | null): Story["fields"] {
  return Object.fromEntries(
    FIELD_NAMES.map((name) => [name, settingsOf(random, name, more)]),
  ) as Story["fields"];
}

export function someMore(random: Random, about: Subject): More {
  const isPosts = about === "lost posts";
  const guard = () => (isPosts ? "allow" : random.pick(["allow", "allow", "hold", "never"] as const));
  return {
    shares: isPosts || random.chance(0.7),
    accounts: random.pick([null, "create", "create", "ask"]),
    leads: random.chance(0.5),
    guards: { share: guard(), "ask help": guard(), close: guard() },
  };
}

export function aDeal(random: Random, more: More | null, about: Subject): Deal {
  if (about === "lost posts") return { begins: "own", status: "Active/Accepted", asks: "ask help" };
  const besides: Deal["begins"][] = [
    ...(more?.shares ? (["own", "own", "own", "incomplete"] as const) : []),
    ...(more?.leads ? (["from Microsoft", "from Microsoft"] as const) : []),
  ];
  const asks = more?.shares ? random.pick([null, "show", "ask help"] as const) : null;
  return {
    begins: random.pick(["referral", "referral", "referral", "by identifier", "by CRM id", ...besides]),
    status: random.pick(["Active/Accepted", "Active/Accepted", "New/Pending"]),
    ...(asks ? { asks } : {}),
  };
}

function settingsOf(random: Random, field: FieldName, more: More | null): FieldSettings {
  const drawn = random.pick(["referral to opportunity", "opportunity to referral"] as const);
  // A referral is made of what its opportunity gives.
  const gives = more?.shares && field !== "notes" ? "opportunity to referral" : drawn;
  const direction: FieldSettings["direction"] = random.chance(0.7) ? "both" : gives;
  return {
    direction: field === "status" ? "both" : direction,
    conflict: random.pick(["report", "report", "referral", "opportunity", "newest", "non-blank"]),
    adopt: random.pick(["report", "referral", "opportunity"]),
    // What Partner Center cannot hold empty would be refused for ever.
    blank: field === "notes" && random.chance(0.4) ? "propagate" : "protect",
    audit: field === "status" ? "value" : random.pick(["value", "hidden"]),
  };
}

export function someSystems(random: Random, about: Subject): Pick<Story, "systems" | "writers"> {
  const skew = () => (random.chance(0.2) ? random.between(-2 * MINUTE, 2 * MINUTE) : 0);
  const settings: Omit<SystemSettings, "maxChanges"> = {
    pageSize: random.pick([1, 2, 100]),
    listLagMs: random.chance(about === "lost posts" ? 0.6 : 0.3) ? random.between(1000, 5 * MINUTE) : 0,
    coarseTimes: random.chance(0.2),
    changeTracking: random.chance(0.9),
    skewMs: { partnerCenter: skew(), dataverse: skew() },
    keyIsPending: random.chance(0.2),
    oneAtATime: random.chance(0.5),
  };
  const writers = random.chance(0.1) ? [MARKS_TEXTS] : [];
  const maxChanges = random.chance(0.1) ? random.between(1, 3) : 50;
  return { systems: { ...settings, maxChanges }, ...(writers.length > 0 ? { writers } : {}) };
}

/** About what somebody edits meanwhile, and where that is to go, if anything is edited that it may be about. */
export function someSpells(random: Random, { fields, edits }: Pick<Story, "fields" | "edits">): Spell[] {
  const what = random.pick(FIELD_SPELLS);
  const named = FIELD_NAMES.filter((name) => name !== "status" && canBe(what, fields[name]));
  const met = edits.flatMap(({ at, edit }) =>
    named.filter((name) => name === edit.what).map((field) => ({ at, field, side: OTHER[edit.side] })),
  );
  const any = named.flatMap((field) => Object.values(OTHER).map((side) => ({ at: MINUTE, field, side })));
  const [first, ...rest] = met.length > 0 ? met : any;
  if (!first) return [];
  const { at, ...about } = random.pick([first, ...rest]);
  return [{ what, ...about, from: random.between(0, at), to: at + random.between(MINUTE, 2 * at + HOUR) }];
}

const OTHER = { referral: "opportunity", opportunity: "referral" } as const;

/** Blanks that travel would go with a column that nobody may read: such a mapping is refused. */
function canBe(what: FieldSpell, { blank }: FieldSettings): boolean {
  return what !== "secures a column" || blank === "protect";
}

const EDITS: readonly [EditKind, ...EditKind[]] = [
  "notes",
  "notes",
  "value",
  "value",
  "date",
  "name",
  "solutions",
  "touch",
  "touch",
  "blank notes",
  "status",
  "status",
  "unlink",
  "accept",
  "decline",
];

const LEADS: readonly EditKind[] = ["qualify", "accept"];
const EDITS_OF_SHARED: readonly EditKind[] = [
  "want",
  "show",
  "show",
  "ask help",
  "ask help",
  "complete",
  "microsoft",
  "microsoft",
];

export function editorOf(random: Random, deals: number, more: More | null): Editor {
  const [first, ...rest] = EDITS;
  const shared = more?.shares ? EDITS_OF_SHARED : [];
  const kinds: readonly [EditKind, ...EditKind[]] = [
    first,
    ...rest,
    ...shared,
    ...(more?.leads ? LEADS : []),
  ];
  let number = 0;
  return () => {
    number += 1;
    const deal = random.between(0, deals - 1);
    if (random.chance(0.05)) return { deal: deals + number, side: "referral", what: "appear", number };
    return {
      deal,
      side: random.pick(["referral", "opportunity"]),
      what: random.pick(kinds),
      number,
    };
  };
}
