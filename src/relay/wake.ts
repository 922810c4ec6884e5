import type { Clock } from "../model/ports.ts";

/**
 * Whether GitHub took the request for a run. `unavailable` may be tried again; `misconfigured` needs a person,
 * and the next attempt will tell whether somebody came.
 */
export type Started =
  | { readonly outcome: "started" }
  | { readonly outcome: "unavailable" | "misconfigured"; readonly reason: string };

/** Asks for one run of the sync. The referrals are a hint which ones to look at first; for none, it is only asked whether one would start. */
export type Start = (referralIds: readonly string[]) => Promise<Started>;

export interface WakeOptions {
  readonly start: Start;
  readonly clock: Clock;
  /** The least time from one request for a run to the next, in milliseconds. */
  readonly spacingMs?: number;
}

/** Long enough that a burst becomes a few runs, short enough that every sender still waits for its answer. */
const SPACING_MS = 3_000;
const MOST_HINTS = 20;

interface Batch {
  readonly referralIds: Set<string>;
  readonly started: Promise<Started>;
}

/**
 * Wakes the sync. A run looks at everything that changed, so one serves all callers that came before it was
 * asked for: those who come while a request is under way, or within the spacing, share the next one. Each
 * caller learns what became of the request that covers it, so nothing is promised that is only in memory.
 */
export class Wake {
  readonly #options: Required<WakeOptions>;
  #next: Batch | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(options: WakeOptions) {
    this.#options = { spacingMs: SPACING_MS, ...options };
  }

  /** @param referralId `null` for a test: alone, it starts no run. */
  for(referralId: string | null): Promise<Started> {
    this.#next ??= this.#newBatch();
    const { referralIds, started } = this.#next;
    if (referralId !== null && referralIds.size < MOST_HINTS) referralIds.add(referralId);
    return started;
  }

  #newBatch(): Batch {
    const { start, clock, spacingMs } = this.#options;
    const referralIds = new Set<string>();
    const started = this.#last.then(() => {
      // Whoever comes from now on may have changed something after this run has looked.
      this.#next = null;
      return start([...referralIds]);
    });
    this.#last = started.catch(() => {}).then(() => clock.sleep(spacingMs));
    return { referralIds, started };
  }
}
