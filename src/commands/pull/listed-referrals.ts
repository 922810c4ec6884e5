import { misfit } from "../../mapping/scope.ts";
import type { ReferralsRead } from "../../model/ports.ts";
import type { RemoteRecord } from "../../model/record.ts";
import { OVERLAP_MINUTES } from "../../reconcile/checkpoint/checkpoint.ts";
import { identifierOf } from "../../reconcile/match/match.ts";
import type { Misfits } from "../../reconcile/match/scope.ts";
import { isOurs } from "../../reconcile/record/kind.ts";
import { isBefore, minusMinutes } from "../../reconcile/record/timestamp.ts";
import { count } from "../../report/markdown.ts";
import type { ReadPorts } from "../ports.ts";
import { isMicrosofts } from "./engagements.ts";
import type { Reading } from "./reading.ts";

/** So many referrals are read between two lines of progress, once as many are read. */
const TOLD_EACH = 1000;

/** What the listing of referrals came to. */
export interface ListedReferrals extends ReferralsRead {
  /** Those that the next listing will show again. */
  readonly listed: ReadonlyMap<string, Pick<RemoteRecord, "etag" | "modified">>;
  /** How many of ours there were, one that came twice included. */
  readonly ours: number;
  /** Empty as soon as one of ours is in the mapping's scope, and where only changes are listed. */
  readonly misfits: Misfits;
  readonly hasMicrosofts: boolean;
}

/** Takes the referrals as they are listed. One whose etag was dealt with before is dropped. */
export class ReferralsListing {
  readonly #reading: Reading;
  readonly #anHourAgo: string;
  readonly #listed = new Map<string, Pick<RemoteRecord, "etag" | "modified">>();
  /** `null` once one of ours fits, and where those that did not change are not listed, which may fit. */
  #misfits: Map<string, string> | null;
  #hasMicrosofts = false;
  #ours = 0;

  constructor(reading: Reading) {
    this.#reading = reading;
    this.#anHourAgo = minusMinutes(reading.now, 60);
    this.#misfits = reading.sweep ? new Map() : null;
  }

  /** @param rows The other listing, which this one waits for rather than hold more than it should. */
  async read({ referrals, progress }: ReadPorts, rows: Promise<unknown>): Promise<ListedReferrals> {
    const { watermark, sweep, parts } = this.#reading;
    const since = watermark && minusMinutes(watermark.since, OVERLAP_MINUTES);
    let all = 0;
    const read = await referrals.readChanged(since, async (page) => {
      const before = all;
      all += page.length;
      for (const referral of page) this.#take(referral);
      // What is kept is seen through them in any case; should they fail, whoever waits for them hears of it.
      if (parts.collected.referrals.size > 0) parts.lookups().catch(() => {});
      this.#reading.requireRoom();
      await this.#mergeAhead();
      if (isTold(before, all)) progress(`read ${count(all, "referral")}`);
      if (sweep?.isFull) await rows;
    });
    return {
      ...read,
      listed: this.#listed,
      ours: this.#ours,
      misfits: this.#misfits ?? new Map(),
      hasMicrosofts: this.#hasMicrosofts,
    };
  }

  #take(referral: RemoteRecord): void {
    const { mapping, sweep, parts, watermark } = this.#reading;
    this.#noteListed(referral);
    const isNews = watermark?.seen[referral.id] !== referral.etag;
    this.#hasMicrosofts ||= isMicrosofts(referral);
    if (sweep && isMicrosofts(referral)) sweep.takeMicrosofts(referral);
    else if (!sweep && this.#reading.looksAtEngagements()) parts.engagements.note(referral, isNews);
    if (!isOurs(mapping, referral)) return;
    this.#ours += 1;
    this.#noteScope(referral);
    if (!isNews) return;
    if (parts.waiting.isSettled(referral, referral.id)) sweep?.takeWaiting(referral);
    else if (sweep) sweep.takeReferral(referral, this.#reading.isNamed(referral.id));
    else this.#reading.keep(referral);
  }

  #noteScope(referral: RemoteRecord): void {
    const place = this.#misfits && misfit(this.#reading.mapping.scope, referral);
    if (place === null) this.#misfits = null;
    else this.#misfits?.set(place, referral.id);
  }

  /** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
  #noteListed({ id, etag, modified }: RemoteRecord): void {
    if (!isBefore(modified, this.#anHourAgo)) this.#listed.set(id, { etag, modified });
  }

  /** The next answer is on its way, and takes longer than this. */
  async #mergeAhead(): Promise<void> {
    const { mapping, parts } = this.#reading;
    const { ahead, merges, collected, engagements, lookups } = parts;
    const rows = ahead.arrived();
    if (!merges || rows.length === 0) return;
    const known = await lookups();
    for (const row of rows) {
      const referral = collected.referrals.get(identifierOf(mapping, row) ?? "");
      // With Microsoft's it becomes another record, which is only whole at the end.
      if (referral && engagements.withMicrosofts(referral) === referral) merges.merge(referral, row, known);
    }
  }
}

/** A line for every answer is a thousand of them in a large tenant. */
function isTold(before: number, after: number): boolean {
  return before < TOLD_EACH || Math.floor(before / TOLD_EACH) < Math.floor(after / TOLD_EACH);
}
