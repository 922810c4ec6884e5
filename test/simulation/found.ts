import {
  CALM,
  DISTURBED,
  edited,
  editOf,
  later,
  MARKS_TEXTS,
  MINUTE,
  NOTHING_MORE,
  ORDINARY,
  PLAIN,
  RECOVERING,
  SHARING,
} from "./plain.ts";
import type { Story } from "./story.ts";
import { times } from "./troubles.ts";

/** A fault of the sync that the simulation found, and the shortest story that showed it. */
export interface Found {
  readonly what: string;
  readonly story: Story;
}

const CALL_TO_REFERRAL = 7;

const CALL_TO_CLOSE = 7;

const NEW_ACCOUNT = 13;

/** The first note of the first run, as the fourth call that a late arrival can meet. */
const LATE_NOTE = 4;

/** The row has taken its base by then, which says closed. */
const REFUSED_CLOSE = { run: DISTURBED, call: 2, fault: "refused for what it says" } as const;

const CLOSED_AND_REOPENED = [
  { at: 12 * MINUTE, edit: editOf("opportunity", "status", 0) },
  { at: 14 * MINUTE, edit: editOf("opportunity", "reopen", 0) },
];

const SMALL_LETTERS = { flow: "small letters in Partner Center", afterMs: MINUTE, oneIn: 1 } as const;

const CAPITALS = { flow: "capital letters", afterMs: 0, oneIn: 1 } as const;

const ADDS_TO_REASONS = { flow: "adds to what sellers read", afterMs: 0, oneIn: 1 } as const;

const ASKING: Story["deals"][number] = { begins: "own", status: "Active/Accepted", asks: "ask help" };
const SECOND_AT_ONCE = [0, 9000].map((at, place) => ({ name: place + 1, at }));

/** The last of them makes the state anew. */
const ANEW: Story["runs"] = PLAIN.runs.map((run) =>
  run.name === RECOVERING ? { ...run, resyncs: true } : run,
);

