import type { Mapping } from "../../mapping/mapping.ts";
import type { LeftDeals } from "../../model/plan.ts";
import type { ReferralsRead } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { isUuid } from "../../model/uuid.ts";
import { OVERLAP_MINUTES } from "../../reconcile/checkpoint/checkpoint.ts";
import type { Reads } from "../../reconcile/checkpoint/run-facts.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import { inScope } from "../../reconcile/record/kind.ts";
import { isBefore, minusMinutes } from "../../reconcile/record/timestamp.ts";
import type { ReadPorts } from "../ports.ts";
import { equalsItsBase } from "./base-of-row.ts";
import type { Collected } from "./collected.ts";
import { type Engagements, isMicrosofts } from "./engagements.ts";
import { Flood } from "./flood.ts";
import type { lookupsOnce } from "./lookups.ts";
import type { MergesAhead } from "./merges-ahead.ts";
import { isTold } from "./progress.ts";
import { isSweepDue, reachOf } from "./reach.ts";
import type { RowsAhead } from "./rows-ahead.ts";
import type { ShareRows } from "./share-rows.ts";
import { Sweep } from "./sweep.ts";
import type { WaitingList } from "./waiting-list.ts";

interface Parts {
  readonly collected: Collected;
  readonly ahead: RowsAhead;
  /** `null` when what becomes of a deal depends on more than the deal. */
  readonly merges: MergesAhead | null;
  readonly engagements: Engagements;
  readonly shares: ShareRows;
  readonly waiting: WaitingList;
  readonly lookups: ReturnType<typeof lookupsOnce>;
  readonly mostDeals: number;
}

/** What both listings came to. Records that the merge has to look at are with the parts. */
export interface Listed extends ReferralsRead {
  readonly reads: Exclude<Reads, null>;
  /** How many answers with rows it took. */
  readonly pages: number;
  /** How many referrals of ours were listed, one that came twice included. */
  readonly ours: number;
  /** How many deals were read and are in step. */
  readonly inStep: number;
  readonly left: LeftDeals | null;
  /** Referrals that have to be read by their ids: Microsoft's side of their deals has moved, or what was listed cannot be used. */
  readonly moved: readonly string[];
  /** Whether everything was listed, and none of it was Microsoft's. */
  readonly unlisted: boolean;
}

/**
 * Reads both listings, at the same time, from where the last run began.
 *
 * A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as they come.
 * Where everything is read, so is every deal whose two sides are in step.
 *
 * @param named Deals that somebody asked for: these are looked at whatever they say.
 * @throws TooMuchNews when more has changed than one run takes up
 */
export async function readListings(
  ports: ReadPorts,
  mapping: Mapping,
  parts: Parts,
  named: ReadonlySet<string>,
): Promise<Listed> {
  const listings = new Listings(ports, mapping, parts, named);
  return listings.read();
}

class Listings {
  readonly #ports: ReadPorts;
  readonly #mapping: Mapping;
  readonly #parts: Parts;
  readonly #named: ReadonlySet<string>;
  readonly #anHourAgo: string;
  /** Set when both sides are read from the beginning. */
  readonly #sweep: Sweep | null;
  /** Set when only what changed is. */
  readonly #flood: Flood | null;
  readonly #since: string | null;
  readonly #seen: ReadonlyMap<string, string>;
  readonly #listed = new Map<string, { etag: string; modified: string }>();
  /** Rows that carry an identifier. A full read hands some over twice. */
  readonly #linked = new Set<string>();
  #hasMicrosofts = false;
  #referrals = 0;
  #ours = 0;
  #pages = 0;

  constructor(ports: ReadPorts, mapping: Mapping, parts: Parts, named: ReadonlySet<string>) {
    const { state } = parts.waiting;
    const now = ports.clock.now().toISOString();
    // A mapping that changed looks at every record again, so that it also applies to the old ones.
    const watermark = state.mapping === mapping.digest && !isSweepDue(state, now) ? state.referrals : null;
    this.#ports = ports;
    this.#mapping = mapping;
    this.#parts = parts;
    this.#named = named;
    this.#anHourAgo = minusMinutes(now, 60);
    this.#since = watermark && minusMinutes(watermark.since, OVERLAP_MINUTES);
    this.#seen = new Map(Object.entries(watermark?.seen ?? {}));
    const keep = (record: RemoteRecord) => this.#keep(record);
    const drop = (record: RemoteRecord) => this.#drop(record);
    const reach = reachOf(state, mapping.digest);
    this.#sweep = watermark === null ? new Sweep(mapping, { ...parts, keep, drop, reach }) : null;
    this.#flood = watermark === null ? null : new Flood(parts);
  }

