import type { Collected } from "./collected.ts";

/** More has changed than one run takes up. */
export class TooMuchNews extends Error {}

/**
 * Stops reading what has changed once that is more than one run takes up, as when somebody has touched every record. All
 * of it would have to be held, while a full read lets go of what is in step and leaves some to later runs.
 */
export class Flood {
  readonly #collected: Collected;
  readonly #mostDeals: number;

  constructor({ collected, mostDeals }: { readonly collected: Collected; readonly mostDeals: number }) {
    this.#collected = collected;
    this.#mostDeals = mostDeals;
  }

  /**
   * Looks after each page. Both listings end, each at its next one.
   *
   * @throws TooMuchNews
   */
  look(): void {
    const { referrals, rows } = this.#collected;
    if (Math.max(referrals.size, rows.size) > this.#mostDeals) throw new TooMuchNews();
  }
}
