import type { RemoteRecord } from "../model/record.ts";
import { engagementOf } from "./engagements.ts";

/** What becomes of a referral as soon as it is known. */
interface Hands {
  readonly keep: (referral: RemoteRecord) => void;
  readonly drop: (referral: RemoteRecord) => void;
}

/**
 * Referrals that are to have a row, of which one run makes so many. The others are counted, and left to the runs after
 * it: a tenant of a million would not fit into memory, nor what it waits for into a commit.
 *
 * Those with the lowest identifiers come first, in whatever order they are listed: so a plan that was looked at is the
 * plan that is carried out.
 */
export class NewDeals {
  readonly #most: number;
  readonly #hands: Hands;
  readonly #taken = new Map<string, RemoteRecord>();
  readonly #left = new Set<string>();
  readonly #engagements = new Set<string>();
  /** None with a higher identifier is taken. */
  #last: string | null = null;

  constructor(most: number, hands: Hands) {
    this.#most = most;
    this.#hands = hands;
  }

  take(referral: RemoteRecord): void {
    if (this.#last !== null && referral.id > this.#last) {
      this.#leave(referral);
      return;
    }
    this.#taken.set(referral.id, referral);
    this.#hands.keep(referral);
    // Sorting them once in a while costs less than keeping them sorted.
    if (this.#taken.size >= 2 * this.#most) this.#settle();
  }

  /** Whether a deal of this engagement is left. */
  hasLeft(engagement: string): boolean {
    return this.#engagements.has(engagement);
  }

  /** @returns How many are left to later runs. */
  end(): number {
    this.#settle();
    return this.#left.size;
  }

  #settle(): void {
    if (this.#taken.size <= this.#most) return;
    const sorted = [...this.#taken.keys()].sort();
    this.#last = sorted[this.#most - 1] ?? null;
    for (const id of sorted.slice(this.#most)) {
      const referral = this.#taken.get(id);
      if (!referral) continue;
      this.#taken.delete(id);
      this.#hands.drop(referral);
      this.#leave(referral);
    }
  }

  #leave(referral: RemoteRecord): void {
    this.#left.add(referral.id);
    const engagement = engagementOf(referral);
    if (engagement !== null) this.#engagements.add(engagement);
  }
}
