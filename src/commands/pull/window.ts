import type { RemoteRecord } from "../../model/record.ts";
import { engagementOf } from "./engagements.ts";

/** What becomes of a record as soon as it is known. */
interface Hands {
  readonly keep: (record: RemoteRecord) => void;
  readonly drop: (record: RemoteRecord) => void;
}

export interface LeftByWindow {
  readonly deals: ReadonlySet<string>;
  /** None of them has a lower identifier than this. */
  readonly after: string;
}

/**
 * Deals that a full read has found something to do for, of which one run takes up so many. The others are counted, and
 * left to the runs after it: a tenant of a million would not fit into memory, nor what it waits for into a commit.
 *
 * Those with the lowest identifiers come first, in whatever order they are listed: so a plan that was looked at is the
 * plan that is carried out. A deal goes by its referral.
 */
export class Window {
  readonly #most: number;
  readonly #hands: Hands;
  /** What was kept of each deal. */
  readonly #taken = new Map<string, RemoteRecord[]>();
  readonly #exempt = new Set<string>();
  readonly #left = new Set<string>();
  readonly #engagements = new Set<string>();
  /** None with a higher identifier is taken. */
  #last: string | null = null;

  constructor(most: number, hands: Hands) {
    this.#most = most;
    this.#hands = hands;
  }

  /** @param record One of its two, which is let go of when the deal is left; without one, the deal is to be read. */
  take(deal: string, record?: RemoteRecord): void {
    const records = record ? [record] : [];
    if (this.#exempt.has(deal)) records.forEach(this.#hands.keep);
    else if (this.#last !== null && deal > this.#last) this.#leave(deal, records);
    else {
      this.#taken.set(deal, [...(this.#taken.get(deal) ?? []), ...records]);
      records.forEach(this.#hands.keep);
      // Sorting them once in a while costs less than keeping them sorted.
      if (this.#taken.size >= 2 * this.#most) this.#settle();
    }
  }

  /** From now on, whatever comes of the deal is kept beside the others. */
  exempt(deal: string): void {
    this.#exempt.add(deal);
    this.#taken.delete(deal);
    this.#left.delete(deal);
  }

  /** Whether so far it is not left. */
  has(deal: string): boolean {
    return this.#taken.has(deal) || this.#exempt.has(deal);
  }

  /** Whether a deal of this engagement is left. */
  hasLeft(engagement: string): boolean {
    return this.#engagements.has(engagement);
  }

  /** @returns `null` when none is left. */
  end(): LeftByWindow | null {
    this.#settle();
    return this.#last === null || this.#left.size === 0 ? null : { deals: this.#left, after: this.#last };
  }

  #settle(): void {
    if (this.#taken.size <= this.#most) return;
    const sorted = [...this.#taken.keys()].sort();
    this.#last = sorted[this.#most - 1] ?? null;
    for (const deal of sorted.slice(this.#most)) {
      this.#leave(deal, this.#taken.get(deal) ?? []);
      this.#taken.delete(deal);
    }
  }

  #leave(deal: string, records: readonly RemoteRecord[]): void {
    this.#left.add(deal);
    for (const record of records) {
      this.#hands.drop(record);
      const engagement = record.side === "referral" ? engagementOf(record) : null;
      if (engagement !== null) this.#engagements.add(engagement);
    }
  }
}
