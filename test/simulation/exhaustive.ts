import type { FaultName } from "./faults.ts";
import { CALM, DISTURBED, edited, MINUTE, ORDINARY, PLAIN, RECOVERING } from "./plain.ts";
import { type Course, play } from "./play.ts";
import type { Edit, Story, Trouble } from "./story.ts";

/** What can become of a call, as far as the run that made it can tell. */
const FATES = ["killed before", "killed after", "connection reset after", "server error before"] as const;
type Fate = (typeof FATES)[number] & FaultName;

export interface Case {
  /** How to ask for it again. */
  readonly name: string;
  readonly story: Story;
  readonly course: Course;
}

/**
 * Every small scenario, with every fate of every call of a run, an edit by a person before the next run, and
 * every fate of every call of that one. The number of calls is found out by playing.
 *
 * @param share Only one case of so many, to look at a slice.
 */
export async function* everyCase(share: number): AsyncGenerator<Case> {
  // A slice leaves first faults out as well as second ones: playing a first fault is what shows the second ones.
  const root = Math.ceil(Math.sqrt(share));
  const isFirstWanted = everyNth(root);
  const isWanted = everyNth(Math.ceil(share / root));
  for (const [scenario, story] of Object.entries(SCENARIOS)) {
    const calls = callsOf(await play(story), DISTURBED);
    for (const first of everyTrouble(DISTURBED, calls)) {
      for (const [between, edit] of Object.entries(editsBetween(story))) {
        if (!isFirstWanted()) continue;
        const once: Story = { ...story, edits: [...story.edits, ...edit], troubles: [first] };
        const course = await play(once);
        const name = `${scenario} / ${inWords(first)} / ${between}`;
        if (isWanted()) yield { name, story: once, course };
        for (const second of everyTrouble(RECOVERING, callsOf(course, RECOVERING))) {
          if (!isWanted()) continue;
          const twice = { ...once, troubles: [first, second] };
          yield { name: `${name} / ${inWords(second)}`, story: twice, course: await play(twice) };
        }
      }
    }
  }
}

function everyNth(distance: number): () => boolean {
  let number = 0;
  return () => {
    number += 1;
    return number % distance === 0;
  };
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
  const again = (side: Edit["side"]) => [{ at: 15 * MINUTE, edit: { deal: 0, side, what, number: 90 } }];
  return {
    "no edit": [],
    [`${what} edited in Partner Center`]: again("referral"),
    [`${what} edited in the CRM`]: again("opportunity"),
    touched: [{ at: 15 * MINUTE, edit: { deal: 0, side: "opportunity", what: "touch", number: 91 } }],
  };
}

const SCENARIOS: Readonly<Record<string, Story>> = {
  "a new referral": edited(["referral", "appear", 1]),
  "an edit in Partner Center": edited(["referral", "value"]),
  "an edit in the CRM": edited(["opportunity", "value"]),
  "an edit on each side": edited(["referral", "notes"], ["opportunity", "date"]),
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
};
