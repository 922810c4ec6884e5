import type { Intent } from "../../model/state.ts";

/** What became of an intent of a run that died. */
export type Fate =
  /** The write arrived. */
  | "applied"
  /** It is not there and will not arrive: something else was written first, or too much time has passed. */
  | "superseded"
  /** It cannot be told: somebody has changed the referral since, before or after it arrived. */
  | "unclear"
  /** Not there, but its precondition still holds: it may yet arrive. */
  | "open"
  /** The write arrived and is in the audit log already; only the row's base lacks it. */
  | "audited";

export interface Settled {
  readonly intent: Intent;
  readonly fate: Fate;
  /** The referral that a POST turned out to have made. */
  readonly created?: string;
}
