import type { Mapping } from "../mapping/mapping.ts";
import { isWantedThere } from "../mapping/share.ts";
import type { Lookups } from "../mapping/transform.ts";
import type { RemoteRecord } from "../model/record.ts";
import type { SyncState } from "../model/state.ts";
import { readBase } from "../reconcile/base.ts";
import { OVERLAP_MINUTES, type Reads, type Unreadable } from "../reconcile/checkpoint.ts";
import { rowIdFor } from "../reconcile/ids.ts";
import { inScope } from "../reconcile/kind.ts";
import { identifierOf, namedRows } from "../reconcile/match.ts";
import { isBefore, minusMinutes } from "../reconcile/timestamp.ts";
import { equalsItsBase } from "./base-of-row.ts";
import { readLeads, wantHelp } from "./counterparts.ts";
import { Engagements } from "./engagements.ts";
import { lookupsOnce } from "./lookups.ts";
import type { ReadPorts } from "./ports.ts";
import { type Look, NOT_VISIBLE, type Pulled, STILL_OLDER } from "./pulled.ts";
import { ShareRows } from "./share-rows.ts";
import { WaitingList } from "./waiting-list.ts";

/**
 * Reads what changed on each side since the watermarks, and the missing counterpart of each.
 *
 * - What a webhook reported comes first, then everything else that changed: both listings at the same time.
 * - A referral whose etag was dealt with before, and a row that still equals its own base, are dropped as
 *   they come: our own writes need no other suppression, and nothing is read for them.
 * - Rows come in batches by referral identifier. Partner Center has no batch, so many referrals are looked for in
 *   its list, and few are asked for one by one.
 */
export async function pull(
  ports: ReadPorts,
  state: SyncState,
  mapping: Mapping,
  { only, asked, reported }: Look,
): Promise<Pulled> {
  const waiting = new WaitingList(state, mapping.digest, ports.clock.now().toISOString());
  const puller = new Puller(ports, mapping, waiting);
  await puller.readReported(only === null ? reported : []);
  const reads = only === null ? await puller.readChanges() : null;
  if (only === null && mapping.share) await puller.readShares(asked);
  await puller.readReferrals([...(only === null ? waiting.due() : [only]), ...waiting.announced(asked)]);
  if (mapping.showsMicrosoft) await puller.readMicrosoftsSide(only);
  await puller.readCounterparts();
  await puller.readEngagementsToJoin();
  return puller.result(reads);
}

class Puller {
  readonly #ports: ReadPorts;
  readonly #state: SyncState;
  readonly #mapping: Mapping;
  readonly #anHourAgo: string;
  readonly #waiting: WaitingList;
  readonly #shares: ShareRows;
  readonly #referrals = new Map<string, RemoteRecord>();
  readonly #rows = new Map<string, RemoteRecord>();
  readonly #leads = new Map<string, RemoteRecord>();
  readonly #unreadable: Unreadable[] = [];
  readonly #listed = new Map<string, { etag: string; modified: string }>();
  readonly #engagements: Engagements;
  readonly #lookups: () => Promise<Lookups>;
  #listedReferrals = 0;
  #pages = 0;
  #listedAll = false;

  constructor(ports: ReadPorts, mapping: Mapping, waiting: WaitingList) {
    this.#ports = ports;
    this.#state = waiting.state;
    this.#mapping = mapping;
    this.#anHourAgo = minusMinutes(ports.clock.now().toISOString(), 60);
    this.#engagements = new Engagements(ports.referrals);
    this.#lookups = lookupsOnce(ports, mapping);
    this.#waiting = waiting;
    this.#shares = new ShareRows(mapping, waiting);
  }

