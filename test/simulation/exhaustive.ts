import type { FaultName } from "./faults.ts";
import {
  CALM,
  DISTURBED,
  edited,
  later,
  NOTHING_MORE,
  ORDINARY,
  PLAIN,
  RECOVERING,
  SHARING,
} from "./plain.ts";
import { type Course, play } from "./play.ts";
import type { Story, Trouble } from "./story.ts";
import type { Case } from "./work.ts";
import type { Errand } from "./worker.ts";

/** What can become of a call, as far as the run that made it can tell. */
const FATES = ["killed before", "killed after", "connection reset after", "server error before"] as const;
type Fate = (typeof FATES)[number] & FaultName;

/**
 * Every small scenario, with every fate of every call of a run, an edit by a person before the next run, and
 * every fate of every call of that one. The number of calls is found out by playing.
 *
 * @param distance Only one case of so many, to look at a slice.
 * @param share Of so many workers, the cases of this one. They have the first fault in common.
 */
export async function* everyCase(distance: number, share: Errand["share"]): AsyncGenerator<Case> {
  // A slice leaves first faults out as well as second ones: playing a first fault is what shows the second ones.
  const root = Math.ceil(Math.sqrt(distance));
  let number = 0;
  for (const [scenario, story] of Object.entries(SCENARIOS)) {
    const calls = callsOf(await play(story), DISTURBED);
    for (const first of everyTrouble(DISTURBED, calls)) {
      for (const [between, edit] of Object.entries(editsBetween(story))) {
        number += 1;
        if (number % root !== 0 || (number / root) % share.of !== share.index) continue;
        const once: Story = { ...story, edits: [...story.edits, ...edit], troubles: [first] };
        const name = `${scenario} / ${inWords(first)} / ${between}`;
        for await (const [place, one] of casesOf({ name, story: once, first })) {
          // Begins elsewhere in each, so that a slice has late faults as well as early ones.
          if ((place + number) % Math.ceil(distance / root) !== 0) continue;
          yield { ...one, place: number * MOST_FAULTS + place, course: await play(one.story) };
        }
      }
    }
  }
}

/** More than a run meets in a small scenario. */
const MOST_FAULTS = 1000;

/** A first fault, and it with every fault of the run after it. */
async function* casesOf({ name, story, first }: { name: string; story: Story; first: Trouble }) {
  yield [0, { name, story }] as const;
  const calls = callsOf(await play(story), RECOVERING);
  for (const [index, second] of [...everyTrouble(RECOVERING, calls)].entries()) {
    const twice = { ...story, troubles: [first, second] };
    yield [index + 1, { name: `${name} / ${inWords(second)}`, story: twice }] as const;
  }
}

function callsOf({ callsByRun }: Course, run: number): number {
  return callsByRun.get(`run${run}`) ?? 0;
}

function* everyTrouble(run: number, calls: number): Generator<Trouble & { readonly fault: Fate }> {
  for (let call = 1; call <= calls; call += 1) for (const fault of FATES) yield { run, call, fault };
}

function inWords({ run, call, fault }: Trouble & { readonly fault: Fate }): string {
  return `run ${run}, call ${call} ${fault}`;
}

/** Nobody, or somebody on either side who edits the same field again. */
function editsBetween({ edits }: Story): Record<string, Story["edits"]> {
  const what =
    edits.find(({ edit }) => edit.what !== "appear" && edit.what !== "status")?.edit.what ?? "notes";
  return {
    "no edit": [],
    [`${what} edited in Partner Center`]: [later("referral", what)],
    [`${what} edited in the CRM`]: [later("opportunity", what)],
    touched: [later("opportunity", "touch", 91)],
  };
}

/** Nothing was synced before the run that is disturbed. */
const FIRST: Story = { ...PLAIN, runs: PLAIN.runs.slice(1) };

const LEAD: Pick<Story, "more" | "deals"> = {
  more: { ...NOTHING_MORE, leads: true, accounts: "create" },
  deals: [{ begins: "from Microsoft", status: "New/Pending" }],
};

const SCENARIOS: Readonly<Record<string, Story>> = {
  "a new referral": edited(["referral", "appear", 1]),
  "an edit in Partner Center": edited(["referral", "value"]),
  "an edit in the CRM": edited(["opportunity", "value"]),
  "an edit on each side": edited(["referral", "notes"], ["opportunity", "date"]),
  "a list that both sides add to": edited(["referral", "add solution"], ["opportunity", "add solution"]),
  "a conflict with a winner": {
    ...edited(["referral", "value"], ["opportunity", "value"]),
    fields: { ...PLAIN.fields, value: { ...ORDINARY, conflict: "opportunity", audit: "hidden" } },
  },
  "a deal that is closed in Partner Center": edited(["referral", "notes"], ["referral", "status"]),
  "a deal that is closed in the CRM": edited(["opportunity", "notes"], ["opportunity", "status"]),
  "a deal that a seller has linked": {
    ...edited(["referral", "notes"]),
    runs: PLAIN.runs.slice(1),
    deals: [{ begins: "by CRM id", status: "Active/Accepted" }],
    fields: {
      ...PLAIN.fields,
      name: { ...ORDINARY, adopt: "opportunity" },
      value: { ...ORDINARY, adopt: "referral" },
    },
  },
  "two deals in one batch": {
    ...edited(["referral", "notes"], ["referral", "notes", 1]),
    deals: [...PLAIN.deals, ...PLAIN.deals],
    systems: { ...CALM, oneAtATime: true },
  },
  "a deal that a seller brings": {
    ...FIRST,
    more: SHARING,
    deals: [{ begins: "own", status: "Active/Accepted" }],
  },
  "a deal that a seller brings, and wants help with": {
    ...FIRST,
    more: SHARING,
    deals: [{ begins: "own", status: "Active/Accepted", asks: "ask help" }],
  },
  "help that a seller wants later": {
    ...edited(["opportunity", "want"], ["opportunity", "ask help"]),
    more: SHARING,
  },
  "a referral that is accepted in the CRM": {
    ...edited(["opportunity", "accept"]),
    deals: [{ begins: "referral", status: "New/Pending" }],
  },
  "a referral that is a lead first": { ...FIRST, ...LEAD },
  "a lead that is accepted": { ...edited(["referral", "accept"]), ...LEAD },
};
