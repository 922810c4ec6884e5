import type { OtherTable } from "./plan.ts";
import type { Amounts, RemoteRecord } from "./record.ts";

/**
 * What the commands need of the outside world. A command that must not write is given readers only.
 *
 * Words: a *page* is handed over as soon as it is read, so that memory does not grow with the listing;
 * a *cursor* is what to pass next time. A reader throws when a listing is incomplete: half a listing is
 * never handed on as if it were whole.
 */
export interface ReferralReader {
  /**
   * Every referral whose `updatedDateTime` is at or after `since` (all of them when `null`), newest first.
   */
  readChanged(
    since: string | null,
    onPage: (records: readonly RemoteRecord[]) => Promise<void> | void,
  ): Promise<ReferralsRead>;
  /** Those of these referrals that are there and visible to us, in any order; the two cannot be told apart. */
  byIds(ids: readonly string[]): Promise<RemoteRecord[]>;
  /** The same, each asked for by itself: a listing may lag behind. */
  fresh(ids: readonly string[]): Promise<RemoteRecord[]>;
  /** By the engagement, every referral of it: ours, Microsoft's, another partner's. One that could not be read is missing. */
  ofEngagements(engagements: readonly string[]): Promise<ReadonlyMap<string, readonly RemoteRecord[]>>;
}

export interface ReferralsRead {
  /** The server's time when the listing began: the next watermark. */
  readonly readAt: string;
  /** Those that were listed and do not say which version they are: no page has them. */
  readonly unusable: readonly string[];
  /** To whom most of the newest referrals belong, which is us, as far as that can be told: Partner Center says it nowhere. */
  readonly organization: string | null;
  /** Whether there was not one referral, those included that are too old to be handed over. */
  readonly isEmpty: boolean;
}

export interface ReferralWriter {
  update(write: ReferralWrite): Promise<WriteResult>;
  /** Makes a referral. Sent once: Partner Center makes another one of every copy that arrives. */
  create(body: ReferralBody): Promise<WriteResult>;
}

/** What a POST of a referral says, in the form of "Create a referral". */
export type ReferralBody = Readonly<Record<string, unknown>>;

/** One PATCH of a referral: RFC 6902 operations, of which Partner Center knows these two. */
export interface ReferralWrite {
  readonly id: string;
  readonly etag: string;
  readonly operations: readonly PatchOperation[];
}

export interface PatchOperation {
  readonly op: "replace" | "add";
  readonly path: string;
  readonly value: unknown;
}

export interface OpportunityReader {
  /**
   * Rows that changed since the cursor; all rows when it is `null` or no longer valid (`full` says so).
   * After a full read the rows modified since it began are handed over once more.
   */
  readChanged(
    cursor: OpportunityCursor | null,
    onPage: (records: readonly RemoteRecord[]) => Promise<void> | void,
  ): Promise<{ readonly cursor: OpportunityCursor; readonly full: boolean }>;
  /** The rows that carry one of these referral identifiers, in any order. */
  byReferralIds(ids: readonly string[]): Promise<RemoteRecord[]>;
  byIds(ids: readonly string[]): Promise<RemoteRecord[]>;
  /** Open rows of these accounts that carry no referral identifier; `lookup` is the column of the account. */
  unlinked(search: {
    readonly lookup: string;
    readonly accounts: readonly string[];
  }): Promise<RemoteRecord[]>;
  amounts(): Promise<Amounts>;
  /** Those of these ids under which there is a note. */
  existingNotes(ids: readonly string[]): Promise<string[]>;
  /**
   * Accounts that have one of the values in one of the columns, of those that are active or were merged into another, and those
   * with the ids, active or not.
   */
  accounts(search: AccountSearch): Promise<RemoteRecord[]>;
  /** Users who are not disabled and have one of the values in one of the columns, of which these columns are shown. */
  users(anyOf: AccountSearch["anyOf"]): Promise<RemoteRecord[]>;
  /** The leads that carry one of these referral identifiers, in any order. */
  leads(referralIds: readonly string[]): Promise<RemoteRecord[]>;
  leadsByIds(ids: readonly string[]): Promise<RemoteRecord[]>;
  /** Rows of another table by their ids, in any order; those that are gone are left out. */
  parties(search: PartySearch): Promise<RemoteRecord[]>;
  /** Id of the business unit that we work in: random, and known to nobody who may not look into this CRM. */
  businessUnit(): Promise<string>;
}

/** Tables of the people and companies that take part in a deal. */
export type PartyTable = "account" | "contact" | "systemuser";

export interface PartySearch {
  readonly table: PartyTable;
  readonly columns: readonly string[];
  readonly ids: readonly string[];
}

export interface AccountSearch {
  readonly columns: readonly string[];
  readonly anyOf: Readonly<Record<string, readonly string[]>>;
  readonly ids: readonly string[];
}

