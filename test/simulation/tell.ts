import { createRandom, type Random } from "../../src/emulator/seed/random.ts";
import {
  type Deal,
  type EditKind,
  FIELD_NAMES,
  type FieldName,
  type FieldSettings,
  type More,
  type PlannedRun,
  type Story,
  type SystemSettings,
  type TimedEdit,
} from "./story.ts";
import { type Editor, SUBJECTS, type Subject, someTroubles, times } from "./troubles.ts";

const MINUTE = 60_000;

/** The story of a seed. */
export function tell(seed: number): Story {
  const random = createRandom(seed);
  const about = random.pick(SUBJECTS);
  const more = about === "lost posts" || random.chance(0.5) ? someMore(random, about) : null;
  const deals = times(random.pick([1, 1, 2, 3]), () => aDeal(random, more, about));
  const runs = someRuns(random, more);
  const editor = stubborn(random, editorOf(random, deals.length, more), about);
  return {
    seed,
    fields: Object.fromEntries(
      FIELD_NAMES.map((name) => [name, settingsOf(random, name, more)]),
    ) as Story["fields"],
    tellsSeller: random.chance(0.5),
    ...(more ? { more } : {}),
    ...(random.chance(0.1) ? { added: { field: random.pick(ADDABLE), run: random.between(2, 4) } } : {}),
    systems: someSystems(random, about),
    deals,
    runs,
    edits: someEdits(random, runs, editor),
    troubles: someTroubles(random, { runs, about, editor }),
  };
}

const ADDABLE = ["name", "notes", "value", "date"] as const;

function someMore(random: Random, about: Subject): More {
  const isPosts = about === "lost posts";
  const guard = () => (isPosts ? "allow" : random.pick(["allow", "allow", "hold", "never"] as const));
  return {
    shares: isPosts || random.chance(0.7),
    accounts: random.pick([null, "create", "create", "ask"]),
    leads: random.chance(0.5),
    guards: { share: guard(), "ask help": guard(), close: guard() },
  };
}

function aDeal(random: Random, more: More | null, about: Subject): Deal {
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

function someSystems(random: Random, about: Subject): SystemSettings {
  const skew = () => (random.chance(0.2) ? random.between(-2 * MINUTE, 2 * MINUTE) : 0);
  return {
    pageSize: random.pick([1, 2, 100]),
    listLagMs: random.chance(about === "lost posts" ? 0.6 : 0.3) ? random.between(1000, 5 * MINUTE) : 0,
    coarseTimes: random.chance(0.2),
    changeTracking: random.chance(0.9),
    skewMs: { partnerCenter: skew(), dataverse: skew() },
    keyIsPending: random.chance(0.2),
    oneAtATime: random.chance(0.5),
    rewrites: random.chance(0.1),
    maxChanges: random.chance(0.1) ? random.between(1, 3) : 50,
  };
}

/** Mostly one person, who comes back to one field of the first deal. */
function stubborn(random: Random, editor: Editor, about: Subject): Editor {
  if (about === "anything") return editor;
  const what = random.pick(ADDABLE);
  const side = random.pick(["referral", "opportunity"] as const);
  return () => ({ ...editor(), deal: 0, what, side: random.pick([side, side, "referral", "opportunity"]) });
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

function editorOf(random: Random, deals: number, more: More | null): Editor {
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

function someEdits(random: Random, runs: readonly PlannedRun[], editor: Editor): TimedEdit[] {
  const last = runs.at(-1)?.at ?? 0;
  return times(random.between(0, 5), () => ({ at: random.between(0, last + 10_000), edit: editor() }));
}