  async read(): Promise<Listed> {
    const rows = this.#readRows();
    const [referrals, { cursor, full }] = await Promise.all([this.#readReferrals(rows), rows]);
    const unlisted = this.#sweep !== null && !this.#hasMicrosofts;
    if (unlisted) await this.#askForMicrosofts(this.#sweep);
    const { left = null, moved = [], missing = [] } = this.#sweep?.end() ?? {};
    if (missing.length > 0) this.#parts.collected.keepAll(await this.#parts.ahead.of(missing));
    return {
      ...referrals,
      reads: {
        referralsReadAt: referrals.readAt,
        listed: this.#listed,
        opportunities: cursor,
        linked: full ? (this.#sweep?.linked ?? this.#linked.size) : null,
        all: this.#sweep !== null,
        sweptTo: left?.after ?? null,
      },
      pages: this.#pages,
      ours: this.#ours,
      inStep: this.#sweep?.count ?? 0,
      left,
      moved: [...moved, ...referrals.unusable],
      unlisted,
    };
  }

  /** Of the deals that were in step, as far as that can be said without them. */
  async #askForMicrosofts(sweep: Sweep): Promise<void> {
    const found = await this.#parts.engagements.ofMicrosoft(sweep.expected);
    for (const microsoft of found) sweep.takeMicrosofts(microsoft);
  }

  /** @param rows The other listing, which this one waits for rather than hold more than it should. */
  #readReferrals(rows: Promise<unknown>) {
    const { collected, lookups } = this.#parts;
    return this.#ports.referrals.readChanged(this.#since, async (page) => {
      const before = this.#referrals;
      this.#referrals += page.length;
      for (const referral of page) this.#takeReferral(referral);
      // What is kept is seen through them in any case; should they fail, whoever waits for them hears of it.
      if (collected.referrals.size > 0) lookups().catch(() => {});
      this.#flood?.look();
      await this.#mergeAhead();
      if (isTold(before, this.#referrals)) this.#ports.progress(`read ${this.#referrals} referrals`);
      if (this.#sweep?.isFull) await rows;
    });
  }

  /** The next answer is on its way, and takes longer than this. */
  async #mergeAhead(): Promise<void> {
    const { ahead, merges, collected, engagements, lookups } = this.#parts;
    const rows = ahead.arrived();
    if (!merges || rows.length === 0) return;
    const known = await lookups();
    for (const row of rows) {
      const referral = collected.referrals.get(identifierOf(this.#mapping, row) ?? "");
      // With Microsoft's it becomes another record, which is only whole at the end.
      if (referral && engagements.withMicrosofts(referral) === referral) merges.merge(referral, row, known);
    }
  }

  async #readRows() {
    const { waiting, shares, ahead } = this.#parts;
    const cursor = this.#sweep ? null : waiting.state.opportunities;
    const read = await this.#ports.opportunities.readChanged(cursor, async (page) => {
      this.#pages += 1;
      if (page.some((row) => identifierOf(this.#mapping, row) !== null)) await this.#sweep?.prepare();
      for (const row of page) {
        const referral = identifierOf(this.#mapping, row);
        waiting.note(row, referral);
        if (referral === null) shares.take(row);
        else if (this.#sweep) this.#sweepRow(this.#sweep, row, referral);
        else await this.#takeRow(row, referral);
      }
      this.#flood?.look();
    });
    this.#sweep?.endRows();
    ahead.begin();
    return read;
  }

  #takeReferral(referral: RemoteRecord): void {
    this.#noteListed(referral);
    const isNews = this.#seen.get(referral.id) !== referral.etag;
    this.#hasMicrosofts ||= isMicrosofts(referral);
    if (this.#sweep && isMicrosofts(referral)) this.#sweep.takeMicrosofts(referral);
    else if (!this.#sweep && this.#looksAtEngagements()) this.#parts.engagements.note(referral, isNews);
    if (!inScope(this.#mapping, referral)) return;
    this.#ours += 1;
    if (!isNews) return;
    if (this.#parts.waiting.isSettled(referral, referral.id)) this.#sweep?.takeWaiting(referral);
    else if (this.#sweep) this.#sweep.takeReferral(referral, this.#isNamed(referral.id));
    else this.#keep(referral);
  }

  #sweepRow(sweep: Sweep, row: RemoteRecord, referral: string): void {
    if (this.#parts.waiting.isSettled(row, referral)) sweep.note(referral);
    else sweep.takeRow(row, referral, this.#isNamed(referral));
  }

  async #takeRow(row: RemoteRecord, referral: string): Promise<void> {
    const { collected, waiting, lookups, shares } = this.#parts;
    this.#linked.add(row.id);
    shares.takeLinked(row);
    if (waiting.isSettled(row, referral)) return;
    const isNoted = waiting.byReferral.has(referral) || !isUuid(referral);
    if (isNoted || !(await equalsItsBase(this.#mapping, row, lookups))) collected.keep(row);
  }

  #keep(record: RemoteRecord): void {
    const { collected, ahead, engagements } = this.#parts;
    collected.keep(record);
    if (record.side === "opportunity") return;
    if (this.#sweep && this.#looksAtEngagements()) engagements.note(record, true);
    ahead.want(record.id);
  }

  #drop(record: RemoteRecord): void {
    const { collected, engagements, ahead, merges } = this.#parts;
    collected.drop(record);
    if (record.side === "opportunity") return;
    engagements.drop(record);
    ahead.drop(record.id);
    merges?.drop(record.id);
  }

  /** Also what is no identifier: there may be a referral that the row means. */
  #isNamed(referral: string): boolean {
    return this.#named.has(referral) || this.#parts.waiting.byReferral.has(referral) || !isUuid(referral);
  }

  #looksAtEngagements(): boolean {
    return this.#mapping.showsMicrosoft || this.#mapping.share !== null;
  }

  /** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
  #noteListed({ id, etag, modified }: RemoteRecord): void {
    if (!isBefore(modified, this.#anHourAgo)) this.#listed.set(id, { etag, modified });
  }
}
