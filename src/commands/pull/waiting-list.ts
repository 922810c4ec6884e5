import { by } from "../../model/order.ts";
import { isProvisional, nameable } from "../../model/provisional.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { Intent, SyncState, Waiting } from "../../model/state.ts";
import { isMisnamed } from "../../reconcile/checkpoint/waiting.ts";
import { isKnownUpdate } from "../../reconcile/journal/journal.ts";
import { isBefore } from "../../reconcile/record/timestamp.ts";

/**
 * Whether it is written once more because a run was let through with it before. What only a resync has found, nobody has
 * let through.
 */
function isTriedAgain({ kind, tries, refused }: Waiting): boolean {
  return (kind === "rejected" || kind === "failed" || refused !== undefined) && tries > 0;
}

/** Something is to be done before the next try: to tell the seller, or to send what was refused along with something else. */
function isDueFirst({ untold, rest }: Waiting): boolean {
  return untold !== undefined || rest === true;
}

/** When it is due. What comes before the next try comes before all others. */
function dueAt(entry: Waiting): string {
  return isDueFirst(entry) ? "" : (entry.nextAt ?? "");
}

/** What earlier runs left waiting and announced, as a run that reads asks about it. */
export class WaitingList {
  readonly state: SyncState;
  readonly entries: readonly Waiting[];
  readonly intents: readonly Intent[];
  readonly byReferral: ReadonlyMap<string, Waiting>;
  readonly #referralOfRow: ReadonlyMap<string | null, string>;
  /** Rows that named a referral which could not be read → that referral. */
  readonly #misnamed: ReadonlyMap<string | null, string>;
  readonly #corrected = new Set<string>();
  /** Referrals whose row has changed since, and names them no more. */
  readonly #untied = new Set<string>();
  readonly #now: string;
  readonly #isSameMapping: boolean;
  /** Referrals whose time has come, and that are left to later runs all the same. */
  readonly #later: ReadonlySet<string>;

  /**
   * @param mapping Digest of the mapping of this run.
   * @param now ISO 8601.
   * @param mostAgain How many of what was refused or failed are tried again at once.
   */
  constructor(state: SyncState, mapping: string, now: string, mostAgain: number = Number.POSITIVE_INFINITY) {
    this.state = state;
    this.#isSameMapping = state.mapping === mapping;
    this.entries = state.waiting;
    this.intents = state.journal?.intents ?? [];
    this.byReferral = new Map(state.waiting.map((entry) => [entry.referral, entry]));
    const own = state.waiting.filter((entry) => !isProvisional(entry));
    // The first of several that name one row.
    this.#referralOfRow = new Map(own.toReversed().map((entry) => [entry.opportunity, entry.referral]));
    const misnamed = state.waiting.filter(isMisnamed);
    this.#misnamed = new Map(misnamed.map((entry) => [entry.opportunity, entry.referral]));
    this.#now = now;
    // What a plan that was let through has left is tried in any case: the limits leave room for it.
    this.#later = state.unfinished ? new Set() : this.#beyond(mostAgain);
  }

  #beyond(most: number): Set<string> {
    const again = this.entries.filter((entry) => isTriedAgain(entry) && this.#hasCome(entry));
    if (again.length <= most) return new Set();
    const longestFirst = again.toSorted(by(dueAt));
    return new Set(longestFirst.slice(most).map(({ referral }) => referral));
  }

  /** Waits already, for this version and this mapping, and is not due: looking again changes nothing. */
  isSettled({ side, etag }: RemoteRecord, referral: string): boolean {
    const entry = this.#isSameMapping ? this.byReferral.get(referral) : undefined;
    return entry !== undefined && entry.etags[side] === etag && !this.isDue(entry);
  }

  isDue(entry: Waiting): boolean {
    return this.#hasCome(entry) && !this.#later.has(entry.referral);
  }

  #hasCome(entry: Waiting): boolean {
    const { nextAt } = entry;
    return isDueFirst(entry) || (nextAt !== null && !isBefore(this.#now, nextAt));
  }

  /** The referral of an opportunity that does not say so itself: it could not be written, or somebody has to decide. */
  referralOf(row: string): string | null {
    const referral = this.#referralOfRow.get(row);
    return referral === undefined || this.#corrected.has(referral) ? null : referral;
  }

  /** The opportunity that a question about this referral names: where it only means the referral, no search finds it. */
  askedAbout(referral: string): string[] {
    const entry = this.byReferral.get(referral);
    return entry?.kind === "question" && entry.opportunity !== null ? [entry.opportunity] : [];
  }

  /** Whether the row, or the lead, that was made for this referral may be there without its identifier. */
  mayHaveLostRow(referral: string): boolean {
    const kind = this.byReferral.get(referral)?.kind;
    return kind === "stale" || kind === "question";
  }

  /**
   * @param referral What the row now says its referral is: it may have waited under another name, which was wrong, or somebody
   * has taken it from the referral that it waits with, which then comes in no listing.
   */
  note({ id, etag }: RemoteRecord, referral: string | null): void {
    const before = this.#misnamed.get(id);
    if (before !== undefined && (referral === null || nameable(referral, id) !== before))
      this.#corrected.add(before);
    const owner = this.#referralOfRow.get(id);
    if (owner === undefined || owner === referral) return;
    const known = this.byReferral.get(owner)?.etags.opportunity;
    if (known && known !== etag) this.#untied.add(owner);
  }

  /** Referrals that no row names any more, of those that could not be read. */
  corrected(): string[] {
    return [...this.#corrected];
  }

  /** Referrals on the list whose time has come, or that lost their row. Partner Center knows nothing of a provisional one. */
  due(): string[] {
    return this.entries
      .filter((entry) => this.isDue(entry) || this.#untied.has(entry.referral))
      .filter((entry) => !isProvisional(entry) && !this.#corrected.has(entry.referral))
      .map(({ referral }) => referral);
  }

  /**
   * Referrals with an open intent, whatever the run was asked to look at: what became of it is found out now.
   * And those that a person decided something about. What a referral took and its row did not follow needs no look, see
   * `withoutBase`: its deal is looked at when its time has come, and is tried no sooner for it.
   */
  announced(asked: readonly string[]): string[] {
    const provisional = new Set(this.entries.filter(isProvisional).map(({ referral }) => referral));
    const open = this.intents
      .filter((intent) => !isProvisional(intent) && !isKnownUpdate(intent))
      .map(({ referral }) => referral);
    return [...open, ...asked.filter((id) => !provisional.has(id))];
  }

  /** Opportunities for which an earlier run may have asked Microsoft for help. */
  rowsMaybeAskedFor(): string[] {
    return this.intents
      .filter(({ action, found }) => action === "invite" && !found)
      .map(({ opportunity }) => opportunity);
  }
}