  async readChanges(): Promise<Reads> {
    // A mapping that changed looks at every record again, so that it also applies to the old ones.
    const isSameMapping = this.#state.mapping === this.#mapping.digest;
    const watermark = isSameMapping ? this.#state.referrals : null;
    const cursor = isSameMapping ? this.#state.opportunities : null;
    this.#listedAll = watermark === null;
    const since = watermark && minusMinutes(watermark.since, OVERLAP_MINUTES);
    // A full read hands some rows over twice.
    const linked = new Set<string>();
    const [referrals, opportunities] = await Promise.all([
      this.#ports.referrals.readChanged(since, (page) => {
        this.#listedReferrals += page.length;
        for (const referral of page) {
          this.#noteListed(referral);
          const isNews = watermark?.seen[referral.id] !== referral.etag;
          if (this.#mapping.showsMicrosoft || this.#mapping.share) this.#engagements.note(referral, isNews);
          if (inScope(this.#mapping, referral) && isNews) this.#takeReferral(referral);
        }
        this.#ports.progress(`read ${this.#listedReferrals} referrals`);
      }),
      this.#ports.opportunities.readChanged(cursor, async (page) => {
        this.#pages += 1;
        for (const row of page) {
          if (identifierOf(this.#mapping, row) === null) this.#shares.take(row);
          else {
            linked.add(row.id);
            await this.#takeRow(row);
          }
        }
      }),
    ]);
    const { cursor: next, full } = opportunities;
    const count = full ? linked.size : null;
    return { referralsReadAt: referrals.readAt, listed: this.#listed, opportunities: next, linked: count };
  }

  /** Only what the next listing will show again; an hour is more than the overlap and any skew of clocks. */
  #noteListed({ id, etag, modified }: RemoteRecord): void {
    if (!isBefore(modified, this.#anHourAgo)) this.#listed.set(id, { etag, modified });
  }

  #takeReferral(referral: RemoteRecord): void {
    const known = this.#referrals.get(referral.id);
    if (known && isBefore(referral.modified, known.modified)) return;
    if (!this.#waiting.isSettled(referral, referral.id)) this.#referrals.set(referral.id, referral);
  }

  /** One that is not ours to see, or was dealt with before its notification came, needs no further look. */
  async readReported(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      const referral = await this.#ports.referrals.get(id);
      const isNews = referral !== null && this.#state.referrals?.seen[id] !== referral.etag;
      if (isNews && inScope(this.#mapping, referral)) this.#takeReferral(referral);
    }
  }

  async #takeRow(row: RemoteRecord): Promise<void> {
    const referral = identifierOf(this.#mapping, row);
    if (referral === null || this.#waiting.isSettled(row, referral)) return;
    const isKnown = this.#waiting.byReferral.has(referral);
    if (isKnown || !(await equalsItsBase(this.#mapping, row, this.#lookups))) this.#rows.set(row.id, row);
  }

  async readShares(asked: readonly string[]): Promise<void> {
    this.#keepRows(await this.#shares.read(this.#ports.opportunities, asked));
    await this.readReferrals(this.#shares.owners());
  }

  /** Before Microsoft is asked for help, it has to be known that it was not asked before. */
  async readEngagementsToJoin(): Promise<void> {
    const rows = [...this.#rows.values()];
    if (!rows.some((row) => isWantedThere(this.#mapping, row))) return;
    const wanting = wantHelp(this.#mapping, this.#referrals.values(), rows, await this.#lookups());
    for (const referral of wanting) await this.#engagements.complete(referral);
  }

  async readReferrals(ids: readonly string[]): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.#referrals.has(id));
    if (missing.length === 0) return;
    for (const referral of await this.#ports.referrals.byIds(missing))
      this.#referrals.set(referral.id, referral);
    for (const id of missing) if (!this.#referrals.has(id)) this.#leaveOut(id, NOT_VISIBLE);
  }

  #leaveOut(referral: string, reason: string): void {
    this.#referrals.delete(referral);
    const row = [...this.#rows.values()].find((one) => identifierOf(this.#mapping, one) === referral);
    const link = { referral, opportunity: row?.id ?? rowIdFor(referral) };
    this.#unreadable.push({ link, rowEtag: row?.etag ?? null, reason });
  }

  readMicrosoftsSide(only: string | null): Promise<void> {
    const look = { listedAll: this.#listedAll, only, waiting: this.#waiting.byReferral };
    return this.#engagements.addTo(this.#referrals, look);
  }

  async readCounterparts(): Promise<void> {
    const rowOwners = [...this.#rows.values()]
      .map((row) => identifierOf(this.#mapping, row))
      .filter((id) => id !== null);
    await this.readReferrals(rowOwners);
    const owners = new Set(rowOwners);
    const withoutRow = [...this.#referrals.keys()].filter((id) => !owners.has(id));
    if (withoutRow.length > 0) {
      // The lookups are needed in any case, to see what was read: there is no reason to wait for them afterwards.
      const found = this.#ports.opportunities.byReferralIds(withoutRow);
      const [rows] = await Promise.all([found, this.#lookups()]);
      this.#keepRows(rows);
    }
    await this.#readLeads();
    await this.#readNamedRows();
    await this.#replaceStaleReadings();
  }

  async #readLeads(): Promise<void> {
    const unsettled = new Set([...this.#waiting.byReferral.keys(), ...this.#waiting.announced([])]);
    const known = { referrals: this.#referrals.values(), rows: this.#rows.values(), unsettled };
    for (const [referral, lead] of await readLeads(this.#ports, this.#mapping, known))
      this.#leads.set(referral, lead);
  }

  #keepRows(rows: readonly RemoteRecord[]): void {
    for (const row of rows) this.#rows.set(row.id, row);
  }

  /** Rows that a referral names as its CRM id although they do not carry its identifier. */
  async #readNamedRows(): Promise<void> {
    const linked = new Set([...this.#rows.values()].map((row) => identifierOf(this.#mapping, row)));
    const unlinked = [...this.#referrals.values()].filter((referral) => !linked.has(referral.id));
    const named = unlinked
      .flatMap((referral) => [
        ...namedRows(referral, this.#leads.get(referral.id)),
        // One that could not be made for it, because it is there, and does not say whose it is.
        ...(this.#waiting.byReferral.get(referral.id)?.kind === "stale" ? [rowIdFor(referral.id)] : []),
      ])
      .filter((id) => !this.#rows.has(id));
    const ids = [...new Set(named)];
    if (ids.length > 0) this.#keepRows(await this.#ports.opportunities.byIds(ids));
  }

  /** A listing may lag behind: a referral older than the one that was merged last is read again by its id. */
  async #replaceStaleReadings(): Promise<void> {
    for (const row of this.#rows.values()) {
      const id = identifierOf(this.#mapping, row);
      const referral = id === null ? undefined : this.#referrals.get(id);
      const floor = readBase(row, this.#mapping.baseColumn)?.referralModified;
      if (!referral || !floor || !isBefore(referral.modified, floor)) continue;
      const fresh = await this.#ports.referrals.get(referral.id);
      if (fresh && !isBefore(fresh.modified, floor)) this.#referrals.set(fresh.id, fresh);
      else this.#leaveOut(referral.id, STILL_OLDER);
    }
  }

  async result(reads: Reads): Promise<Pulled> {
    const referrals = [...this.#referrals.values()].filter((referral) => inScope(this.#mapping, referral));
    const shares = this.#shares.result(this.#rows);
    return {
      referrals: referrals.map((referral) => this.#engagements.withMicrosofts(referral)),
      ...shares,
      withoutMicrosoft: new Set(
        referrals.filter((one) => this.#engagements.lacksMicrosofts(one)).map(({ id }) => id),
      ),
      rows: [...this.#rows.values()],
      leads: [...this.#leads.values()],
      lookups: referrals.length + shares.shares.length > 0 ? await this.#lookups() : { currencies: [] },
      reads,
      unreadable: this.#unreadable,
      pages: this.#pages,
      looked: [...this.#referrals.keys()],
    };
  }
}
