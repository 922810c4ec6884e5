import type { Clock } from "../model/ports.ts";
import { hasKey } from "./address.ts";
import { type Delivery, quoted, refuse } from "./delivery.ts";
import { type Accepted, judge, type Keys } from "./judge.ts";
import { TEST_EVENT } from "./notification.ts";
import type { Started, Wake } from "./wake.ts";

export interface RelayOptions {
  readonly keys: Keys;
  readonly wake: Pick<Wake, "for">;
  readonly clock: Clock;
  /** What the address that is registered ends in; without one, every address will do. */
  readonly addressKey?: string | null;
  /** One line for each delivery: what was decided, never what it said. */
  readonly log: (line: string) => void;
}

/** What to answer. The body is always empty: a stranger need not know why. */
export type Status = 200 | 400 | 401 | 404 | 405 | 413 | 500 | 503;

/** More than a busy day has. A notification that was forgotten and comes again costs one run. */
const MOST_REMEMBERED = 20_000;
/** Each waits for an answer of GitHub's. Its body is gone by then: what is left is about a kilobyte. */
const MOST_WAITING = 20_000;

/**
 * Takes notifications of Partner Center and wakes the sync.
 *
 * - 200: a run was asked for that will see the change; GitHub would start one, for a test; or there is nothing to do.
 * - 4xx: not a notification of Partner Center's, or not for us.
 * - 500: GitHub refuses, and a person has to look. 503: it cannot be done now.
 *
 * Partner Center sends again, ten times in all, whatever is not answered with success, so it is our queue:
 * nothing is remembered of a notification that was not passed on.
 */
export class Relay {
  readonly #options: RelayOptions;
  readonly #done = new Set<string>();
  readonly #waiting = new Map<string, Promise<Started>>();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  async handle(delivery: Delivery): Promise<Status> {
    const { clock, keys, addressKey = null } = this.#options;
    // Whoever has an account can have Partner Center send notifications to our address: a signature does not say whose
    // they are. That they were sent to what we registered does, and strangers come no further.
    const isForUs = addressKey === null || hasKey(delivery.url, addressKey);
    const verdict = isForUs
      ? await judge(delivery, clock.now(), keys)
      : refuse(404, "not sent to the address with the key");
    const [status, what] = "status" in verdict ? [verdict.status, verdict.reason] : await this.#pass(verdict);
    this.#options.log(`${status} ${what}`);
    return status;
  }

  async #pass({ notification, digest }: Accepted): Promise<[Status, string]> {
    const { event, referralId } = notification;
    if (referralId === null && event !== TEST_EVENT) return [200, `nothing to do for ${quoted(event)}`];
    if (this.#done.has(digest)) return [200, `${event} again`];
    if (this.#waiting.size >= MOST_WAITING) return [503, "too many notifications at once"];
    const started = await this.#shared(digest, referralId);
    const done = referralId === null ? "taken, as GitHub would start a run" : "passed on";
    if (started.outcome === "started") return [200, `${event} ${done}`];
    return [started.outcome === "unavailable" ? 503 : 500, started.reason];
  }

  async #shared(digest: string, referralId: string | null): Promise<Started> {
    const waiting = this.#waiting.get(digest);
    if (waiting) return waiting;
    const asked = this.#options.wake.for(referralId);
    this.#waiting.set(digest, asked);
    try {
      const started = await asked;
      if (started.outcome === "started") this.#remember(digest);
      return started;
    } finally {
      this.#waiting.delete(digest);
    }
  }

  #remember(digest: string): void {
    this.#done.add(digest);
    const [oldest] = this.#done;
    if (this.#done.size > MOST_REMEMBERED && oldest !== undefined) this.#done.delete(oldest);
  }
}
