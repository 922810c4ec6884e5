import type { Mapping } from "../../mapping/mapping.ts";
import type { Lookups } from "../../mapping/transforms/transform.ts";
import type { RemoteRecord } from "../../model/record.ts";
import type { SyncState } from "../../model/state.ts";
import { isUuid } from "../../model/uuid.ts";
import type { Collected } from "./collected.ts";
import type { Engagements } from "./engagements.ts";
import type { MergesAhead } from "./merges-ahead.ts";
import { isSweepDue, reachOf } from "./reach.ts";
import type { RowsAhead } from "./rows-ahead.ts";
import type { ShareRows } from "./share-rows.ts";
import { Sweep } from "./sweep.ts";
import type { WaitingList } from "./waiting-list.ts";

/** More has changed than one run takes up. */
export class TooMuchNews extends Error {}

export interface Parts {
  readonly collected: Collected;
  readonly ahead: RowsAhead;
  /** `null` when what becomes of a deal depends on more than the deal. */
  readonly merges: MergesAhead | null;
  readonly engagements: Engagements;
  readonly shares: ShareRows;
  readonly waiting: WaitingList;
  readonly lookups: () => Promise<Lookups>;
  readonly mostDeals: number;
}

/** How a run reads its two listings: from where on, and where it puts a record that the merge has to look at. */
export class Reading {
  readonly mapping: Mapping;
  readonly parts: Parts;
  /** When it began, ISO 8601. */
  readonly now: string;
  /** How far the last run came with the referrals; `null` when everything is read. */
  readonly watermark: SyncState["referrals"];
  /** Set when both sides are read from the beginning. */
  readonly sweep: Sweep | null;
  readonly #named: ReadonlySet<string>;

  constructor(
    mapping: Mapping,
    parts: Parts,
    { named, now }: { readonly named: ReadonlySet<string>; readonly now: string },
  ) {
    const { state } = parts.waiting;
    this.mapping = mapping;
    this.parts = parts;
    this.now = now;
    // A mapping that changed looks at every record again, so that it also applies to the old ones.
    this.watermark = state.mapping === mapping.digest && !isSweepDue(state, now) ? state.referrals : null;
    const keep = (record: RemoteRecord) => this.keep(record);
    const drop = (record: RemoteRecord) => this.#drop(record);
    const reach = reachOf(state, { mapping: mapping.digest, now });
    this.sweep = this.watermark === null ? new Sweep(mapping, { ...parts, keep, drop, reach }) : null;
    this.#named = named;
  }

  /**
   * Looks after each page whether what has changed is more than one run takes up, as when somebody has touched every record.
   * All of it would have to be held, while a full read lets go of what is in step and leaves some to later runs. Both
   * listings end, each at its next page.
   *
   * @throws TooMuchNews
   */
  requireRoom(): void {
    const { collected, mostDeals } = this.parts;
    const most = Math.max(collected.referrals.size, collected.rows.size);
    if (this.sweep === null && most > mostDeals) throw new TooMuchNews();
  }

  /** Also what is no identifier: there may be a referral that the row means. */
  isNamed(referral: string): boolean {
    return this.#named.has(referral) || this.parts.waiting.byReferral.has(referral) || !isUuid(referral);
  }

  looksAtEngagements(): boolean {
    return this.mapping.showsMicrosoft || this.mapping.share !== null;
  }

  keep(record: RemoteRecord): void {
    const { collected, ahead, engagements } = this.parts;
    collected.keep(record);
    if (record.side === "opportunity") return;
    if (this.sweep && this.looksAtEngagements()) engagements.note(record, true);
    ahead.want(record.id);
  }

  #drop(record: RemoteRecord): void {
    const { collected, engagements, ahead, merges } = this.parts;
    collected.drop(record);
    if (record.side === "opportunity") return;
    engagements.drop(record);
    ahead.drop(record.id);
    merges?.drop(record.id);
  }
}
