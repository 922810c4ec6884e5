import type { ChangeOutcome, Plan } from "./plan.ts";
import type { RequestCounts } from "./ports.ts";
import type { Fate, Settled, StateCondition, Waiting } from "./state.ts";

/** What a run did, or would do: all that a report is made of. */
export interface RunResult {
  readonly command: "sync" | "plan";
  readonly run: string;
  readonly plan: Plan;
  readonly digest: string;
  /** Digest of the mapping, as far as it was used. */
  readonly mappingDigest: string;
  /** What a sync has said, or would say, instead of writing this plan; `null` or missing when it would write it. */
  readonly refusal?: Refusal | null;
  /** Empty for a plan. */
  readonly outcomes: readonly ChangeOutcome[];
  readonly left?: Left;
  readonly recovered: readonly Recovered[];
  /** Everything that is not in step after this run, from earlier runs too. */
  readonly waiting: readonly Waiting[];
  /** Names what waits for approval, all of it; `null` when nothing does. */
  readonly approvalDigest: string | null;
  readonly requests: RequestCounts;
  /** The commit on the state branch, or `null` when there was nothing to say. */
  readonly stateCommit: string | null;
  /** Another run took over the journal while this one was writing; it will audit what this one wrote. */
  readonly overtaken: boolean;
  /** Referral → how people call the deal, of those that were looked at; missing where the mapping does not show that. */
  readonly names?: ReadonlyMap<string, string> | undefined;
  /** What needs a person and is about no deal, in sentences. */
  readonly notices?: readonly string[];
}

/** What a sync has planned and not begun; the next one plans it again. */
export interface Left {
  readonly changes: number;
  /** Why it began nothing more, in words. */
  readonly reason: string;
}

/** A guard's no, in sentences. */
export interface Refusal {
  /** A sync has refused its plan and written nothing; a plan says that a sync would. */
  readonly by: RunResult["command"];
  readonly reason: string;
  /** What lets the plan through, if it is right. */
  readonly fix: string;
}

/** What a resync found and made. */
export interface ResyncResult {
  /** How it found the state. */
  readonly found: StateCondition;
  /** Whether the audit log goes on, or a new chain had to begin. */
  readonly chain: "continued" | "new";
  readonly linked: number;
  readonly waiting: readonly Waiting[];
  /** Deals that the next sync has something to write for. */
  readonly due: number;
  readonly stateCommit: string;
}

/** One of which something was found out. */
export interface Recovered extends Settled {
  readonly fate: Exclude<Fate, "open" | "audited">;
}
