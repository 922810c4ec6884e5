import type { Decided } from "./decided.ts";
import type { Base, RemoteRecord, Side, Snapshot, Value } from "./record.ts";

/** The ids of a referral and an opportunity that are the same deal. */
export interface Link {
  readonly referral: string;
  readonly opportunity: string;
}

/**
 * A link with what is known of both sides. `opportunity` is `null` when the row is yet to be created,
 * `base` when the two were never merged. `adopts` says that the row does not carry the identifier yet.
 */
export interface Pair {
  readonly link: Link;
  readonly referral: RemoteRecord;
  readonly opportunity: RemoteRecord | null;
  readonly base: Base | null;
  /** False when the base was pieced together after a crash, so that the row does not have it yet. */
  readonly baseIsStored: boolean;
  readonly adopts: boolean;
  /** Set when the row (`opportunity`) is a lead: the referral is not yet an opportunity. */
  readonly row?: OtherRow;
  /** The lead that the referral was before, when it was looked for. */
  readonly lead?: RemoteRecord;
}

/**
 * `qualify` closes a lead whose referral became an opportunity. `share` makes a referral of an opportunity,
 * `invite` makes Microsoft's own referral of the same deal, by which its sellers are asked for help.
 */
export const ACTIONS = ["create", "update", "close", "note", "qualify", "share", "invite"] as const;
export type Action = (typeof ACTIONS)[number];

/** Those that make a record somebody sees. */
export const MAKES: readonly Action[] = ["create", "share", "invite"];

/**
 * One remote write that the plan wants. `etag` is what the decision was based on; a create has none. A
 * change without fields only records the base, or the identifier of a link that was found. A note keeps the
 * values (`from`) that other changes of the pair are about to overwrite, on the opportunity. `approved` is set
 * where the write as a whole waited for a person.
 */
export interface Change extends Pick<Decided, "approved"> {
  readonly side: Side;
  readonly action: Action;
  readonly link: Link;
  readonly etag: string | null;
  readonly fields: readonly FieldChange[];
  /** The row that is written, where it is not the opportunity itself. */
  readonly row?: OtherRow;
}

/** Tables of the CRM, besides the opportunities, whose rows a deal may need. */
export const OTHER_TABLES = ["account", "lead"] as const;
export type OtherTable = (typeof OTHER_TABLES)[number];

export interface OtherRow {
  readonly table: OtherTable;
  readonly id: string;
}

export interface FieldChange extends Decided {
  readonly field: string;
  /** What stands there now; missing when the record is yet to be created. */
  readonly from?: Value;
  readonly to: Value;
  /** Set when a conflict policy or a one-way direction overwrites what a person wrote here. */
  readonly overwrites?: boolean;
  /** Set in a new record: the other side was blank there, and this is where the value is from instead. */
  readonly otherwise?: string;
  /** Set where the value is a move in the life of the deal (`won`), or the answer to a referral (`accepted`), and no text that only says so. */
  readonly moves?: "status" | "decision";
}

/** Both sides changed a field since the base, to different values; or both have one and there is no base. */
export interface Conflict extends Pick<Decided, "resolved"> {
  readonly link: Link;
  readonly field: string;
  readonly referral: Value;
  readonly opportunity: Value;
  /** The side whose value is kept, or `null` when a person has to decide. */
  readonly winner: Side | null;
  readonly hasBase: boolean;
}

/** Whether a person has to decide it. */
export function isUndecided({ winner }: Conflict): boolean {
  return winner === null;
}

/** The seller's answer to a referral, where this change gives it. */
export function answerIn({ fields }: Pick<Change, "fields">): FieldChange | undefined {
  return fields.find(({ moves }) => moves === "decision");
}

/** What the plan wants but does not do, with the reason and the next step in words a seller understands. */
export interface Held {
  readonly link: Link;
  readonly field: string | null;
  readonly side: Side;
  readonly reason: string;
  /** Set when nothing is wrong: somebody only has to say yes, what this run writes has to arrive first, or the deal left the scope. */
  readonly awaits?: "approval" | "next run" | "scope";
  /** Set when it may be fixed on a record that is neither side: an account, a contact, a user, a currency. */
  readonly elsewhere?: true;
  /** Of an opportunity that is not shared yet: the referral that may be the same deal. */
  readonly twin?: string;
  /** Set where the value is left out because a system has refused it, so that the others of its record need not wait. */
  readonly refused?: Refused;
}

