import { DISTURBED, edited, MINUTE, ORDINARY, PLAIN, RECOVERING } from "./plain.ts";
import type { Edit, Story } from "./story.ts";

/** A fault of the sync that the simulation found, and the shortest story that showed it. */
export interface Found {
  readonly what: string;
  readonly story: Story;
}

const CALL_TO_REFERRAL = 7;

/** The first note of the first run, as the fourth call that a late arrival can meet. */
const LATE_NOTE = 4;

function later(side: Edit["side"], what: Edit["what"], number = 90): Story["edits"][number] {
  return { at: 15 * MINUTE, edit: { deal: 0, side, what, number } };
}

export const FOUND: readonly Found[] = [
  {
    what: "An edit while a run carried the one before was reported as a conflict.",
    story: {
      ...edited(["opportunity", "name"]),
      troubles: [
        {
          run: DISTURBED,
          call: CALL_TO_REFERRAL,
          edit: { deal: 0, side: "opportunity", what: "name", number: 90 },
          moment: "before",
        },
      ],
    },
  },
  {
    what: "A run that recovered wrote over the proof of what the dead run had written, and died too: that write was audited as not made.",
    story: {
      ...edited(["referral", "value"]),
      edits: [...edited(["referral", "value"]).edits, later("referral", "value")],
      troubles: [
        { run: DISTURBED, call: 7, fault: "killed after" },
        { run: RECOVERING, call: 8, fault: "killed after" },
      ],
    },
  },
  {
    what: "A referral that somebody edited after our write was audited as never written.",
    story: {
      ...edited(["opportunity", "value"]),
      edits: [...edited(["opportunity", "value"]).edits, later("referral", "value")],
      troubles: [{ run: DISTURBED, call: CALL_TO_REFERRAL, fault: "killed after" }],
    },
  },
  {
    what: "Two runs that announced the same write to one version of a referral were both audited as having made it.",
    story: {
      ...edited(["opportunity", "value"]),
      troubles: [
        { run: DISTURBED, call: CALL_TO_REFERRAL, fault: "killed before" },
        { run: RECOVERING, call: CALL_TO_REFERRAL + 1, fault: "killed after" },
      ],
    },
  },
  {
    what: "After a run died with a note announced, the branch was refused as one of another version.",
    story: {
      ...edited(["referral", "value"], ["opportunity", "value"]),
      fields: { ...PLAIN.fields, value: { ...ORDINARY, conflict: "opportunity" } },
      troubles: [{ run: DISTURBED, call: CALL_TO_REFERRAL, fault: "killed before" }],
    },
  },
  {
    what: "A deal that was lost before it had an opportunity was read by every run for ever.",
    story: {
      ...edited(["referral", "status"]),
      troubles: [{ run: 1, call: 1, fault: "refused for what it says" }],
    },
  },
  {
    what: "When each side had taken out of a list what the other kept, both were emptied, although blanks were not to travel.",
    story: {
      ...PLAIN,
      edits: [
        { at: 5 * MINUTE, edit: { deal: 0, side: "referral", what: "solutions", number: 2 } },
        later("referral", "solutions", 15),
        later("opportunity", "solutions", 1),
      ],
    },
  },
  {
    what: "A new row recorded as agreed that a field which only its seller fills in is blank, though the referral had a value: the next change of any other field would have emptied that one.",
    story: {
      ...PLAIN,
      fields: {
        ...PLAIN.fields,
        notes: { ...ORDINARY, direction: "opportunity to referral", blank: "propagate" },
      },
    },
  },
  {
    what: "A row that a run wrote before it died, and from which somebody then took the identifier, was audited as not written.",
    story: {
      ...edited(["referral", "value"]),
      deals: [...PLAIN.deals, ...PLAIN.deals],
      edits: [...edited(["referral", "value"]).edits, later("opportunity", "unlink")],
      troubles: [{ run: DISTURBED, call: 7, fault: "killed after" }],
    },
  },
  {
    what: "A note of a dead run that was late, and that the next run was refused when it sent it again, was forgotten.",
    story: {
      ...PLAIN,
      fields: { ...PLAIN.fields, value: { ...ORDINARY, direction: "referral to opportunity" } },
      deals: [{ begins: "by identifier", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 0, skewMs: 0, only: null },
        { name: DISTURBED, at: 9000, skewMs: 0, only: null },
      ],
      troubles: [
        { run: 1, call: LATE_NOTE, fault: "killed, and late" },
        { run: DISTURBED, call: 1, fault: "refused for what it says" },
      ],
    },
  },
  {
    what: "A referral whose row no longer carried its identifier was tried by every run for ever, without a word to anybody.",
    story: {
      ...edited(["opportunity", "unlink"], ["referral", "notes"]),
      deals: [...PLAIN.deals, ...PLAIN.deals],
    },
  },
];