export const FOUND: readonly Found[] = [
  {
    what: "A run died when a referral had taken what both sides had added to a list: what the row lacked passed for taken out.",
    story: {
      ...edited(["referral", "add solution"], ["opportunity", "add solution"]),
      troubles: [{ run: DISTURBED, call: 7, fault: "killed before" }],
    },
  },
  {
    what: "An edit while a run carried the one before was reported as a conflict.",
    story: {
      ...edited(["opportunity", "name"]),
      troubles: [
        { run: DISTURBED, call: CALL_TO_REFERRAL, edit: editOf("opportunity", "name", 90), moment: "before" },
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
        { at: 5 * MINUTE, edit: editOf("referral", "solutions", 2) },
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
      runs: SECOND_AT_ONCE,
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
  {
    what: "What an unshared deal was told by a run that died was audited as not written when the deal was closed since.",
    story: {
      ...PLAIN,
      more: SHARING,
      tellsSeller: true,
      deals: [{ begins: "incomplete", status: "Active/Accepted" }],
      runs: PLAIN.runs.slice(0, 1),
      edits: [{ at: 50 * MINUTE, edit: editOf("opportunity", "status", 1) }],
      troubles: [{ run: 1, call: LATE_NOTE, fault: "killed, and late" }],
    },
  },
  {
    what: "Microsoft was asked for help a second time when the opportunity was edited in the moment of the first, and the listing was late.",
    story: {
      ...PLAIN,
      more: SHARING,
      systems: { ...CALM, listLagMs: 145_000 },
      deals: [ASKING],
      runs: PLAIN.runs.slice(0, 1),
      troubles: [{ run: 1, call: 7, edit: editOf("opportunity", "show", 2), moment: "before" }],
    },
  },
  {
    what: "Microsoft was asked for help a second time when the opportunity was edited in the moment of the first, and the run after that looked at another deal only.",
    story: {
      ...PLAIN,
      more: SHARING,
      systems: { ...CALM, listLagMs: 200_000 },
      deals: [ASKING],
      runs: [
        { name: 1, at: 0 },
        { name: 2, at: 7600, only: 0 },
      ],
      edits: [{ at: 2700, edit: editOf("opportunity", "name", 4) }],
    },
  },
  {
    what: "A deal was shared a second time when its opportunity was edited in the moment of the first, and Partner Center then did not show the referral once.",
    story: {
      ...PLAIN,
      more: SHARING,
      systems: { ...CALM, changeTracking: false },
      deals: [{ begins: "own", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 0 },
        { name: 2, at: 7400, skewMs: -210_000 },
      ],
      troubles: [
        { run: 1, call: 6, edit: editOf("opportunity", "date", 1), moment: "before" },
        { run: 2, call: 1, fault: "hidden from us" },
      ],
    },
  },
  {
    what: "A deal was shared a second time when a run that died had found its referral, and Partner Center then showed none for a while.",
    story: {
      ...PLAIN,
      seed: 5_429_276,
      more: SHARING,
      deals: [{ begins: "own", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 0 },
        { name: 2, at: 3500 },
        { name: RECOVERING, at: 6 * MINUTE },
      ],
      troubles: [
        { run: 1, call: 13, edit: editOf("opportunity", "name", 6), moment: "after" },
        { run: 2, call: 3, fault: "killed, and late" },
      ],
      spells: [
        { what: "shows no referral", from: 4 * MINUTE, to: 35 * MINUTE, field: "name", side: "referral" },
      ],
    },
  },
  {
    what: "A deal was shared a second time when somebody took its identifier out of the opportunity.",
    story: {
      ...PLAIN,
      more: SHARING,
      deals: [...PLAIN.deals, { begins: "own", status: "Active/Accepted" }],
      runs: PLAIN.runs.slice(0, 1),
      edits: [{ at: 5 * MINUTE, edit: editOf("opportunity", "unlink", 3, 1) }],
    },
  },
  {
    what: "A request for help did not count among the records that a run may write.",
    story: { ...PLAIN, more: SHARING, systems: { ...CALM, maxChanges: 2 }, deals: [ASKING] },
  },
  {
    what: "A new account was audited as made by each of two runs that had announced it.",
    story: {
      ...PLAIN,
      more: { ...NOTHING_MORE, accounts: "create" },
      runs: SECOND_AT_ONCE,
      troubles: [
        { run: 1, call: LATE_NOTE, fault: "killed, and late" },
        { run: DISTURBED, call: 3, fault: "killed, and late" },
      ],
    },
  },
  {
    what: "A new account was audited as not made when the mapping made none any more by the time at which it was looked for.",
    story: {
      ...PLAIN,
      more: { ...NOTHING_MORE, accounts: "create" },
      changes: [{ run: DISTURBED, more: { accounts: null } }],
      troubles: [{ run: 1, call: NEW_ACCOUNT, fault: "killed after" }],
      runs: [
        { name: 1, at: 0 },
        { name: DISTURBED, at: 70 * MINUTE },
      ],
    },
  },
  {
    what: "A request for help that a person let a later run repeat was audited twice, when the first was announced before the deal had a referral.",
    story: {
      ...PLAIN,
      more: SHARING,
      deals: [ASKING],
      runs: PLAIN.runs.slice(1),
      troubles: [{ run: DISTURBED, call: 13, fault: "server error before" }],
    },
  },
  {
    what: "A new account was audited as made a second time when another deal of the same customer had announced it first.",
    story: {
      ...PLAIN,
      more: { ...NOTHING_MORE, accounts: "create" },
      deals: [...PLAIN.deals, ...PLAIN.deals],
      runs: [
        { name: DISTURBED, at: 0 },
        { name: RECOVERING, at: 20_000 },
      ],
      edits: [{ at: 15_000, edit: editOf("referral", "status", 3) }],
      troubles: [{ run: DISTURBED, call: 11, fault: "gateway timeout, and late" }],
    },
  },
  {
    what: "A write to the referral of a closed opportunity was audited a second time, as that of an overlapping run whose listing was late.",
    story: {
      ...PLAIN,
      fields: { ...PLAIN.fields, name: { ...ORDINARY, direction: "opportunity to referral" } },
      systems: { ...CALM, listLagMs: 52_000 },
      deals: [{ begins: "by CRM id", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 40 * MINUTE, only: 0 },
        { name: DISTURBED, at: 40 * MINUTE + 5300 },
        { name: RECOVERING, at: 40 * MINUTE + 7900 },
      ],
      edits: [{ at: 38 * MINUTE, edit: editOf("opportunity", "status", 2) }],
    },
  },
  {
    what: "A run that was stopped left the next one free to write as much beside its limit, although its plan had been none to let through.",
    story: {
      ...PLAIN,
      systems: { ...CALM, maxChanges: 2 },
      deals: [...PLAIN.deals, ...PLAIN.deals],
      runs: [
        { name: 1, at: 0, stopsAt: 1 },
        { name: DISTURBED, at: 10 * MINUTE },
      ],
      edits: [{ at: 5 * MINUTE, edit: editOf("referral", "appear", 1, 2) }],
    },
  },
  {
    what: "What a dead run of a plan that was let through had written counted as left, so that the next one could write as much beside its limit.",
    story: {
      ...PLAIN,
      systems: { ...CALM, maxChanges: 1 },
      deals: [...PLAIN.deals, ...PLAIN.deals],
      runs: [
        { name: 1, at: 0, letsThrough: true },
        { name: DISTURBED, at: 10 * MINUTE },
      ],
      edits: [2, 3].map((deal) => ({
        at: 5 * MINUTE,
        edit: editOf("referral", "appear", deal, deal),
      })),
      troubles: [{ run: 1, call: 12, fault: "killed before" }],
    },
  },
  {
    what: "While nobody could say whether Microsoft was asked for help, every run wrote the opportunity again, to tell its seller what it said already.",
    story: {
      ...PLAIN,
      more: SHARING,
      tellsSeller: true,
      deals: [ASKING],
      runs: PLAIN.runs.slice(0, 1),
      troubles: [{ run: 1, call: 13, fault: "server error before" }],
    },
  },
  {
    what: "Microsoft's own referral of a deal, which came by itself, was audited as the request of a run that died before it sent one.",
    story: {
      ...PLAIN,
      more: SHARING,
      deals: [{ begins: "own", status: "Active/Accepted", asks: "show" }],
      runs: PLAIN.runs.slice(0, 2),
      edits: [{ at: 5 * MINUTE, edit: editOf("opportunity", "ask help", 2) }, later("referral", "microsoft")],
      troubles: [{ run: DISTURBED, call: 8, fault: "killed before" }],
    },
  },
  {
    what: "Microsoft was asked for help a second time when neither the run that asked nor the next one could write the opportunity, and the listing was late.",
    story: {
      ...PLAIN,
      more: SHARING,
      systems: { ...CALM, listLagMs: 90_000 },
      deals: [ASKING],
      runs: SECOND_AT_ONCE,
      edits: [{ at: 11_300, edit: editOf("referral", "name", 3) }],
      troubles: [{ run: 1, call: 6, edit: editOf("opportunity", "name", 6), moment: "after" }],
    },
  },
  {
    what: "A text that a plug-in of the CRM changed whenever it was saved was written, and kept in a note, by every run for ever.",
    story: {
      ...PLAIN,
      fields: { ...PLAIN.fields, notes: { ...ORDINARY, direction: "referral to opportunity" } },
      writers: [MARKS_TEXTS],
    },
  },
  {
    what: "A write of a run that died was forgotten when Partner Center did not show its referral to the run that came an hour later.",
    story: {
      ...PLAIN,
      seed: 65986,
      fields: { ...PLAIN.fields, value: { ...ORDINARY, adopt: "opportunity" } },
      systems: { ...CALM, pageSize: 2 },
      deals: [{ begins: "by CRM id", status: "Active/Accepted" }],
      runs: [
        { name: DISTURBED, at: 5762 },
        { name: RECOVERING, at: 75 * MINUTE, only: 0 },
      ],
      troubles: [
        { run: DISTURBED, call: 14, fault: "killed after" },
        { run: RECOVERING, call: 1, fault: "hidden from us" },
      ],
    },
  },
  {
    what: "A new account that a run made for another deal was audited a second time, as that of the run that had died before it.",
    story: {
      ...PLAIN,
      seed: 41045,
      fields: { ...PLAIN.fields, value: { ...ORDINARY, adopt: "opportunity" } },
      more: { ...NOTHING_MORE, accounts: "create" },
      deals: [{ begins: "by identifier", status: "Active/Accepted" }, ...PLAIN.deals],
      runs: PLAIN.runs.slice(0, 1),
      troubles: [
        { run: 1, call: 6, edit: editOf("opportunity", "status", 6), moment: "after" },
        { run: 1, call: 4, fault: "killed, and late" },
      ],
    },
  },
  {
    what: "That Microsoft was asked for help was never audited when the run that asked had lost the branch to another one.",
    story: {
      ...PLAIN,
      seed: 134921,
      more: SHARING,
      systems: { ...CALM, pageSize: 1 },
      deals: [ASKING, ...PLAIN.deals, { begins: "own", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 0, stopsAt: 12 },
        { name: 2, at: 67 * MINUTE },
        { name: 3, at: 67 * MINUTE + 5908 },
      ],
      troubles: [{ run: 3, call: 4, edit: editOf("referral", "value", 6), moment: "after" }],
    },
  },
  {
    what: "An old value came back for a while when the answer to a write did not show the referral, and the listing was late.",
    story: {
      ...PLAIN,
      seed: 64601,
      fields: { ...PLAIN.fields, date: { ...ORDINARY, conflict: "opportunity" } },
      systems: { ...CALM, pageSize: 1, listLagMs: 238_958 },
      runs: [
        { name: 3, at: 300_163 },
        { name: 4, at: 1_800_163 },
      ],
      edits: [
        { at: 1_441_305, edit: editOf("opportunity", "date", 1) },
        { at: 1_640_129, edit: editOf("referral", "date", 2) },
      ],
      troubles: [
        { run: 4, call: 11, fault: "slow" },
        { run: 4, call: 3, fault: "answer empty" },
      ],
    },
  },
  {
    what: "What one run had written to a referral was audited as the work of the next as well, which had planned it again on a late listing, and died.",
    story: {
      ...PLAIN,
      seed: 158411,
      fields: { ...PLAIN.fields, value: { ...ORDINARY, direction: "opportunity to referral" } },
      added: { field: "notes", run: 4 },
      systems: { ...CALM, listLagMs: 77_538 },
      deals: [...PLAIN.deals, { begins: "by CRM id", status: "Active/Accepted" }],
      runs: [
        { name: 2, at: 44 * MINUTE },
        { name: 3, at: 109 * MINUTE },
        { name: 4, at: 109 * MINUTE + 6491 },
      ],
      edits: [{ at: 3_573_636, edit: editOf("referral", "value", 2, 1) }],
      troubles: [{ run: 4, call: 1, fault: "killed, and late" }],
    },
  },
  {
    what: "Beside the rest of a plan that was let through, a run wrote more than it may, while the run that had the rest was alive and wrote it.",
    story: {
      ...PLAIN,
      seed: 1_001_082,
      more: SHARING,
      systems: { ...CALM, maxChanges: 1 },
      deals: [
        { begins: "own", status: "Active/Accepted" },
        { begins: "own", status: "Active/Accepted" },
      ],
      runs: [
        { name: 1, at: 0, letsThrough: true },
        { name: 2, at: 4522 },
      ],
      edits: [{ at: 5675, edit: editOf("opportunity", "name", 4) }],
    },
  },
  {
    what: "A new field stayed blank in a row that a run with the mapping before it made, after one with the new mapping had read everything.",
    story: {
      ...PLAIN,
      seed: 2_000_805,
      fields: { ...PLAIN.fields, notes: { ...ORDINARY, blank: "propagate" } },
      added: { field: "notes", run: 3 },
      runs: [
        { name: 2, at: 904, only: 0 },
        { name: 3, at: 4296 },
      ],
      troubles: [
        { run: 2, call: 7, fault: "request late" },
        { run: 3, call: 1, fault: "refused for what it says" },
      ],
    },
  },
  {
    what: "A deal whose row had taken the end of its referral, in a write whose answer was lost, was never closed: its seller was said to have reopened it.",
    story: {
      ...edited(["referral", "notes"], ["referral", "status"]),
      troubles: [{ run: DISTURBED, call: CALL_TO_REFERRAL, fault: "connection reset after" }],
    },
  },
  {
    what: "A value of an opportunity that something in Partner Center changed back was written there, and kept in a note, by every run for ever.",
    story: {
      ...PLAIN,
      fields: { ...PLAIN.fields, name: { ...ORDINARY, direction: "opportunity to referral" } },
      deals: [{ begins: "by identifier", status: "Active/Accepted" }],
      writers: [SMALL_LETTERS],
    },
  },
  {
    what: "So was one of a closed opportunity, which remembers nothing, while its referral stayed open.",
    story: {
      ...edited(["opportunity", "status"], ["referral", "name"]),
      deals: [{ begins: "by identifier", status: "Active/Accepted" }],
      more: { ...NOTHING_MORE, guards: { ...NOTHING_MORE.guards, close: "never" } },
      fields: { ...PLAIN.fields, name: { ...ORDINARY, direction: "opportunity to referral" } },
      writers: [SMALL_LETTERS],
    },
  },
  {
    what: "An opportunity whose hidden column a flow emptied after each write was written by every run for ever.",
    story: {
      ...PLAIN,
      tellsSeller: true,
      writers: [{ flow: "empties the base", afterMs: MINUTE, oneIn: 1 }],
    },
  },
  {
    what: "What a run wrote before it died was audited as not written when a flow had emptied the column that would have said so.",
    story: {
      ...edited(["referral", "value"]),
      writers: [{ flow: "empties the base", afterMs: 0, oneIn: 2 }],
      troubles: [{ run: DISTURBED, call: 7, fault: "killed after" }],
    },
  },
  {
    what: "An opportunity that cannot be shared yet was written by every run for ever, because a flow added to what its seller reads.",
    story: {
      ...PLAIN,
      tellsSeller: true,
      more: SHARING,
      deals: [{ begins: "incomplete", status: "Active/Accepted" }],
      writers: [ADDS_TO_REASONS],
    },
  },
  {
    what: "So was one for which Microsoft is not asked for help.",
    story: {
      ...edited(["opportunity", "ask help"]),
      tellsSeller: true,
      more: SHARING,
      writers: [ADDS_TO_REASONS],
    },
  },
  {
    what: "So was one that is not shared yet and whose hidden column a flow emptied, and with it how often its seller had been told.",
    story: {
      ...PLAIN,
      tellsSeller: true,
      more: SHARING,
      deals: [{ begins: "incomplete", status: "Active/Accepted" }],
      writers: [{ flow: "empties the base", afterMs: 0, oneIn: 1 }, ADDS_TO_REASONS],
    },
  },
  {
    what: "What was overwritten in Partner Center was not remembered while help waited for its seller, so every run overwrote it again.",
    story: {
      ...edited(["opportunity", "ask help"]),
      more: SHARING,
      deals: [{ begins: "by identifier", status: "Active/Accepted" }],
      fields: { ...PLAIN.fields, name: { ...ORDINARY, direction: "opportunity to referral" } },
      writers: [SMALL_LETTERS],
    },
  },
  {
    what: "A name that goes back and forth was overwritten for ever, with a note each time, where a flow empties now and then what counts that.",
    story: {
      ...edited(["opportunity", "name"]),
      tellsSeller: true,
      fields: { ...PLAIN.fields, name: { ...ORDINARY, conflict: "referral", adopt: "opportunity" } },
      writers: [CAPITALS, SMALL_LETTERS, { flow: "empties the base", afterMs: MINUTE, oneIn: 2 }],
    },
  },
  {
    what: "So was the name of a closed opportunity, which takes no base, in a referral that stays open.",
    story: {
      ...edited(["referral", "name"]),
      edits: [
        ...edited(["referral", "name"]).edits,
        later("opportunity", "date"),
        { at: 16 * MINUTE, edit: editOf("opportunity", "status", 2) },
      ],
      fields: { ...PLAIN.fields, status: { ...ORDINARY, direction: "referral to opportunity" } },
      writers: [{ ...CAPITALS, oneIn: 2 }, SMALL_LETTERS],
    },
  },
  {
    what: "A user who got the role in Partner Center after the first run had no referral from before it for up to a week.",
    story: {
      ...PLAIN,
      spells: [{ what: "shows no referral", from: 0, to: 30 * MINUTE, field: "name", side: "referral" }],
    },
  },
  {
    what: "What Partner Center refuses was sent by every run for ever, and its opportunity written each time, where a flow empties the hidden column.",
    story: {
      ...edited(["opportunity", "name"]),
      tellsSeller: true,
      fields: { ...PLAIN.fields, name: { ...ORDINARY, adopt: "opportunity" } },
      runs: times(30, (place) => ({ name: place + 1, at: place * 10 * MINUTE })),
      spells: [{ what: "refuses a value", from: 0, to: 300 * MINUTE, field: "name", side: "referral" }],
      writers: [{ flow: "empties the base", afterMs: 0, oneIn: 1 }],
    },
  },
  {
    what: "A deal was shared a second time where somebody approved that while the user had no role, and nobody could look whether it was there.",
    story: {
      ...PLAIN,
      more: SHARING,
      deals: [{ begins: "own", status: "Active/Accepted" }],
      runs: [
        { name: 1, at: 0 },
        { name: 2, at: 70 * MINUTE },
        { name: 3, at: 90 * MINUTE, approves: "latest" },
      ],
      troubles: [{ run: 1, call: 13, fault: "killed after" }],
      spells: [
        { what: "shows no referral", from: 30 * MINUTE, to: 200 * MINUTE, field: "name", side: "referral" },
      ],
    },
  },
  {
    what: "A conflict that a person had decided was decided the other way, without a word, when somebody had edited since and the mapping lets the newest edit win.",
    story: {
      ...edited(["referral", "value"], ["opportunity", "value"]),
      edits: [
        ...edited(["referral", "value"], ["opportunity", "value"]).edits,
        { at: 17 * MINUTE, edit: editOf("referral", "value", 90) },
      ],
      fields: { ...PLAIN.fields, value: { ...ORDINARY, conflict: "newest" } },
      runs: PLAIN.runs.map((run) =>
        run.name === RECOVERING ? { ...run, resolves: { of: "latest", winner: "opportunity" } } : run,
      ),
    },
  },
  {
    what: "An edit of a deal whose referral had just taken the one before was reported as a conflict, when the mapping's scope had left the deal out in between.",
    story: {
      ...edited(["opportunity", "value"]),
      changes: [
        { run: RECOVERING, isNarrow: true },
        { run: RECOVERING + 1, isNarrow: false },
      ],
      troubles: [
        {
          run: DISTURBED,
          call: CALL_TO_REFERRAL - 1,
          edit: editOf("opportunity", "value", 90),
          moment: "before",
        },
      ],
    },
  },
  {
    what: "An edit made while a decided conflict was carried out was reported as one more, when the next run was shown the referral as it had been.",
    story: {
      ...edited(["referral", "value"], ["opportunity", "value"]),
      systems: { ...CALM, listLagMs: 2 * MINUTE },
      // The first one has to be shown the deal.
      runs: [
        { name: 1, at: 3 * MINUTE },
        { name: 2, at: 10 * MINUTE },
        { name: 3, at: 20 * MINUTE, resolves: { of: "latest", winner: "opportunity" } },
        { name: 4, at: 21 * MINUTE },
      ],
      troubles: [{ run: 3, call: 10, edit: editOf("opportunity", "value", 90), moment: "before" }],
    },
  },
  {
    what: "So was one where somebody had edited the referral before the decision was carried out, and the next run was shown it as it had been before that.",
    story: {
      ...edited(["referral", "value"], ["opportunity", "value"]),
      systems: { ...CALM, listLagMs: 3 * MINUTE },
      edits: [
        ...edited(["referral", "value"], ["opportunity", "value"]).edits,
        { at: 19 * MINUTE, edit: editOf("referral", "value", 80) },
      ],
      runs: [
        { name: 1, at: 4 * MINUTE },
        { name: 2, at: 10 * MINUTE },
        { name: 3, at: 20 * MINUTE, resolves: { of: "latest", winner: "opportunity" } },
        { name: 4, at: 21 * MINUTE },
      ],
      troubles: [{ run: 3, call: 10, edit: editOf("opportunity", "value", 90), moment: "before" }],
    },
  },
  {
    what: "So was an edit of a deal whose referral the user could not see for more than an hour, after it had taken the one before.",
    story: {
      ...edited(["opportunity", "value"]),
      runs: [...PLAIN.runs, { name: RECOVERING + 1, at: 90 * MINUTE }],
      troubles: [
        {
          run: DISTURBED,
          call: CALL_TO_REFERRAL - 1,
          edit: editOf("opportunity", "value", 90),
          moment: "before",
        },
      ],
      spells: [
        { what: "shows no referral", from: 15 * MINUTE, to: 100 * MINUTE, field: "value", side: "referral" },
      ],
    },
  },
  {
    what: "So was an edit of a deal whose referral had just taken the one before, when the mapping lets git see the value since.",
    story: {
      ...edited(["opportunity", "value"]),
      fields: { ...PLAIN.fields, value: { ...ORDINARY, audit: "hidden" } },
      changes: [{ run: RECOVERING, field: "value", settings: { audit: "value" } }],
      troubles: [
        {
          run: DISTURBED,
          call: CALL_TO_REFERRAL,
          edit: editOf("opportunity", "value", 90),
          moment: "before",
        },
      ],
    },
  },
  {
    what: "An opportunity whose close had been refused was said to be reopened by its seller when Partner Center then did not show its referral once.",
    story: {
      ...edited(["referral", "status"]),
      troubles: [REFUSED_CLOSE, { run: RECOVERING, call: 1, fault: "hidden from us" }],
    },
  },
  {
    what: "So was one whose deal the mapping's scope had left out in between.",
    story: {
      ...edited(["referral", "status"]),
      runs: [...PLAIN.runs, { name: RECOVERING + 1, at: 30 * MINUTE }],
      changes: [
        { run: RECOVERING, isNarrow: true },
        { run: RECOVERING + 1, isNarrow: false },
      ],
      troubles: [REFUSED_CLOSE],
    },
  },
  {
    what: "An opportunity whose close had been refused, and which its seller had then closed and reopened, was closed by the next run.",
    story: {
      ...edited(["referral", "status"]),
      troubles: [REFUSED_CLOSE],
      edits: [...edited(["referral", "status"]).edits, ...CLOSED_AND_REOPENED],
    },
  },
  {
    what: "So was one that a run had not come to close before it died.",
    story: {
      ...edited(["referral", "status"]),
      troubles: [{ run: DISTURBED, call: CALL_TO_CLOSE, fault: "killed before" }],
      edits: [...edited(["referral", "status"]).edits, ...CLOSED_AND_REOPENED],
    },
  },
  {
    what: "An opportunity whose close the CRM refuses was written by every run for ever where a flow rewrites what sellers read: one word before the close, and one that it was refused.",
    story: {
      ...edited(["referral", "status"]),
      tellsSeller: true,
      writers: [ADDS_TO_REASONS],
      runs: times(24, (place) => ({ name: place + 1, at: place * 10 * MINUTE })),
      spells: [{ what: "refuses a close", deal: 0, from: 0, to: 240 * MINUTE }],
    },
  },
  {
    what: "A referral was written by every run for ever where something in Partner Center changes its name back, while the CRM refuses the opportunity and with it the base that counts that.",
    story: {
      ...edited(["opportunity", "name"], ["referral", "notes"]),
      fields: { ...PLAIN.fields, name: { ...ORDINARY, conflict: "opportunity" } },
      writers: [SMALL_LETTERS],
      runs: times(24, (place) => ({ name: place + 1, at: place * 10 * MINUTE })),
      spells: [{ what: "refuses a row", deal: 0, from: 7 * MINUTE, to: 240 * MINUTE }],
    },
  },
  {
    what: "What Partner Center refuses had its opportunity written once more with every try, and so for ever where a job touches every row.",
    story: {
      ...edited(["opportunity", "notes"]),
      tellsSeller: true,
      writers: [{ job: "touches every row", at: times(24, (place) => (place * 10 + 5) * MINUTE) }],
      runs: times(24, (place) => ({ name: place + 1, at: place * 10 * MINUTE })),
      spells: [{ what: "refuses a value", field: "notes", side: "referral", from: 0, to: 240 * MINUTE }],
    },
  },
  {
    what: "Where GitHub answered a resync from a copy that was a moment old, the audit log began anew, as if the state had named a file that is gone.",
    story: { ...PLAIN, runs: ANEW, troubles: [{ run: RECOVERING, call: 2, fault: "old head" }] },
  },
  {
    what: "A write to a referral of a run that died was audited as not made when the state was made anew before the next sync.",
    story: {
      ...edited(["opportunity", "notes"]),
      runs: ANEW,
      troubles: [{ run: DISTURBED, call: CALL_TO_REFERRAL, fault: "killed after" }],
    },
  },
  {
    what: "A seller who went on writing while a run wrote the row, and then lost the deal, met a conflict where a run had no time to write that for more than an hour.",
    story: {
      ...edited(["opportunity", "notes"]),
      edits: [
        ...edited(["opportunity", "notes"]).edits,
        { at: 80 * MINUTE, edit: editOf("opportunity", "status", 1) },
      ],
      runs: [...PLAIN.runs.slice(0, 2), { name: RECOVERING, at: 85 * MINUTE, stopsAt: 1 }],
      troubles: [
        {
          run: DISTURBED,
          call: CALL_TO_REFERRAL,
          edit: editOf("opportunity", "notes", 90),
          moment: "before",
        },
      ],
    },
  },
  {
    what: "An opportunity that was made when its lead was accepted did not show how Microsoft's referral stands, before everything was read a week later.",
    story: {
      ...PLAIN,
      more: { ...SHARING, leads: true },
      deals: [{ begins: "from Microsoft", status: "New/Pending" }],
      runs: [0, 10, 40].map((minutes, place) => ({ name: place + 1, at: minutes * MINUTE })),
      edits: [
        { at: 2 * MINUTE, edit: editOf("referral", "show", 2) },
        { at: 3 * MINUTE, edit: editOf("referral", "microsoft", 3) },
        { at: 35 * MINUTE, edit: editOf("referral", "accept", 4) },
      ],
    },
  },
  {
    what: "How Microsoft's referral stands was not shown where a seller saved the row before it was written, and that deal came to be looked at before it was due again.",
    story: {
      ...PLAIN,
      more: SHARING,
      deals: [ASKING],
      runs: [
        { name: 1, at: 0 },
        { name: DISTURBED, at: 20 * MINUTE, skewMs: 3 * MINUTE },
      ],
      troubles: [{ run: DISTURBED, call: 5, edit: editOf("opportunity", "name", 6), moment: "after" }],
    },
  },
  {
    what: "What both sides had added to a list was taken out in Partner Center, where the row of a union was not written because its seller had just saved something else.",
    story: {
      ...edited(["referral", "solutions"], ["opportunity", "solutions"]),
      troubles: [{ run: DISTURBED, call: 5, edit: editOf("opportunity", "notes", 90), moment: "after" }],
    },
  },
];