/** A value that a system has refused, saying where it stands; nothing else of the same change was taken either. */
export interface Refused {
  readonly side: Side;
  readonly field: string;
  /** Stands for the value, as in the journal: another one is not known to be refused. */
  readonly value: string;
  /** What the system said. */
  readonly reason: string;
}

/** What does not stop anything, but somebody should know before it is too late. Without values. */
export interface Warning {
  readonly link: Link;
  readonly text: string;
  /** Fields that were in conflict when the deal was closed on both sides, and so stay apart. */
  readonly apart?: readonly string[];
}

/** What a seller sees of the sync on the opportunity itself. */
export interface SellerStatus {
  readonly state: SellerState;
  /** Empty when everything is in step. */
  readonly reason: string;
}

export type SellerState = "synced" | "waiting" | "conflict" | "needs attention";

/** Something only a person can answer, such as two candidates for one link. */
export interface Question {
  readonly referral: string;
  /** The opportunity that it is about, when the referral itself names it. */
  readonly opportunity?: string;
  readonly text: string;
}

/**
 * What a run wants to do. Pure data, sorted: printing, hashing and applying are separate readers of it.
 */
export interface Plan {
  readonly changes: readonly Change[];
  readonly conflicts: readonly Conflict[];
  readonly held: readonly Held[];
  readonly warnings: readonly Warning[];
  readonly questions: readonly Question[];
  /** Missing when there are none. */
  readonly later?: Later;
}

/** What a plan writes, as the limits count it. */
export interface PlanSize {
  readonly records: number;
  /** Linked deals that it changes. */
  readonly deals: number;
}

/** Deals that a full read found beyond as many as one run takes up, and that the runs after it plan. */
export interface LeftDeals {
  /** How many are to have a row. */
  readonly newDeals: number;
  /** How many are linked, and not in step as far as listing them has shown. */
  readonly linkedDeals: number;
  /** Their referrals have higher identifiers than this one, up to which deals were taken up. */
  readonly after: string;
}

export interface Later extends LeftDeals {
  /** What they come to, by those that are planned. */
  readonly size: PlanSize;
}

/** What merging one pair leads to. `agreed` becomes the base when every change of the pair is applied. */
export interface Merge {
  readonly pair: Pair;
  readonly changes: readonly Change[];
  readonly conflicts: readonly Conflict[];
  readonly held: readonly Held[];
  readonly warnings: readonly Warning[];
  readonly agreed: Snapshot;
  readonly status: SellerStatus;
  /** Why nothing of the deal is written: it is out of the mapping's scope, or its row keeps losing its base. */
  readonly leftAlone?: string;
  /** Set where an earlier run had written a base into the row, and it is gone: what there is to say of it. */
  readonly forgotten?: string;
  /** What the row said already of another referral, and nobody has said of this one. */
  readonly ofAnother?: Snapshot;
  /** Stands for the text of the note that keeps what it overwrites, also where an earlier try has written it. */
  readonly noted?: string;
  /** Set when the CRM refused the row in an earlier run, and this one does nothing but tell its seller. */
  readonly tellsRefusal?: true;
  /** How people call the deal, where the mapping shows that. */
  readonly name?: string;
}

/** As part of a merge: nothing to do, and nothing to say. */
export const NOTHING_TO_DO: Pick<Merge, "changes" | "conflicts" | "held" | "warnings"> = {
  changes: [],
  conflicts: [],
  held: [],
  warnings: [],
};

/** What became of one planned change. `sent` of a failed one: it may have arrived. */
export type Outcome = "applied" | "stale" | "rejected" | "failed";

export interface ChangeOutcome {
  readonly change: Change;
  /** As it was planned, where less was written in the end. */
  readonly planned?: Change;
  /** Id of the intent that announced the change. */
  readonly intent: string;
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly sent: boolean;
  /** Nothing is wrong with it: the run ended before its turn came. */
  readonly untried?: boolean;
  /** Etag and modified time of the record afterwards, when the system told. */
  readonly etag: string | null;
  readonly modified: string | null;
  /** The referral that was made. */
  readonly created?: RemoteRecord;
  /** What Partner Center shows otherwise in its answer than it was sent. */
  readonly untaken?: Snapshot;
  /** The row has not kept its base: the next run will know nothing of what was agreed on. */
  readonly lostBase?: true;
  /** Values of a refused change that its refusal names, where the others may go without them. */
  readonly refused?: readonly Refused[];
}

/** What became of the same pair's changes that are made before the row's. */
export interface Done {
  readonly referral: ChangeOutcome | null;
  readonly invite: ChangeOutcome | null;
}

export const NOTHING_DONE: Done = { referral: null, invite: null };
