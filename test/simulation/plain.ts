import {
  type Edit,
  type EditKind,
  FIELD_NAMES,
  type FieldSettings,
  type More,
  type Story,
  type SystemSettings,
  type TimedEdit,
  type Writer,
} from "./story.ts";

/** What is as usual, so that a story only has to say what is not. */

export const MINUTE = 60_000;
/** The run that is disturbed, and the one that picks up what it left. */
export const DISTURBED = 2;
export const RECOVERING = 3;

export const CALM: SystemSettings = {
  pageSize: 100,
  listLagMs: 0,
  coarseTimes: false,
  changeTracking: true,
  skewMs: { partnerCenter: 0, dataverse: 0 },
  keyIsPending: false,
  oneAtATime: false,
  maxChanges: 50,
};

export const ORDINARY: FieldSettings = {
  direction: "both",
  conflict: "report",
  adopt: "report",
  blank: "protect",
  audit: "value",
};

export const NOTHING_MORE: More = {
  shares: false,
  accounts: null,
  leads: false,
  guards: { share: "allow", "ask help": "allow", close: "allow" },
};

export const SHARING: More = { ...NOTHING_MORE, shares: true };

/** A plug-in that rewrites every text that is saved. */
export const MARKS_TEXTS: Writer = { flow: "marks texts", afterMs: 0, oneIn: 1 };

export const PLAIN: Story = {
  seed: 1,
  fields: Object.fromEntries(FIELD_NAMES.map((name) => [name, ORDINARY])) as Story["fields"],
  systems: CALM,
  deals: [{ begins: "referral", status: "Active/Accepted" }],
  runs: [
    { name: 1, at: 0 },
    { name: DISTURBED, at: 10 * MINUTE },
    { name: RECOVERING, at: 20 * MINUTE },
  ],
  edits: [],
  troubles: [],
};

/** What somebody does to the first deal, or to another. The number makes values of it that nobody else has typed. */
export function editOf(side: Edit["side"], what: EditKind, number: number, deal = 0): Edit {
  return { deal, side, what, number };
}

/** Between the run that is disturbed and the one that picks up what it left. */
export function later(side: Edit["side"], what: EditKind, number = 90): TimedEdit {
  return { at: 15 * MINUTE, edit: editOf(side, what, number) };
}

/** Made between the first run and the one that is disturbed. */
export function edited(...edits: readonly (readonly [Edit["side"], EditKind, deal?: number])[]): Story {
  return {
    ...PLAIN,
    edits: edits.map(([side, what, deal], place) => ({
      at: 5 * MINUTE,
      edit: editOf(side, what, place + 2, deal),
    })),
  };
}
