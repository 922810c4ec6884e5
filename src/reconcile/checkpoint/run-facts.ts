import type { ChangeOutcome, Link, Merge, Question } from "../../model/plan.ts";
import type { OpportunityCursor } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Allowance, Intent, Settled, SyncState } from "../../model/state.ts";

/** Everything that happened in a run, as far as the next one has to know it. */
export interface RunFacts {
  readonly run: string;
  readonly now: string;
  readonly mappingDigest: string;
  readonly reads: Reads;
  readonly merges: readonly Merge[];
  readonly questions: readonly Question[];
  readonly unreadable: readonly Unreadable[];
  /** Ids of all referrals that were read. */
  readonly looked: readonly string[];
  /** Provisional ids of deals that nobody wants in Partner Center any more, and referrals that a row named by mistake. */
  readonly unwanted: readonly string[];
  readonly intents: readonly Intent[];
  readonly outcomes: readonly ChangeOutcome[];
  readonly settled: readonly Settled[];
  /** What is counted of deals whose rows keep no base, with what this run has written; nothing when it is missing. */
  readonly baseless?: SyncState["baseless"];
  /** What sellers are told and something in the CRM keeps changing, as this run has found or an earlier one has said. */
  readonly rewritten?: SyncState["rewritten"];
  /** What earlier portions of the same run left open. */
  readonly carried?: readonly Intent[];
  /** What a plan that was let through has left to write, this one or that of a run before; nothing when it is missing. */
  readonly unfinished?: Allowance | null;
}

/** A referral that a row or the waiting list names and that could not be read. */
export interface Unreadable {
  readonly link: Link;
  readonly rowEtag: string | null;
  readonly reason: string;
}

/**
 * Where reading got to. `null` when the run only looked at one referral, or has not dealt with all that it read: then
 * the watermarks stay.
 */
export type Reads = {
  readonly referralsReadAt: string;
  /** Whether Partner Center listed nothing at all, not even what is old. */
  readonly isEmpty: boolean;
  /** Referrals listed this time that the next run will list again: id → etag and modified time. */
  readonly listed: ReadonlyMap<string, Pick<RemoteRecord, "etag" | "modified">>;
  readonly opportunities: OpportunityCursor;
  /** Rows in the mapping's scope with a referral identifier, when all rows were read. */
  readonly linked: number | null;
  /** Whether both sides were read from the beginning. */
  readonly all: boolean;
  /** Where that leaves deals to the runs after it: the last referral that is dealt with; otherwise `null`. */
  readonly sweptTo: string | null;
  /** Whether the next run has to read both sides from the beginning. */
  readonly sweepsNext: boolean;
} | null;
