import type { Mapping } from "../../mapping/mapping.ts";
import { picked } from "../../mapping/project.ts";
import { misfit } from "../../mapping/scope.ts";
import { isOpenRow } from "../../mapping/transforms/status.ts";
import type { OpportunityReader } from "../../model/ports.ts";
import { isProvisional, shareIdFor } from "../../model/provisional.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Waiting } from "../../model/state.ts";
import { isFreeOf } from "../../reconcile/match/match.ts";
import { wantsShare } from "../../reconcile/share/share.ts";
import { comparedColumns } from "../../reconcile/share/twin-evidence.ts";
import type { SharesPulled } from "./pulled.ts";
import type { WaitingList } from "./waiting-list.ts";

/** Nobody makes more of them between two runs: where more have changed, somebody has touched them all. */
const MOST_LINKED = 50_000;

/**
 * The opportunities that sellers want in Partner Center and that have no referral yet. They come with the
 * ordinary listing of rows; only those that wait for something are read by their ids.
 */
export class ShareRows {
  readonly #mapping: Mapping;
  readonly #waiting: WaitingList;
  /** Ids of opportunities whose sellers were told what they lack. */
  readonly #told: ReadonlySet<string | null>;
  readonly #rows = new Map<string, RemoteRecord>();
  /** Rows that belong to a referral and do not say so, by that referral. */
  readonly #owners = new Map<string, RemoteRecord>();
  /** Of these, the ids of rows whose referral is over. */
  readonly #freed = new Set<string>();
  readonly #unwanted = new Set<string>();
  readonly #withdrawn = new Map<string, RemoteRecord>();
  /** Of those whose sellers were told, the rows that were listed. */
  readonly #listed = new Set<string>();
  /** What is kept of a linked row; `null` where nothing is shared. */
  readonly #compared: readonly string[] | null;
  /** Opportunities with a referral, as far as they are compared. */
  readonly #linked: RemoteRecord[] = [];

  constructor(mapping: Mapping, waiting: WaitingList) {
    this.#mapping = mapping;
    this.#waiting = waiting;
    const { share } = mapping;
    this.#compared = share && comparedColumns({ mapping, share });
    this.#told = new Set(waiting.entries.filter(isProvisional).map(({ opportunity }) => opportunity));
  }

