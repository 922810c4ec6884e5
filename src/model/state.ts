import type { Decided } from "./decided.ts";
import type { Action, OtherRow, PlanSize, Refused } from "./plan.ts";
import type { OpportunityCursor } from "./ports.ts";
import type { Side } from "./record.ts";

export const STATE_FILE = "state.json";
export const REGISTRATION_FILE = "webhooks.json";
/** Where much waits, it is in files of this folder, which the state names. */
export const WAITING_FOLDER = "waiting";
/** What is read when a run begins, in one request. */
export const STATE_FILES: readonly string[] = [STATE_FILE, REGISTRATION_FILE];

/**
 * What the state branch remembers between runs. Its size follows what is in flight, never how many
 * referrals there are: links and bases live on the opportunities.
 */
export interface SyncState {
  /** Whose state it is; missing until a run of this version has written it. */
  readonly of?: Systems;
  /** Number of the run that wrote it, counting from 1. */
  readonly sequence: number;
  /** Digest of the mapping that was used; a different one leads to a full read. */
  readonly mapping: string;
  readonly writtenAt: string;
  readonly referrals: ReferralWatermark | null;
  readonly opportunities: OpportunityCursor | null;
  /** How many links in scope were known after the last full read, and created since: what shares are measured by. */
  readonly linked: number;
  /** When both sides were read from the beginning last, and all that differed was dealt with, ISO 8601. */
  readonly sweptAt?: string;
  /** A full read takes several runs, and deals up to this referral are dealt with; missing when none is under way. */
  readonly sweptTo?: string;
  readonly waiting: readonly Waiting[];
  readonly journal: Journal | null;
  /** Day → beginnings of the ids of opportunities that were shared then: a CRM that is restored has forgotten it. */
  readonly shared?: Readonly<Record<string, readonly string[]>>;
  /** What is counted of deals whose rows keep no base, by their referrals; missing when there are none. */
  readonly baseless?: Readonly<Record<string, Baseless>>;
  /** Columns of what sellers read that something in the CRM changes each time, and when that was said, ISO 8601; missing when it was not lately. */
  readonly rewritten?: { readonly columns: readonly string[]; readonly at: string };
  /** What a plan that was let through has left to write; missing when there is nothing. */
  readonly unfinished?: Allowance;
  /** A commit of the branch that no run made, as long as no line of the audit log names it. */
  readonly edited?: string;
  /** Last audit file and the hash that the next one continues. */
  readonly audit: { readonly path: string; readonly sha256: string } | null;
}

/** How a state may be found, which is to be made anew or looked at. */
export type StateCondition = "missing" | "unreadable" | "of another version" | "changed by hand" | "intact";

/** Stand-ins for the account of Partner Center and the CRM that a state is about: with others it would pass over deals. */
export interface Systems {
  readonly account?: string;
  readonly crm?: string;
}

/** `since` is when the last listing began. `seen` are the listed referrals that the next run will list again. */
export interface ReferralWatermark {
  readonly since: string;
  /** Referral id → etag that has been dealt with. */
  readonly seen: Readonly<Record<string, string>>;
}

/**
 * What may be written of a plan that passed the limits, or was reviewed: what is not recorded yet. Where the plan was larger than
 * the next run's own limits, that run may write so much beside them, so that a person has to say yes only once.
 */
export interface Allowance extends PlanSize {
  /** Digest of the mapping: what another mapping plans, nobody has let through. */
  readonly mapping: string;
  /** Digest of the plan as it was at first. */
  readonly plan: string;
  /** Its size then: to a run whose own limits allow as much, it gives nothing beside them. */
  readonly whole: PlanSize;
}

/** How often a deal was written with the same, as its base would say if its row kept one. */
export interface Baseless {
  /** When it was written last, ISO 8601. */
  readonly at: string;
  /** Of each field. */
  readonly again: Readonly<Record<string, Repeated>>;
}

export interface Repeated {
  /** A few characters for each of the values that were written in turn, one or two; the last one first. */
  readonly values: readonly string[];
  readonly times: number;
}

