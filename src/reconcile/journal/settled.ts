import type { Fate, Intent } from "../../model/state.ts";

/** An intent of a run that died, with what became of it. */
export interface Settled {
  readonly intent: Intent;
  readonly fate: Fate;
  /** The referral that a POST turned out to have made. */
  readonly created?: string;
}