  /** A row of the listing that carries no identifier. */
  take(row: RemoteRecord): void {
    // Most rows are neither: they must cost next to nothing.
    const isTold = this.#told.has(row.id);
    if (!isTold && !wantsShare(this.#mapping, row)) return;
    if (isTold) this.#listed.add(row.id);
    if (!this.#waiting.isSettled(row, shareIdFor(row.id))) this.#look(row);
  }

  /** A row that has changed, and carries an identifier: a run may have made it a moment before somebody else made one of the same deal. */
  takeLinked(row: RemoteRecord): void {
    if (!this.#compared || !isOpenRow(row) || this.#linked.length === MOST_LINKED) return;
    this.#linked.push({ ...row, properties: picked(row.properties, this.#compared) });
  }

  /**
   * Lets go of what was listed. Dataverse did not take our cursor, as after it was restored from a backup, or there are more
   * deals than one run takes up: then a deal may be in Partner Center although its opportunity does not say so, and only a look at
   * all referrals tells.
   *
   * @returns Whether a run that reads everything has any to look at.
   */
  leaveToSweep(progress: (text: string) => void): boolean {
    const { size } = this.#rows;
    this.#rows.clear();
    if (size > 0)
      progress(`left ${size} opportunities that may be shared to the next run, which reads everything`);
    return size > 0;
  }

  #look(row: RemoteRecord): void {
    const owner = this.#waiting.referralOf(row.id);
    if (!wantsShare(this.#mapping, row)) this.#withdraw(row);
    else if (owner === null) this.#rows.set(row.id, row);
    else this.#owners.set(owner, row);
  }

  /** Those that are to be shared, as far as it is known by now. */
  get wanted(): RemoteRecord[] {
    return [...this.#rows.values()];
  }

  /** @param referrals By the ids of opportunities that belong to them, and do not say so. */
  own(referrals: ReadonlyMap<string, string>): void {
    for (const [id, referral] of referrals) {
      const row = this.#rows.get(id);
      if (row && this.#rows.delete(id)) this.#owners.set(referral, row);
    }
  }

  /** Referrals of opportunities that would otherwise be shared a second time. */
  owners(): string[] {
    return [...this.#owners.keys()];
  }

  /**
   * Whoever has untied a row from a referral that is over may want it shared anew, also where that names it as its CRM id.
   *
   * @param untied Rows by the referrals that their bases were agreed on with.
   */
  free(
    referrals: ReadonlyMap<string, RemoteRecord>,
    untied: Iterable<readonly [string, RemoteRecord]>,
  ): void {
    const wanted = [...untied].filter(([, { id }]) => this.#rows.has(id));
    for (const [owner, row] of [...this.#owners, ...wanted]) {
      const referral = referrals.get(owner);
      if (!referral || !isFreeOf(this.#mapping, referral, row)) continue;
      this.#freed.add(row.id);
      this.#rows.set(row.id, row);
    }
  }

  #withdraw(row: RemoteRecord): void {
    const referral = shareIdFor(row.id);
    this.#unwanted.add(referral);
    const isOpen = isOpenRow(row);
    const isInScope = misfit(this.#mapping.scope, row) === null;
    if (isOpen && isInScope && this.#waiting.byReferral.has(referral)) this.#withdrawn.set(row.id, row);
  }

  /**
   * Reads what waits and is due, what a person approved, and what an earlier run may have shared. A POST whose
   * fate only a person can decide is left to them.
   *
   * @param asked Referrals that a person decided something about.
   * @param listedAll Whether all rows were listed: of those that were not, somebody may wait for what is gone.
   * @returns Rows that have a referral by now.
   */
  async read(
    opportunities: OpportunityReader,
    { asked, listedAll }: { readonly asked: readonly string[]; readonly listedAll: boolean },
  ): Promise<RemoteRecord[]> {
    const entries = this.#waiting.entries.filter(isProvisional);
    const left = new Set(entries.filter(({ awaits }) => awaits.length > 0).map(({ referral }) => referral));
    const announced = this.#waiting.intents.filter(
      (intent) => isProvisional(intent) && !left.has(intent.referral),
    );
    const decided = new Set(asked);
    const isGone = ({ opportunity }: Waiting) => listedAll && !this.#listed.has(opportunity ?? "");
    const wanted = entries.filter(
      (one) => this.#waiting.isDue(one) || decided.has(one.referral) || isGone(one),
    );
    const ids = new Set([...wanted, ...announced].flatMap(({ opportunity }) => opportunity ?? []));
    return this.#readRows(
      opportunities,
      [...ids].filter((id) => !this.#rows.has(id)),
    );
  }

  /** Referrals that may be the same deals as opportunities which this run looks at. */
  twins(): string[] {
    return this.#waiting.entries.flatMap((entry) =>
      entry.twin && this.#isLookedAt(entry) ? entry.twin : [],
    );
  }

  /**
   * Reads the opportunities that may be the same deals as these referrals.
   *
   * @returns Rows that have a referral by now.
   */
  readTwins(
    opportunities: OpportunityReader,
    referrals: ReadonlyMap<string, RemoteRecord>,
  ): Promise<RemoteRecord[]> {
    const entries = this.#waiting.entries.filter(
      (entry) => entry.twin && referrals.has(entry.twin) && !this.#isLookedAt(entry),
    );
    const ids = entries.flatMap(({ opportunity }) => opportunity ?? []);
    return this.#readRows(opportunities, ids);
  }

  #isLookedAt({ referral, opportunity }: Waiting): boolean {
    return this.#rows.has(opportunity ?? "") || this.#unwanted.has(referral);
  }

  async #readRows(opportunities: OpportunityReader, ids: readonly string[]): Promise<RemoteRecord[]> {
    if (ids.length === 0) return [];
    const found = new Map((await opportunities.byIds(ids)).map((row) => [row.id, row]));
    for (const id of ids) if (!found.has(id)) this.#unwanted.add(shareIdFor(id));
    for (const row of found.values()) this.#look(row);
    return [...found.values()].filter((row) => Boolean(row.properties[this.#mapping.referralIdColumn]));
  }

  /** @param known Rows that belong to a referral after all. */
  result(known: ReadonlyMap<string, RemoteRecord>): SharesPulled {
    const unlinked = (rows: ReadonlyMap<string, RemoteRecord>) =>
      [...rows.values()].filter(({ id }) => this.#freed.has(id) || !known.has(id));
    const isUnwanted = (referral: string) => !this.#mapping.share || this.#unwanted.has(referral);
    return {
      shares: unlinked(this.#rows),
      withdrawn: unlinked(this.#withdrawn),
      linked: this.#linked,
      unwanted: this.#waiting.entries
        .filter((entry) => isProvisional(entry) && isUnwanted(entry.referral))
        .map(({ referral }) => referral),
    };
  }
}
