import type { OpportunityReader } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Collected } from "./collected.ts";

/** As many as one request takes; so to ask early is no request more. */
const AT_ONCE = 200;

/**
 * Looks up the rows of referrals that changed, while Partner Center goes on listing: a hundred come with an answer, and
 * that takes longer than everything else that is read.
 */
export class RowsAhead {
  readonly #opportunities: Pick<OpportunityReader, "byReferralIds">;
  readonly #collected: Collected;
  readonly #asked = new Set<string>();
  readonly #coming: Promise<void>[] = [];
  /** Rows that have come, by their referrals. */
  readonly #found = new Map<string, RemoteRecord>();
  #waiting = new Set<string>();
  #arrived: RemoteRecord[] = [];
  /** Referrals whose rows are known; `null` for as long as the rows that changed are still coming. */
  #owners: ReadonlySet<string> | null = null;

  constructor(opportunities: Pick<OpportunityReader, "byReferralIds">, collected: Collected) {
    this.#opportunities = opportunities;
    this.#collected = collected;
  }

  /** The rows that changed have been read: of other referrals they have to be looked up. */
  begin(): void {
    this.#owners = this.#collected.owners();
    const early = this.#waiting;
    this.#waiting = new Set();
    for (const referral of early) this.want(referral);
  }

  want(referral: string): void {
    if (this.#owners?.has(referral) || this.#asked.has(referral)) return;
    this.#waiting.add(referral);
    if (this.#owners === null || this.#waiting.size < AT_ONCE) return;
    const ids = [...this.#waiting];
    this.#waiting.clear();
    this.#ask(ids);
  }

  #ask(referrals: readonly string[]): void {
    for (const id of referrals) this.#asked.add(id);
    const coming = this.#opportunities.byReferralIds(referrals).then((rows) => {
      for (const row of rows) {
        const owner = this.#collected.ownerOf(row);
        if (owner === null || !this.#asked.has(owner)) continue;
        this.#found.set(owner, row);
        this.#arrived.push(row);
      }
    });
    // Whoever asks for the rows hears of a failure; nobody does when the listing fails first.
    coming.catch(() => {});
    this.#coming.push(coming);
  }

  /** Its row is not wanted any more. */
  drop(referral: string): void {
    this.#waiting.delete(referral);
    this.#asked.delete(referral);
    this.#found.delete(referral);
  }

  /** Rows that have come since this was asked last. */
  arrived(): readonly RemoteRecord[] {
    return this.#arrived.splice(0);
  }

  /** The rows of these referrals, and of all that were asked for. */
  async of(referrals: readonly string[]): Promise<RemoteRecord[]> {
    const rest = referrals.filter((id) => !this.#asked.has(id));
    if (rest.length > 0) this.#ask(rest);
    await Promise.all(this.#coming);
    return [...this.#found.values()];
  }
}