/** Where to resume reading the rows. */
export interface OpportunityCursor {
  /** Path and query of the delta link, or `null` where the table has no change tracking. */
  readonly delta: string | null;
  /** Server time when the read began, ISO 8601: the fallback, and the age of the delta link. */
  readonly readAt: string;
}

export interface OpportunityWriter {
  /** One result for each write, in the same order. Several go in one `$batch`, each with its own fate. */
  write(writes: readonly OpportunityWrite[]): Promise<WriteResult[]>;
  /** How many writes to give it at once, for them to be over within a minute, the pauses aside. */
  atOnce(): number;
}

export type OpportunityWrite =
  | {
      readonly action: "create";
      readonly id: string;
      readonly columns: Readonly<Record<string, unknown>>;
      readonly table?: OtherTable;
      /** The column of the base: the answer says whether the row has kept what was sent for it. */
      readonly baseColumn?: string;
    }
  | {
      readonly action: "update";
      readonly id: string;
      readonly etag: string;
      readonly columns: Readonly<Record<string, unknown>>;
      readonly table?: OtherTable;
      readonly baseColumn?: string;
    }
  | { readonly action: "qualify"; readonly id: string }
  | {
      readonly action: "close";
      readonly id: string;
      readonly as: "won" | "lost";
      readonly statuscode: number;
    }
  | {
      readonly action: "note";
      /** Of the note, chosen by us, so that sending it twice makes one. */
      readonly id: string;
      /** The row that it is written on. */
      readonly opportunity: string;
      readonly table?: OtherTable;
      readonly subject: string;
      readonly text: string;
    };

/**
 * The fate of one write.
 *
 * - `applied`: it is there; `etag` and `modified` are the record's new ones, when the system told, `created`
 *   is the referral that a create has made, and `written` how an update has left it; `lostBase` says what a row has in
 *   the column of its base that has not kept what was sent.
 * - `stale`: refused by its precondition, so nothing was written; read again and merge again.
 * - `rejected`: refused for what it says; sending it again changes nothing. `named` are the columns of the row, or the
 *   paths of the referral, that were sent and that the refusal names.
 * - `failed`: not carried out for now, or its fate is unknown (`sent`: it may have arrived).
 *
 * `reason` is safe to print: code and short text, never a request body.
 */
export type WriteResult =
  | {
      readonly outcome: "applied";
      readonly etag: string | null;
      readonly modified: string | null;
      readonly created?: RemoteRecord;
      readonly written?: RemoteRecord;
      readonly lostBase?: LostBase;
    }
  | { readonly outcome: "stale"; readonly reason: string }
  | { readonly outcome: "rejected"; readonly reason: string; readonly named?: readonly string[] }
  | { readonly outcome: "failed"; readonly reason: string; readonly sent: boolean };

/** Nothing, or nothing that we may read; or something else than was sent. */
export type LostBase = "nothing" | "something else";

/** The state branch. A commit names the head it expects, so that two runs can never both win. */
export interface StateStore {
  /**
   * `head` is `null` when the branch does not exist yet; a file that is not there is left out.
   *
   * @param commit Read there, and not where the branch points to by now.
   */
  read(paths: readonly string[], commit?: string): Promise<StateFiles>;
  /** Paths of all files that a commit of the branch has in a folder and below it, in any order. */
  list(commit: string, folder: string): Promise<string[]>;
  /**
   * Adds one commit that writes whole files, or takes them out. `"stale"` when the branch no longer points to `expectedHead`;
   * then nothing was written. A commit whose answer was lost is recognised by `operation`.
   */
  commit(commit: StateCommit): Promise<{ readonly head: string } | "stale">;
}

export interface StateFiles {
  readonly head: string | null;
  /** The commit that the branch points to was made by hand, or stood elsewhere when a run made it. */
  readonly edited?: true;
  readonly files: Readonly<Record<string, string>>;
}

export interface StateCommit {
  readonly expectedHead: string | null;
  /** With `expectedHead` unique to this commit; both are kept in a trailer of its message. */
  readonly operation: string;
  readonly headline: string;
  readonly body?: string;
  /** By its path, the text of a file; `null` takes out one that is there. */
  readonly files: Readonly<Record<string, string | null>>;
}

/** While a run writes: why it should begin nothing more, or `null` while it may. Ends when it is disposed of. */
export interface Stop extends Disposable {
  reason(): string | null;
}

export interface Clock {
  now(): Date;
  sleep(milliseconds: number): Promise<void>;
}

/** Requests really sent, retries included, by system. */
export type RequestCounts = Readonly<Record<System, number>>;
export type System = "partner-center" | "dataverse" | "sign-in" | "github";
export const SYSTEMS: readonly System[] = ["partner-center", "dataverse", "sign-in", "github"];