export const WAITING_KINDS = [
  "conflict",
  "held",
  "question",
  "stale",
  "rejected",
  "failed",
  "close",
  /** The row has not kept its base. */
  "lost base",
  /** A new referral that waits for its answer; `expiring` from five days before it is too late. */
  "unanswered",
  "expiring",
  /** A linked deal that left the scope of the mapping. */
  "out of scope",
] as const;

/** A record that could not be synced, with the reason; the others go on. */
export interface Waiting {
  readonly referral: string;
  readonly opportunity: string | null;
  readonly kind: (typeof WAITING_KINDS)[number];
  readonly fields: readonly string[];
  readonly reason: string;
  /** How people call the deal, where the mapping that was used last shows that. */
  readonly name?: string;
  /** Why the CRM refused the row, as long as its seller was not told: the next run does that, before the next try. */
  readonly untold?: string;
  /** Stands for the text of the note that was written, before what it makes room for was refused: a keyed hash. */
  readonly noted?: string;
  /** Values that a system has refused by name, and that are left out until the next try. */
  readonly refused?: readonly Refused[];
  /** Set until what was refused along with them has been sent without them, which the next run does. */
  readonly rest?: true;
  /** What only needs somebody's approval, one text for each step. */
  readonly awaits: readonly string[];
  /** Set of a held one when there is nothing else to do about it: `reason` says the same as `awaits`. */
  readonly onlyApproval?: true;
  /** Of an opportunity that is not shared yet: the referral that may be the same deal, so that each is only looked at beside the other. */
  readonly twin?: string;
  /**
   * How often the row has lost its base after it was written, and until when it is left alone if it does so again. Once may be
   * somebody's doing; twice is something that goes on.
   */
  readonly lost?: { readonly times: number; readonly until: string };
  /** How often a sync has found it so; 0 where only a resync has. */
  readonly tries: number;
  readonly firstAt: string;
  /** When to look again although nothing changed, ISO 8601; `null` waits for a change on either side. */
  readonly nextAt: string | null;
  /** Etags the decision was based on: the same ones need no second look. */
  readonly etags: { readonly referral: string | null; readonly opportunity: string | null };
}

/** The changes a run is about to make. `writing` until the same run has committed what became of them. */
export interface Journal {
  readonly run: string;
  readonly writing: boolean;
  readonly intents: readonly Intent[];
}

export interface Intent extends Pick<Decided, "approved"> {
  readonly id: string;
  readonly at: string;
  readonly side: Side;
  readonly action: Action;
  readonly referral: string;
  readonly opportunity: string;
  readonly etag: string | null;
  readonly fields: readonly IntentField[];
  readonly row?: OtherRow;
  /**
   * What an earlier run found out about it, and could not settle for good. The record may have been written again since,
   * so that nobody can find it out a second time.
   */
  readonly found?: Exclude<Fate, "open">;
}

/** What became of an intent of a run that died. */
export type Fate =
  /** The write arrived. */
  | "applied"
  /** It is not there and will not arrive: something else was written first, or too much time has passed. */
  | "superseded"
  /** It cannot be told: somebody has changed the referral since, before or after it arrived, or the record is not to be seen. */
  | "unclear"
  /** Not there, but its precondition still holds: it may yet arrive. */
  | "open"
  /** The write arrived and is in the audit log already; only the row's base lacks it. */
  | "audited";

/** An intent of a run that died, with what became of it. */
export interface Settled {
  readonly intent: Intent;
  readonly fate: Fate;
  /** The referral that a POST turned out to have made. */
  readonly created?: string;
}

/** What a `target` begins with that is the value: a blank one has nothing behind it. A fingerprint begins otherwise. */
export const PLAIN = "=";

/**
 * `target` is the value when the mapping allows it in git, otherwise a keyed fingerprint, and `null` when
 * there is no key: recovery then reports a conflict rather than guess. `loser` likewise, when the change
 * overwrites what a person wrote; and `rowHad`, of what goes to a referral while its row still lacks it, and is to take it
 * in the same run. `place` stands for where the mapping had a field that goes to a referral. What a person has decided is in the audit log also after a crash.
 */
export interface IntentField extends Decided {
  readonly field: string;
  readonly target: string | null;
  readonly loser?: string | null;
  readonly rowHad?: string | null;
  readonly place?: string;
}
